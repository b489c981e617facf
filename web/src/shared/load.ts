import { onScopeDispose, ref, shallowRef, watch, type WatchSource } from 'vue'
import { ApiError, asApiError } from '@/api'

/**
 * Something read from the program: what came, what went wrong, whether it is under way. Reads at once, again on
 * `reload()` and whenever one of `sources` changes; only the answer to the latest request counts.
 */
export function useLoad<T>(read: (signal: AbortSignal) => Promise<T>, sources: WatchSource[] = []) {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const loading = ref(false)
  let running: AbortController | null = null

  async function reload(): Promise<void> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    loading.value = true
    try {
      const answer = await read(mine.signal)
      if (running !== mine) return
      data.value = answer
      error.value = null
    } catch (thrown) {
      if (running !== mine) return
      error.value = asApiError(thrown)
      data.value = null
    }
    loading.value = false
  }

  void reload()
  if (sources.length) watch(sources, () => void reload())
  onScopeDispose(() => {
    running?.abort()
    running = null
  })
  return { data, error, loading, reload }
}
