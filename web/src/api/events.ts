import { addressOf, bearerHeaders, sessionEnded } from './client'
import type { CaseSignal } from './types'

const SHORTEST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 30_000
const OPENING_MS = 20_000
const STANDARD_BEAT_SECONDS = 10

export interface StreamEars {
  /** null: nothing particular is known, look at everything */
  onCase: (signal: CaseSignal | null) => void
  /** true: a stream is open, and what happened before it must be looked at; false: there is none, it is tried again */
  onConnected: (yes: boolean) => void
  /** something came, be it only the sign of life */
  onBeat?: () => void
}

/** How long a stream may say nothing that promises something every so many seconds. */
export const silenceMs = (beatSeconds: number): number => (2 * beatSeconds + 5) * 1000

/** One event of a text/event-stream block, or null for a comment or another kind of event. */
export function parseEvent(block: string): { id: string | null; event: string; data: string } | null {
  let id: string | null = null
  let event = 'message'
  const data: string[] = []
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    if (colon === 0) continue
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'id') id = value
    else if (name === 'event') event = value
    else if (name === 'data') data.push(value)
  }
  return data.length ? { id, event, data: data.join('\n') } : null
}

/** Ends what has not been touched for as long as it may. */
function watchdog(bite: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const rest = (): void => clearTimeout(timer)
  const touch = (ms: number): void => {
    rest()
    timer = setTimeout(bite, ms)
  }
  return { touch, rest }
}

/**
 * Follows the program's stream of case events until the returned function is called. EventSource cannot send
 * a bearer token, so the stream is read with fetch; after a break it goes on behind the last event seen. A stream
 * that is silent for longer than its signs of life are apart is dead, whatever the connection looks like.
 */
export function followEvents({ onCase, onConnected, onBeat = () => {} }: StreamEars): () => void {
  let stopped = false
  let present = new AbortController()
  let last: string | null = null
  let wait = SHORTEST_WAIT_MS

  const take = (block: string): void => {
    const found = parseEvent(block)
    if (!found) return
    if (found.id) last = found.id
    if (found.event === 'case') onCase(JSON.parse(found.data) as CaseSignal)
    else if (found.event === 'reset') onCase(null)
  }

  const readAll = async (body: ReadableStream<Uint8Array>, alive: () => void): Promise<void> => {
    const reader = body.getReader()
    const decoder = new TextDecoder()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      alive()
      const blocks = (rest + decoder.decode(value, { stream: true })).replace(/\r\n/g, '\n').split('\n\n')
      rest = blocks.pop() ?? ''
      blocks.forEach(take)
    }
  }

  const read = async (): Promise<void> => {
    present = new AbortController()
    const dog = watchdog(() => present.abort())
    const headers: Record<string, string> = { Accept: 'text/event-stream', ...bearerHeaders() }
    if (last) headers['Last-Event-ID'] = last
    dog.touch(OPENING_MS)
    try {
      const reply = await fetch(addressOf('/v1/events'), { headers, signal: present.signal })
      if (reply.status === 401) sessionEnded()
      if (!reply.ok || !reply.body) {
        wait = Math.max(wait, Number(reply.headers.get('Retry-After')) * 1000 || 0)
        return
      }
      const silence = silenceMs(Number(reply.headers.get('Heartbeat')) || STANDARD_BEAT_SECONDS)
      onConnected(true)
      wait = SHORTEST_WAIT_MS
      dog.touch(silence)
      await readAll(reply.body, () => {
        dog.touch(silence)
        onBeat()
      })
    } finally {
      dog.rest()
    }
  }

  const run = async (): Promise<void> => {
    while (!stopped) {
      await read().catch(() => {})
      if (stopped) return
      onConnected(false)
      await new Promise((done) => setTimeout(done, wait))
      wait = Math.min(wait * 2, LONGEST_WAIT_MS)
    }
  }
  void run()
  return () => {
    stopped = true
    present.abort()
  }
}
