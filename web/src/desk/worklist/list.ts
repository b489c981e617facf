/**
 * The worklist as it is shown. News from the stream change it at once where that moves nothing under the reader's
 * cursor; otherwise they wait behind a "3 changed" until the reader asks for them.
 */
import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { asApiError, getWorklist, type ApiError, type CentreRow, type Light, type Worklist, type WorklistQuery, type WorklistRow } from '@/api'

const PAGE = 50
const SETTLE_MS = 300
const GLOW_MS = 2500

/** What the reader looks for; kept while the reader looks into a case and comes back. */
export const useWorklistFilters = defineStore('desk-worklist', () => {
  const side = ref<'holder' | 'sent'>('holder')
  const light = ref<Light | ''>('')
  const state = ref('')
  const words = ref('')
  const centre = shallowRef<CentreRow | null>(null)
  const selected = ref('')
  const query = computed<WorklistQuery>(() => ({
    side: side.value,
    light: light.value || undefined,
    state: state.value || undefined,
    q: words.value.trim() || undefined,
    centre: centre.value?.code,
  }))
  const isNarrow = computed(() => Boolean(light.value || state.value || words.value.trim() || centre.value))

  function widen(): void {
    light.value = ''
    state.value = words.value = ''
    centre.value = null
  }

  function reset(): void {
    widen()
    side.value = 'holder'
    selected.value = ''
  }

  return { side, light, state, words, centre, selected, query, isNarrow, widen, reset }
})

interface Found {
  rows: WorklistRow[]
  next: string | null
}

interface News extends Found {
  /** numbers of the cases that came, went or look different */
  changed: ReadonlySet<string>
}

const sameOrder = (a: readonly WorklistRow[], b: readonly WorklistRow[]): boolean =>
  a.length === b.length && a.every((row, index) => row.case_number === b[index]?.case_number)

function difference(before: readonly WorklistRow[], after: readonly WorklistRow[]): Set<string> {
  const old = new Map(before.map((row) => [row.case_number, JSON.stringify(row)]))
  const changed = new Set<string>()
  for (const row of after) {
    if (old.get(row.case_number) !== JSON.stringify(row)) changed.add(row.case_number)
    old.delete(row.case_number)
  }
  for (const gone of old.keys()) changed.add(gone)
  return changed
}

/** `onLost`: another question was asked and could not be read. */
export function useWorklist(query: () => WorklistQuery, mayMove: () => boolean, onLost: () => void) {
  const rows = shallowRef<WorklistRow[]>([])
  const counts = shallowRef<Worklist['counts']>(null)
  const next = ref<string | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const loading = ref(true)
  const waiting = shallowRef<News | null>(null)
  const glowing = shallowRef<ReadonlySet<string>>(new Set())
  let running: AbortController | null = null
  let looks = 0
  const hearers: ((read: boolean) => void)[] = []
  let settle: ReturnType<typeof setTimeout> | undefined
  let glow: ReturnType<typeof setTimeout> | undefined

  /** Whole pages from the top until there are `atLeast` rows. */
  async function read(atLeast: number, signal: AbortSignal): Promise<Found> {
    const found: WorklistRow[] = []
    let cursor: string | null = null
    do {
      const page: Worklist = await getWorklist({ ...query(), counts: cursor === null, limit: PAGE, cursor: cursor ?? undefined }, { signal })
      found.push(...page.items)
      if (cursor === null) counts.value = page.counts
      cursor = page.next
    } while (cursor && found.length < atLeast)
    return { rows: found, next: cursor }
  }

  /** One reading at a time: a newer one makes the older one void. False: what was asked for has not been read. */
  async function attempt(work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    try {
      await work(mine.signal)
      if (running === mine) error.value = null
    } catch (thrown) {
      if (running === mine) error.value = asApiError(thrown)
    }
    // a superseded reading has read nothing of what it was asked for
    if (running !== mine) return false
    loading.value = false
    return !error.value?.isPassing
  }

  /** Another question was asked: the old rows answer it no longer, whatever comes. */
  const load = (): Promise<boolean> =>
    attempt(async (signal) => {
      loading.value = true
      const found = await read(1, signal).catch((thrown: unknown) => {
        if (!signal.aborted) rows.value = []
        throw thrown
      })
      if (signal.aborted) return
      rows.value = found.rows
      next.value = found.next
      waiting.value = null
    })

  const more = (): Promise<boolean> =>
    attempt(async (signal) => {
      const page = await getWorklist({ ...query(), limit: PAGE, cursor: next.value ?? undefined }, { signal })
      if (signal.aborted) return
      const known = new Set(rows.value.map((row) => row.case_number))
      rows.value = [...rows.value, ...page.items.filter((row) => !known.has(row.case_number))]
      next.value = page.next
    })

  function show(news: News): void {
    rows.value = news.rows
    next.value = news.next
    waiting.value = null
    glowing.value = news.changed
    clearTimeout(glow)
    glow = setTimeout(() => (glowing.value = new Set()), GLOW_MS)
  }

  const look = (): Promise<boolean> =>
    attempt(async (signal) => {
      const found = await read(rows.value.length, signal)
      if (signal.aborted) return
      const changed = difference(rows.value, found.rows)
      if (changed.size === 0) waiting.value = null
      else if (mayMove() || sameOrder(rows.value, found.rows)) show({ ...found, changed })
      else waiting.value = { ...found, changed }
    })

  /** Something happened: looks once for all that happened in the same moment. False: it could not be read. */
  function hear(): Promise<boolean> {
    clearTimeout(settle)
    settle = setTimeout(() => {
      looks += 1
      const mine = looks
      // a look that a newer look made void leaves the answer to that one
      void look().then((read) => (read || mine === looks) && answer(read))
    }, SETTLE_MS)
    return new Promise((done) => hearers.push(done))
  }

  function answer(read: boolean): void {
    for (const done of hearers.splice(0)) done(read)
  }

  watch(() => JSON.stringify(query()), () => void load().then(() => error.value?.isPassing && onLost()), { immediate: true })
  onScopeDispose(() => {
    clearTimeout(settle)
    clearTimeout(glow)
    running?.abort()
    running = null
    answer(true)
  })
  return { rows, counts, next, error, loading, waiting, glowing, load, more, hear, show }
}
