/**
 * Whether the service answers. While it does not, a bar says so and the service is looked for again and again. A page
 * whose file could not be had is opened once it can be, from the start: a newer program has newer files.
 */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { Router } from 'vue-router'

const AGAIN_MS = 4000
const STARTED_AS = 'tongban.started_again'

export const useReach = defineStore('reach', () => {
  const away = ref(false)
  let wanted = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  const answers = (): Promise<boolean> =>
    fetch('/healthz', { cache: 'no-store' }).then(
      (reply) => reply.ok,
      () => false,
    )

  async function look(): Promise<void> {
    clearTimeout(timer)
    away.value = !(await answers())
    if (away.value) timer = setTimeout(() => void look(), AGAIN_MS)
    else if (wanted) startAt(wanted)
  }

  /** Once for a page: a file that is missing for good would start the page over and over. */
  function startAt(path: string): void {
    wanted = ''
    if (sessionStorage.getItem(STARTED_AS) === path) return
    sessionStorage.setItem(STARTED_AS, path)
    location.hash = path
    location.reload()
  }

  function watchPages(router: Router): void {
    router.onError((_thrown, to) => {
      wanted = to.fullPath
      void look()
    })
    router.afterEach((_to, _from, failure) => {
      if (failure) return
      wanted = ''
      sessionStorage.removeItem(STARTED_AS)
    })
  }

  return { away, look, watchPages }
})
