/**
 * One stream for all tabs of an account in this browser: over HTTP/1.1 a browser opens six connections to a server,
 * and six tabs with a stream each would leave none for anything else. Web Locks name the tab that reads the stream; it
 * tells the others on a BroadcastChannel. When it closes, signs out or stands still (a print dialogue), the next one reads.
 */
import { followEvents, silenceMs, type StreamEars } from './events'
import type { CaseSignal } from './types'

/** Streams of one browser, whatever the number of accounts its tabs work for. */
const STREAMS = 3
const NO_PLACE_MS = 15_000
const SAY_MS = 5000
/** The reading tab says something this often at least. */
const LEADER_SILENCE_MS = silenceMs(10)

type Word = { kind: 'case'; signal: CaseSignal | null } | { kind: 'connected' | 'beat'; yes: boolean } | { kind: 'ask' }

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** Takes one of the browser's places for a stream, when one is free; the function gives it back. */
async function takePlace(): Promise<(() => void) | null> {
  for (let place = 0; place < STREAMS; place++) {
    const free = await new Promise<(() => void) | null>((answer) => {
      void navigator.locks.request(`tongban.stream.${place}`, { ifAvailable: true }, (lock) =>
        lock ? new Promise<void>((giveBack) => answer(giveBack)) : answer(null),
      )
    })
    if (free) return free
  }
  return null
}

/** Without locks (an address without TLS) each tab has a stream of its own, but only while it is shown. */
function followWhileShown(ears: StreamEars): () => void {
  let stop: (() => void) | null = null
  const look = (): void => {
    if (document.visibilityState === 'visible') stop ??= followEvents(ears)
    else {
      stop?.()
      stop = null
      ears.onConnected(false)
    }
  }
  document.addEventListener('visibilitychange', look)
  look()
  return () => {
    document.removeEventListener('visibilitychange', look)
    stop?.()
  }
}

/** Reads the stream for all tabs until the returned function is called. */
function lead(say: (word: Word) => void, ears: StreamEars): { isConnected: () => boolean; stop: () => void } {
  let connected = false
  let stopped = false
  let stopReading = (): void => {}
  let giveBack = (): void => {}
  const saying = setInterval(() => say({ kind: 'beat', yes: connected }), SAY_MS)

  const connect = (yes: boolean): void => {
    connected = yes
    say({ kind: 'connected', yes })
    ears.onConnected(yes)
  }
  const read = async (): Promise<void> => {
    let place = await takePlace()
    for (; !place && !stopped; place = await takePlace()) {
      connect(false)
      await pause(NO_PLACE_MS)
    }
    if (stopped) return void place?.()
    giveBack = place ?? giveBack
    stopReading = followEvents({
      onCase: (signal) => {
        say({ kind: 'case', signal })
        ears.onCase(signal)
      },
      onConnected: connect,
      onBeat: () => say({ kind: 'beat', yes: true }),
    })
  }
  void read()
  return {
    isConnected: () => connected,
    stop: () => {
      stopped = true
      clearInterval(saying)
      stopReading()
      giveBack()
    },
  }
}

/** Follows the stream of `account` together with the other tabs of this browser until the returned function is called. */
export function followTogether(account: string, ears: StreamEars): () => void {
  if (!('locks' in navigator) || typeof BroadcastChannel === 'undefined') return followWhileShown(ears)
  const name = `tongban.events.${account}`
  const channel = new BroadcastChannel(name)
  let stopped = false
  let leading: ReturnType<typeof lead> | null = null
  let release = (): void => {}
  let waiting = new AbortController()
  let heard = Date.now()
  let believed = false
  /** not all tabs at once */
  const patience = LEADER_SILENCE_MS + Math.random() * 5000

  const say = (word: Word): void => {
    if (!stopped) channel.postMessage(word)
  }
  const believe = (yes: boolean): void => {
    if (yes !== believed) ears.onConnected(yes)
    believed = yes
  }

  channel.onmessage = ({ data: word }: MessageEvent<Word>) => {
    if (word.kind === 'ask') return void (leading && say({ kind: 'beat', yes: leading.isConnected() }))
    if (leading) return // another one has taken over; this one is told by its lock
    heard = Date.now()
    if (word.kind === 'case') ears.onCase(word.signal)
    else if (word.kind === 'beat') believe(word.yes)
    else {
      believed = word.yes
      ears.onConnected(word.yes)
    }
  }

  const takeOver = (): Promise<void> | void => {
    if (stopped) return
    leading = lead(say, ears)
    return new Promise((done) => (release = done))
  }

  /** Waits until it is this tab's turn; `now`: takes it from a tab that says nothing. */
  const stand = async (now: boolean): Promise<void> => {
    waiting = new AbortController()
    try {
      if (now) await navigator.locks.request(name, { steal: true }, takeOver)
      else await navigator.locks.request(name, { signal: waiting.signal }, takeOver)
    } catch (thrown) {
      // taken away by another tab, or given up for taking it; anything else (no locks for this page) would come again at once
      if (!(thrown instanceof DOMException && thrown.name === 'AbortError')) await pause(NO_PLACE_MS)
    }
    if (leading) believed = leading.isConnected()
    leading?.stop()
    leading = null
    heard = Date.now()
  }
  const run = async (): Promise<void> => {
    let now = false
    while (!stopped) {
      await stand(now)
      now = waiting.signal.aborted
    }
  }
  const watching = setInterval(() => {
    if (leading || Date.now() - heard < patience) return
    believe(false)
    waiting.abort()
  }, 1000)

  void run()
  say({ kind: 'ask' })
  return () => {
    stopped = true
    clearInterval(watching)
    waiting.abort()
    leading?.stop()
    release()
    channel.close()
  }
}
