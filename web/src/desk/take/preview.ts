/**
 * What the program says about the form as it stands: where it goes, until when, what applies, what is wrong, and
 * whether the same person asked for the same before. Asked again a moment after every change.
 */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { asApiError, previewCase, type ApiError, type CasePreview, type FieldError, type ItemDetail } from '@/api'
import { requestOf, type Draft } from './draft'
import { askedOf, type Asked } from './guide'

const DELAY_MS = 250

export function usePreview(draft: Draft, item: () => ItemDetail | null) {
  const preview = shallowRef<CasePreview | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const busy = ref(false)
  /** the request that `preview` answers */
  let answered = ''
  let running: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const asked = computed<Asked | null>(() => {
    const guide = item()
    return guide ? askedOf(guide, draft, preview.value?.item_code === guide.code ? preview.value : null) : null
  })
  const request = (): string => JSON.stringify(requestOf(draft, asked.value))

  async function ask(): Promise<void> {
    clearTimeout(timer)
    running?.abort()
    if (!draft.item) {
      preview.value = error.value = null
      busy.value = false
      answered = ''
      return
    }
    const mine = new AbortController()
    running = mine
    const body = request()
    busy.value = true
    try {
      const found = await previewCase(JSON.parse(body), { signal: mine.signal })
      if (running !== mine) return
      preview.value = found
      error.value = null
      answered = body
    } catch (thrown) {
      if (running !== mine) return
      error.value = asApiError(thrown)
    }
    busy.value = false
  }

  /** Makes sure that `preview` speaks of the form as it is now. */
  async function settle(): Promise<void> {
    if (error.value || request() !== answered) await ask()
  }

  watch(
    () => [draft.item?.code, request()],
    ([item], before) => {
      clearTimeout(timer)
      if (item !== before?.[0]) {
        preview.value = null
        return void ask()
      }
      if (!item || request() === answered) return
      busy.value = true
      timer = setTimeout(() => void ask(), DELAY_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    running?.abort()
    running = null
  })
  return { asked, preview, error, busy, ask, settle }
}

/**
 * Which problems to show: at first only of the fields one has left; after a refused confirmation all of them.
 */
export function useProblems(current: () => readonly FieldError[], language: () => string) {
  const left = ref(new Set<string>())
  const refused = shallowRef<readonly FieldError[] | null>(null)
  const all = ref(false)

  const shown = computed<readonly FieldError[]>(() => {
    if (refused.value) return refused.value
    return all.value ? current() : current().filter((error) => left.value.has(error.field))
  })

  function of(field: string): string {
    const error = shown.value.find((each) => each.field === field || each.field.startsWith(`${field}.`))
    return error ? (language().startsWith('zh') ? error.zh : error.en) : ''
  }

  /** the same of nothing but the field itself */
  function on(field: string): string {
    const error = shown.value.find((each) => each.field === field)
    return error ? (language().startsWith('zh') ? error.zh : error.en) : ''
  }

  return {
    on,
    /** after a refusal nothing is held back any more */
    all,
    shown,
    of,
    leave: (field: string): void => void (left.value = new Set(left.value).add(field)),
    /** the program refused the form; its words stand until the next preview */
    refuse(errors: readonly FieldError[]): void {
      all.value = true
      refused.value = errors
    },
    renew: (): void => void (refused.value = null),
    reset(): void {
      all.value = false
      refused.value = null
      left.value = new Set()
    },
  }
}
