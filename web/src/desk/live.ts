/**
 * One stream of case events for the whole desk. A page listens while it is shown; when no stream can be had, the
 * pages are asked to look for themselves every few seconds. What could not be read is asked for again: only a page that
 * has read what it was told of is live.
 */
import { defineStore } from 'pinia'
import { computed, onMounted, onUnmounted, ref, watch } from 'vue'
import { followTogether, type CaseSignal } from '@/api'
import { useReach } from '@/shared/reach'

const POLL_SECONDS = 15
const SHORTEST_WAIT_MS = 1000

/** null: nothing particular is known, look at everything. False: it could not be read. */
export type LiveListener = (signal: CaseSignal | null) => Promise<boolean>

export const useLive = defineStore('desk-live', () => {
  const connected = ref(false)
  /** false until the first stream has been had, or not: nothing is said of it before */
  const isKnown = ref(false)
  /** when the pages last had all they had been told of */
  const freshAt = ref(new Date())
  const behind = ref(false)
  const isLive = computed(() => connected.value && !behind.value)
  const reach = useReach()
  const listeners = new Set<LiveListener>()
  let stopStream: (() => void) | null = null
  let followed = ''
  let poll: ReturnType<typeof setInterval> | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  let wait = SHORTEST_WAIT_MS

  /** A page could not read what it should show: it is asked to look again, later and later. */
  function lose(): void {
    if (!stopStream) return
    behind.value = true
    clearTimeout(again)
    again = setTimeout(() => void tell(null), wait)
    wait = Math.min(wait * 2, POLL_SECONDS * 1000)
  }

  async function tell(signal: CaseSignal | null): Promise<void> {
    const read = await Promise.all([...listeners].map((listener) => listener(signal)))
    if (!stopStream) return
    if (!read.every(Boolean)) lose()
    else if (!behind.value || signal === null) {
      // an older failure is mended only by a look at everything
      behind.value = false
      freshAt.value = new Date()
      wait = SHORTEST_WAIT_MS
    }
  }

  function start(account: string): void {
    if (stopStream && account === followed) return
    stop()
    followed = account
    stopStream = followTogether(account, {
      onCase: (signal) => void tell(signal),
      onConnected: (yes) => {
        connected.value = yes
        isKnown.value = true
        // What happened between two streams is told again by the program; a fresh look costs little and misses nothing.
        if (yes) void tell(null)
        else void reach.look()
      },
    })
    poll = setInterval(() => {
      if (connected.value) return
      isKnown.value = true
      void tell(null)
    }, POLL_SECONDS * 1000)
  }

  function stop(): void {
    stopStream?.()
    stopStream = null
    clearInterval(poll)
    clearTimeout(again)
    connected.value = behind.value = false
    wait = SHORTEST_WAIT_MS
  }

  // the stream waits longer and longer between its tries; once the service is back, it need not
  watch(
    () => reach.away,
    (away) => {
      if (away || !stopStream || connected.value) return
      stop()
      start(followed)
    },
  )

  function listen(listener: LiveListener): void {
    onMounted(() => listeners.add(listener))
    onUnmounted(() => listeners.delete(listener))
  }

  return { isLive, isKnown, freshAt, start, stop, listen, lose }
})
