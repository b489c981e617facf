// Starts the program for the API and page tests, each time on a database and a port of its own.
//
//   const server = await startServer()
//   const clerk = await server.signIn('clerk.310101013')
//   const reply = await clerk.post('/v1/cases', {...})     // {status, headers, body}
//   await server.stop()                                    // throws when it did not end cleanly
//
// A `look` set on the server sees every reply, of those who sign in there too: look(method, path, body, reply).
//
// TONGBAN_PROGRAM   the program to test (build/tongban)
// TONGBAN_TEMPLATE  a loaded database (a file) to copy, so that not every test loads the city again
// TONGBAN_TEST_ENGINE    sqlite (the standard) or postgres: then each server has a database of its own in
// TONGBAN_TEST_POSTGRES  the cluster at this address (postgresql://…/postgres, from tools/postgres), copied from
// TONGBAN_TEST_TEMPLATE  the loaded database of this name there, when there is one
// TONGBAN_SANITIZER address or thread: then figures of speed and memory say nothing
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const top = resolve(dirname(fileURLToPath(import.meta.url)), '..')
export const program = resolve(top, process.env.TONGBAN_PROGRAM ?? 'build/tongban')
export const sanitizer = process.env.TONGBAN_SANITIZER ?? ''
export const demoPassword = 'tongban-demo'

const run = promisify(execFile)
// Longer than any machine takes: who is not there by then hangs.
const HANGS_MS = 120_000
const living = new Set() // children of this process; one that nobody waits for does not keep it, and goes with it
const waitFor = (child) => { for (const one of [child, child.stdout, child.stderr]) one.ref() }
const leave = (child) => { for (const one of [child, child.stdout, child.stderr]) one.unref() }
process.once('exit', () => { for (const child of living) child.kill('SIGKILL') })
for (const [signal, status] of [['SIGINT', 130], ['SIGTERM', 143]]) process.once(signal, () => process.exit(status)) // the runner gives up

export function runProgram(...args) {
  return run(program, args, { cwd: top, maxBuffer: 1 << 26 })
}

/** Takes every step, also after one that fails; then throws what failed first. For the end of a file: what stops a server stands behind
 *  what looks at it, and is reached. */
export async function inTurn(...steps) {
  const failed = []
  for (const step of steps) await Promise.resolve().then(step).catch((error) => failed.push(error))
  if (failed.length > 0) throw failed[0]
}

// A free port of this machine; TONGBAN_PORT_FIRST keeps to a range of a hundred from there.
export async function freePort() {
  const first = Number(process.env.TONGBAN_PORT_FIRST ?? 0)
  for (let tries = 0; tries < 100; tries += 1) {
    const wanted = first ? first + ((process.pid + tries) % 100) : 0
    const port = await new Promise((done) => {
      const probe = createServer()
      probe.once('error', () => done(0))
      probe.listen(wanted, '127.0.0.1', () => {
        const found = probe.address().port
        probe.close(() => done(found))
      })
    })
    if (port) return port
  }
  throw new Error('no free port')
}

