import { addressOf, bearerHeaders, sessionEnded } from './client'
import type { CaseSignal } from './types'

const SHORTEST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 30000

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

/**
 * Follows the program's stream of case events until the returned function is called. EventSource cannot send
 * a bearer token, so the stream is read with fetch; after a break it goes on behind the last event seen.
 */
export function followEvents(onCase: (signal: CaseSignal) => void, onConnected: (yes: boolean) => void = () => {}): () => void {
  const stop = new AbortController()
  let last: string | null = null
  let wait = SHORTEST_WAIT_MS

  const take = (block: string): void => {
    const found = parseEvent(block)
    if (!found) return
    if (found.id) last = found.id
    if (found.event === 'case') onCase(JSON.parse(found.data) as CaseSignal)
  }

  const read = async (): Promise<void> => {
    const headers: Record<string, string> = { Accept: 'text/event-stream', ...bearerHeaders() }
    if (last) headers['Last-Event-ID'] = last
    const reply = await fetch(addressOf('/v1/events'), { headers, signal: stop.signal })
    if (reply.status === 401) sessionEnded()
    if (!reply.ok || !reply.body) throw new Error(String(reply.status))
    onConnected(true)
    wait = SHORTEST_WAIT_MS
    const reader = reply.body.getReader()
    const decoder = new TextDecoder()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + decoder.decode(value, { stream: true })).replace(/\r\n/g, '\n').split('\n\n')
      rest = blocks.pop() ?? ''
      blocks.forEach(take)
    }
  }

  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await read().catch(() => {})
      if (stop.signal.aborted) return
      onConnected(false)
      await new Promise((done) => setTimeout(done, wait))
      wait = Math.min(wait * 2, LONGEST_WAIT_MS)
    }
  }
  void run()
  return () => stop.abort()
}
