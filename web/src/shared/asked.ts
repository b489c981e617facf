import { useRoute, useRouter } from 'vue-router'

/**
 * What the address of the page asks for (`?district=310101`): `asked(name)` reads it, '' when it is not there;
 * `ask({name: value})` changes it. The address holds it, so that going back, reloading and sharing keep it.
 */
export function useAsked() {
  const route = useRoute()
  const router = useRouter()

  const asked = (name: string): string => {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }

  function ask(changes: Record<string, string>): void {
    const query = Object.entries({ ...route.query, ...changes }).filter(([, value]) => value)
    void router.replace({ path: route.path, query: Object.fromEntries(query) })
  }

  return { asked, ask }
}
