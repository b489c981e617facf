/**
 * One stream of case events for the whole desk. A page listens while it is shown; when no stream can be had, the
 * pages are asked to look for themselves every few seconds.
 */
import { defineStore } from 'pinia'
import { onMounted, onUnmounted, ref, watch } from 'vue'
import { followEvents, type CaseSignal } from '@/api'
import { useReach } from '@/shared/reach'

export const POLL_SECONDS = 15

/** null: nothing particular is known, look at everything */
export type LiveListener = (signal: CaseSignal | null) => void | Promise<void>

export const useLive = defineStore('desk-live', () => {
  const connected = ref(false)
  const reach = useReach()
  const listeners = new Set<LiveListener>()
  let stopStream: (() => void) | null = null
  let poll: ReturnType<typeof setInterval> | undefined

  const tell = (signal: CaseSignal | null): void => listeners.forEach((listener) => void listener(signal))

  function start(): void {
    if (stopStream) return
    stopStream = followEvents(tell, (yes) => {
      // What happened between two streams is told again by the program; a fresh look costs little and misses nothing.
      if (yes && !connected.value) tell(null)
      connected.value = yes
      if (!yes) void reach.look()
    })
    poll = setInterval(() => {
      if (!connected.value) tell(null)
    }, POLL_SECONDS * 1000)
  }

  function stop(): void {
    stopStream?.()
    stopStream = null
    clearInterval(poll)
    connected.value = false
  }

  // the stream waits longer and longer between its tries; once the service is back, it need not
  watch(
    () => reach.away,
    (away) => {
      if (away || !stopStream || connected.value) return
      stop()
      start()
    },
  )

  function listen(listener: LiveListener): void {
    onMounted(() => listeners.add(listener))
    onUnmounted(() => listeners.delete(listener))
  }

  return { connected, start, stop, listen }
})
