import { ApiError, problemOf, unreachable } from './problem'

export type Query = Record<string, string | number | boolean | null | undefined>

export interface RequestOptions {
  query?: Query
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
  /** sent with POST; the same key for the same intent makes a repeated request harmless */
  idempotencyKey?: string
  /** 503 is told at once: whoever asks is shown how long to wait */
  atOnce?: boolean
}

const RETRIES = 3
const LONGEST_WAIT_SECONDS = 10
const ANSWER_SECONDS = 20

let token: string | null = null
let whenSignedOut: () => void = () => {}

/** Sets the bearer token of every later request, and what to do when the program no longer takes it. */
export function useToken(value: string | null, signedOut?: () => void): void {
  token = value
  if (signedOut) whenSignedOut = signedOut
}

export function bearerHeaders(): Record<string, string> {
  return token ? { Authorization: `Bearer ${token}` } : {}
}

/** A UUID of version 7 (RFC 9562): its moment first, so that the program can keep it where the newest keys stand. */
export function newKey(): string {
  const moment = Date.now().toString(16).padStart(12, '0')
  const random = Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${moment.slice(0, 8)}-${moment.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6)}`
}

/** The program no longer takes the token: whoever asked, the session is over. */
export function sessionEnded(): void {
  if (token) whenSignedOut()
}

export function addressOf(path: string, query: Query = {}): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') given.set(name, String(value))
  }
  const text = given.toString()
  return text ? `${path}?${text}` : path
}

const pause = (seconds: number): Promise<void> => new Promise((done) => setTimeout(done, seconds * 1000))

async function once(method: string, path: string, options: RequestOptions, key: string | null): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...bearerHeaders(), ...options.headers }
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  if (key) headers['Idempotency-Key'] = key
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), ANSWER_SECONDS * 1000)
  const stop = (): void => limit.abort()
  options.signal?.addEventListener('abort', stop)
  try {
    return await fetch(addressOf(path, options.query), {
      method,
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: limit.signal,
    })
  } catch (thrown) {
    if (options.signal?.aborted) throw thrown
    throw unreachable()
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', stop)
  }
}

/**
 * Sends a request and returns its JSON answer (undefined for 204). Throws ApiError, or the abort of `signal`.
 * 503 is waited out where a second request cannot do harm: reads, deletes, and posts, which carry a key.
 */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const key = method === 'POST' ? (options.idempotencyKey ?? newKey()) : null
  for (let attempt = 1; ; attempt++) {
    const reply = await once(method, path, options, key)
    if (reply.ok) return reply.status === 204 ? (undefined as T) : ((await reply.json()) as T)
    const problem: ApiError = await problemOf(reply)
    if (problem.status === 503 && !options.atOnce && attempt < RETRIES) {
      await pause(Math.min(problem.retryAfter ?? attempt, LONGEST_WAIT_SECONDS))
      continue
    }
    if (problem.status === 401) sessionEnded()
    throw problem
  }
}

export const get = <T>(path: string, query?: Query, options: RequestOptions = {}): Promise<T> =>
  request<T>('GET', path, { ...options, query })

export const post = <T>(path: string, body: unknown, options: RequestOptions = {}): Promise<T> =>
  request<T>('POST', path, { ...options, body })

export const remove = (path: string): Promise<void> => request<void>('DELETE', path)

/** Reads what is not JSON, such as a drawing. */
export async function getText(path: string, options: RequestOptions = {}): Promise<string> {
  const reply = await once('GET', path, { ...options, headers: { ...options.headers, Accept: '*/*' } }, null)
  if (!reply.ok) throw await problemOf(reply)
  return reply.text()
}
