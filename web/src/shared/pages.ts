import { computed, ref, shallowRef, watch, type WatchSource } from 'vue'
import { asApiError, type ApiError, type List } from '@/api'
import { useLoad } from './load'

/** A list read page by page: useLoad() for the first page, more() puts the next one behind. */
export function usePages<T>(
  read: (cursor: string | undefined, signal?: AbortSignal) => Promise<List<T>>,
  sources: WatchSource[] = [],
) {
  const first = useLoad((signal) => read(undefined, signal), sources)
  const further = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const adding = ref(false)
  const moreError = shallowRef<ApiError | null>(null)

  watch(first.data, (list) => {
    further.value = []
    next.value = list?.next ?? null
    moreError.value = null
  })

  async function more(): Promise<void> {
    const begun = first.data.value
    adding.value = true
    try {
      const list = await read(next.value ?? undefined)
      if (begun !== first.data.value) return
      further.value = [...further.value, ...list.items]
      next.value = list.next
      moreError.value = null
    } catch (thrown) {
      moreError.value = asApiError(thrown)
    } finally {
      adding.value = false
    }
  }

  // an empty list is only shown once it is sure to be empty
  const data = computed(() => {
    const items = first.data.value ? [...first.data.value.items, ...further.value] : []
    return items.length || (first.data.value && !first.loading.value) ? items : null
  })
  return { data, error: first.error, loading: first.loading, reload: first.reload, next, adding, moreError, more }
}
