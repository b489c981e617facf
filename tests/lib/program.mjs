// Starts the real program for a test: a database of its own, the city pack loaded, a free port.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const START_MS = 20000
const STOP_MS = 10000

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const program = resolve(root, process.env.TONGBAN ?? 'build/tongban')
export const pack = join(root, 'data/shanghai')
export const DEMO_PASSWORD = 'tongban-demo'

/** A port nobody listens on at this moment. */
export async function freePort() {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}

async function untilHealthy(url, child, said) {
  const end = Date.now() + START_MS
  while (Date.now() < end) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the program ended:\n${said()}`)
    const reply = await fetch(new URL('/healthz', url)).catch(() => null)
    if (reply?.ok) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`no answer from ${url} after ${START_MS} ms:\n${said()}`)
}

/**
 * start(options) → { url, port, folder, db, pid, said(), stop() }
 *   demo  demonstration accounts (true)        args  more arguments of `serve` ([])
 *   load  load the city pack first (true)      data  folder of the pack (data/shanghai)
 *   env   more environment ({})                db    database address (a fresh SQLite file)
 * stop() ends the program kindly, removes its folder and throws when it did not end well.
 */
export async function start(options = {}) {
  const { demo = true, load = true, args = [], env = {}, data = pack } = options
  if (!existsSync(program)) throw new Error(`${program} is missing: build it first (make build), or set TONGBAN`)
  const folder = await mkdtemp(join(tmpdir(), 'tongban-test-'))
  const db = options.db ?? `sqlite:${join(folder, 'test.db')}`
  const surroundings = { ...process.env, ...env }
  if (load) await run(program, ['load', '--db', db, '--data', data], { cwd: root, env: surroundings })

  const port = await freePort()
  const given = ['serve', '--listen', `127.0.0.1:${port}`, '--db', db, '--data', data, '--web', join(root, 'web/dist')]
  if (demo) given.push('--demo')
  const child = spawn(program, [...given, ...args], { cwd: root, env: surroundings, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const keep = (part) => (text = (text + part).slice(-20000))
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`

  async function stop() {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    const [code, signal] = await ended
    clearTimeout(timer)
    await rm(folder, { recursive: true, force: true })
    if (code !== 0 && signal !== 'SIGTERM') throw new Error(`the program ended with ${code ?? signal}:\n${text}`)
  }

  try {
    await untilHealthy(url, child, () => text)
  } catch (problem) {
    await stop().catch(() => {})
    throw problem
  }
  return { url, port, folder, db, pid: child.pid, said: () => text, stop }
}

/** A small JSON client: call('POST', '/v1/sessions', {…}) → { status, headers, body }. */
export function clientOf(url, token = null) {
  return async function call(method, path, body, headers = {}) {
    const reply = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(method === 'POST' ? { 'Idempotency-Key': crypto.randomUUID() } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await reply.text()
    const json = (reply.headers.get('Content-Type') ?? '').includes('json')
    return { status: reply.status, headers: reply.headers, body: json && text ? JSON.parse(text) : text }
  }
}

/** Signs a demonstration account in and returns its client. */
export async function signedIn(url, username, password = DEMO_PASSWORD) {
  const reply = await clientOf(url)('POST', '/v1/sessions', { username, password })
  if (reply.status !== 201) throw new Error(`${username} could not sign in: ${reply.status} ${JSON.stringify(reply.body)}`)
  return clientOf(url, reply.body.token)
}