/** An Idempotency-Key as the pages make them: a UUID of version 7, the moment first. */
export function newKey(moment = Date.now()) {
  const digits = moment.toString(16).padStart(12, '0')
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7${randomUUID().slice(15)}`
}

export const testEngine = process.env.TONGBAN_TEST_ENGINE ?? 'sqlite'

/** Rows of a question to PostgreSQL, as lines of fields parted by |. */
export async function askPostgres(url, sql) {
  const { stdout } = await run('psql', ['--no-psqlrc', '--quiet', '--no-align', '--tuples-only', '--set', 'ON_ERROR_STOP=1', '--dbname', url, '--command', sql], { maxBuffer: 1 << 28 })
  return stdout.split('\n').filter((line) => line !== '')
}

// {where: the words that name the database to the program, database, remove()}
async function makeFile(folder, data) {
  const path = join(folder, 'tongban.db')
  const template = process.env.TONGBAN_TEMPLATE
  const where = ['--db', `sqlite:${path}`]
  if (template && data === 'data/shanghai') {
    copyFileSync(template, path)
    if (existsSync(`${template}.key`)) copyFileSync(`${template}.key`, `${path}.key`)
  } else {
    await runProgram('migrate', ...where)
    await runProgram('load', ...where, '--data', data)
  }
  return { database: `sqlite:${path}`, where, remove: async () => {} }
}

async function makePostgres(folder, data, cluster, template) {
  const name = `tongban_${randomUUID().replaceAll('-', '')}`
  const copied = template && data === 'data/shanghai'
  const database = new URL(cluster)
  database.pathname = `/${name}`
  await askPostgres(cluster, `CREATE DATABASE ${name}${copied ? ` TEMPLATE ${template}` : ''}`)
  const where = ['--db', database.href, '--key-file', join(folder, 'tongban.key')]
  if (!copied) {
    await runProgram('migrate', ...where)
    await runProgram('load', ...where, '--data', data)
  }
  return { database: database.href, where, remove: () => askPostgres(cluster, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

class Client {
  // place: {url}, of the server, which may come back elsewhere
  constructor(place, token, look = () => {}) {
    this.place = place
    this.token = token
    this.look = look
  }

  get url() {
    return this.place.url
  }

  // body: an object is sent as JSON, a string or bytes as they are. The reply's body is read as JSON where it is.
  async send(method, path, body, headers = {}) {
    const all = { ...headers }
    if (this.token) all.authorization ??= `Bearer ${this.token}`
    let payload = body
    if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)) {
      payload = JSON.stringify(body)
      all['content-type'] ??= 'application/json'
    }
    const reply = await fetch(this.url + path, { method, headers: all, body: payload, redirect: 'manual' })
    const text = await reply.text()
    const isJson = /[/+]json\b/.test(reply.headers.get('content-type') ?? '')
    const result = { status: reply.status, headers: reply.headers, text, body: isJson && text ? JSON.parse(text) : undefined }
    this.look(method, path, body, result)
    return result
  }

  get(path, headers) {
    return this.send('GET', path, undefined, headers)
  }

  // creating requests carry a key of their own unless the test gives one
  post(path, body, headers = {}) {
    return this.send('POST', path, body, { 'idempotency-key': newKey(), ...headers })
  }
}

class Server extends Client {
  constructor(folder, made, options) {
    super({ url: null }, null)
    Object.assign(this, { port: 0, folder, options, ...made, log: '' })
  }

  // At the port it had; at one of its own choice the first time, when somebody else has taken that one, and after it did not end cleanly.
  async start(more = []) {
    const begun = this.log.length
    try {
      await this.startAt(this.port, more)
    } catch (error) {
      if (this.port === 0 || !/in use/i.test(this.log.slice(begun))) throw error
      await this.startAt(0, more)
    }
  }

  startAt(port, more) {
    const { demo, data, web, args, under } = this.options
    const [first, ...words] = [...under, program]
    const child = spawn(first, [...words, 'serve', '--listen', `127.0.0.1:${port}`, ...this.where, '--data', data,
      '--web', web, ...(demo ? ['--demo'] : []), ...args, ...more], { cwd: top, stdio: ['ignore', 'pipe', 'pipe'] })
    const begun = this.log.length
    living.add(child)
    this.child = child
    this.closed = new Promise((done) => child.once('close', (code, signal) => { living.delete(child); done({ code, signal }) }))
    child.stderr.on('data', (chunk) => { this.log += chunk })
    child.stdout.on('data', (chunk) => { this.log += chunk })
    return this.untilReady(begun)
  }

  // How the program ended, once it has: whoever asks waits for it.
  get ended() {
    waitFor(this.child)
    return this.closed
  }

  // It says itself where it listens: whoever answers at a port may be another test's.
  async untilReady(begun) {
    const end = Date.now() + HANGS_MS
    let over = null
    this.closed.then((how) => { over = how })
    for (;;) {
      const said = /"event":"listening".*"port":"(\d+)"/.exec(this.log.slice(begun))
      if (said) {
        this.port = Number(said[1])
        this.place.url = `http://127.0.0.1:${this.port}`
      }
      if (over) throw new Error(`the server ended at its start: ${JSON.stringify(over)}\n${this.log}`)
      if (said && (await this.get('/healthz').catch(() => null))?.status === 200) return leave(this.child)
      if (Date.now() > end) throw new Error(`the server does not answer\n${this.log}`)
      await new Promise((done) => setTimeout(done, 25))
    }
  }

  async signIn(username, password = demoPassword) {
    const reply = await this.post('/v1/sessions', { username, password })
    assert.equal(reply.status, 201, `signing in as ${username}: ${reply.text}`)
    return new Client(this.place, reply.body.token, this.look)
  }

  // Ends the program and looks at how it went: sanitizers and failed asserts speak through the exit status. One that does not end is
  // killed, and has ended when this returns or throws: what comes next starts on its own.
  async end() {
    this.child.kill('SIGTERM')
    const guard = setTimeout(() => this.child.kill('SIGKILL'), HANGS_MS)
    const how = await this.ended
    clearTimeout(guard)
    if (how.code !== 0) this.port = 0
    assert.deepEqual(how, { code: 0, signal: null }, `the server did not end cleanly\n${this.log}`)
  }

  // The program ends as after a power cut.
  async kill() {
    this.child.kill('SIGKILL')
    await this.ended
  }

  // Again on the same database, and the same port if nobody has taken it; `more` of the command line weighs more than what the server began with.
  async restart(more = []) {
    await this.end()
    await this.start(more)
  }

  // Rows of a question to the database itself, as lines of fields parted by |.
  async ask(sql) {
    if (this.engine === 'postgres') return askPostgres(this.database, sql)
    const { stdout } = await run('sqlite3', ['-cmd', '.timeout 5000', this.database.slice('sqlite:'.length), sql], { maxBuffer: 1 << 28 })
    return stdout.split('\n').filter((line) => line !== '')
  }

  // Every byte the database holds, for what must be nowhere in it; values in hexadecimal are given as their bytes too.
  async bytes() {
    if (this.engine === 'sqlite') {
      const path = this.database.slice('sqlite:'.length)
      return Buffer.concat([readFileSync(path), existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`) : Buffer.alloc(0)])
    }
    const { stdout } = await run('pg_dump', ['--dbname', this.database], { maxBuffer: 1 << 28 })
    return Buffer.concat([Buffer.from(stdout), ...[...stdout.matchAll(/\\x([0-9a-f]+)/g)].map(([, hex]) => Buffer.from(hex, 'hex'))])
  }

  async stop() {
    try {
      await this.end()
    } finally {
      await this.forget()
    }
  }

  async forget() {
    await this.remove()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

// options: demo (true), data ('data/shanghai'), web ('web/dist'), args (more of the command line),
// under (the words of a command that runs the program), folder (for the database; one of its own, removed by stop),
// engine (TONGBAN_TEST_ENGINE), beside (a server whose database it shares; that one must outlive it)
export async function startServer({ demo = true, data = 'data/shanghai', web = 'web/dist', args = [], under = [], folder = mkdtempSync(join(tmpdir(), 'tongban-test-')),
  engine = testEngine, beside = null, cluster = process.env.TONGBAN_TEST_POSTGRES, template = process.env.TONGBAN_TEST_TEMPLATE } = {}) {
  const made = beside ? { database: beside.database, where: beside.where, remove: async () => {} } : await (engine === 'postgres' ? makePostgres : makeFile)(folder, data, cluster, template)
  const server = new Server(folder, { ...made, engine }, { demo, data, web, args, under })
  try {
    await server.start()
  } catch (error) {
    server.child.kill('SIGKILL')
    await server.ended
    await server.forget()
    throw error
  }
  return server
}
