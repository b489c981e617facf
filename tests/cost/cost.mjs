#!/usr/bin/env node
// What a request costs: one connection sends a fixed row of requests to the program on SQLite, a dozen of each, and counts for each
// kind the SQL statements, the pages written (frames of the log), the bytes by which the rows in the database grew, and the
// instructions of the threads that answer and write (callgrind). No clock is read: the counts are the same on a busy machine.
//
//   node tests/cost/cost.mjs                     counts, and prints them beside tests/cost/table.tsv
//   node tests/cost/cost.mjs --check             fails where a count is more than 5 % off (a stage of ./test)
//   node tests/cost/cost.mjs --accept 'REASON'   (make cost REASON=…) takes the new counts of those rows over, with the reason
//                                                with --all those of the others too, which keep their reasons
//   node tests/cost/cost.mjs --begin             rewrites the columns of the commit that everything is compared with; TONGBAN_PROGRAM is
//                                                its program, TONGBAN_DATA its city
import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, openSync, readFileSync, readSync, readdirSync, rmSync, writeFileSync, closeSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startServer, top } from '../server.mjs'
import { A, DIRECT, MONDAY, clockAt, fill, idNumber } from '../api/support.mjs'

const TABLE = join(top, 'tests/cost/table.tsv')
const WARM = 3 // of each kind, before it is counted
const COUNTED = 12
const TOLERANCE = 0.05
const COUNTS = ['statements', 'pages', 'bytes', 'instructions']
const BACKGROUND = /^cases\.(log_positions|log_news|list_to_wake)$/ // what other threads ask now and then, not those that answer
const GUIDED = 'MZ-023' // direct, with a guide

const run = promisify(execFile)
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

/** One request; the reply's body, read as JSON where it is. */
function send({ port }, method, path, { token, body, ...headers } = {}) {
  const payload = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((done, fail) => {
    const all = { ...headers, ...(token && { authorization: `Bearer ${token}` }), ...(payload && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }) }
    const sent = request({ port, host: '127.0.0.1', method, path, agent, headers: all }, (reply) => {
      let text = ''
      reply.setEncoding('utf8').on('data', (chunk) => { text += chunk }).on('end', () => {
        if (reply.statusCode >= 400) fail(new Error(`${method} ${path} → ${reply.statusCode}: ${text}`))
        else done(/json/.test(reply.headers['content-type'] ?? '') ? JSON.parse(text) : text)
      })
    })
    sent.on('error', fail).end(payload)
  })
}

// ---- the requests ----

const person = (place) => ({ id_type: '111', id_number: idNumber({ born: `19${40 + Math.floor(place / 400)}0612`, serial: 2 * (place % 400) + 2 }),
  name: '顾玉珍', phone: '13800001234', hukou_division: A, residence_division: A })
const keyOf = (place) => `019cac5e-${String(place).padStart(4, '0')}-7000-8000-${String(place).padStart(12, '0')}`

/** [[what it is called, (place) => …the request]], in their order: each is sent for all places before the next one. */
function kinds(server, who, guided) {
  const cases = []
  const receive = (place) => send(server, 'POST', '/v1/cases', { token: who.clerk, body: { item_code: DIRECT, applicant: person(place) }, 'idempotency-key': keyOf(place) })
  const act = (action, role, more = {}) => [action, (place) => send(server, 'POST', `/v1/cases/${cases[place].case_number}/actions`,
    { token: who[role], body: { action, ...more }, 'idempotency-key': `${action}-${place}` })]
  const read = (name, path, role) => [name, (place) => send(server, 'GET', typeof path === 'string' ? path : path(cases[place]), { token: who[role] })]
  return [
    ['sign in', () => send(server, 'POST', '/v1/sessions', { body: { username: `lead.${A}`, password: 'tongban-demo' } }), 'apart'],
    ['preview', (place) => send(server, 'POST', '/v1/cases/preview', { token: who.clerk, body: { item_code: DIRECT, applicant: person(place) } })],
    ['receive', async (place) => { cases[place] = await receive(place) }],
    ['receive, the same key', receive],
    ['receive, with a guide', (place) => send(server, 'POST', '/v1/cases', { token: who.clerk, body: { ...guided, applicant: person(400 + place) }, 'idempotency-key': keyOf(400 + place) })],
    read('case', (one) => `/v1/cases/${one.case_number}`, 'clerk'),
    ['case, with its password', (place) => send(server, 'GET', `/v1/cases/${cases[place].case_number}`, { 'query-password': cases[place].query_password })],
    read('worklist', '/v1/worklist?limit=20', 'clerk'),
    read('worklist, counted', '/v1/worklist?limit=20&counts=true', 'clerk'),
    ['search, by number', (place) => send(server, 'POST', '/v1/cases/search', { token: who.clerk, body: { q: cases[place].case_number } })],
    act('accept', 'clerk'), act('review', 'reviewer'), act('decide', 'reviewer', { outcome: 'granted' }), act('issue', 'clerk'), act('deliver', 'clerk', { delivery: 'window' }),
    read('events', (one) => `/v1/cases/${one.case_number}/events`, 'clerk'),
    ['reveal', (place) => send(server, 'POST', `/v1/cases/${cases[place].case_number}/reveal`, { token: who.clerk, body: { purpose: '核对身份' } })],
    read('items, in pinyin', '/v1/items?q=jlk'), read('item, its guide', `/v1/items/${GUIDED}`), read('centres, the nearest', '/v1/centres?near=121.48,31.23&limit=5'),
  ]
}

// ---- the server ----

/** A database that is always the same, its keys too: two are signed in, and the worklist has more than a page. */
async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-cost-'))
  copyFileSync(join(top, 'tests/fixture/166a862/sqlite/tongban.key'), join(folder, 'tongban.db.key'))
  chmodSync(join(folder, 'tongban.db.key'), 0o600)
  const server = await startServer({ engine: 'sqlite', folder, data: process.env.TONGBAN_DATA ?? 'data/shanghai', args: [clockAt(MONDAY)] })
  const who = {}
  for (const role of ['clerk', 'reviewer']) who[role] = (await server.signIn(`${role}.${A}`)).token
  const clerk = await server.signIn(`clerk.${A}`)
  const guided = await fill(clerk, GUIDED, person(399))
  for (let place = 0; place < 40; place += 1) await send(server, 'POST', '/v1/cases', { token: who.clerk, body: { item_code: DIRECT, applicant: person(1200 + place) }, 'idempotency-key': keyOf(1200 + place) })
  await server.end()
  agent.destroy()
  return { server, who, guided }
}

// ---- counting ----

const median = (values) => values.sort((one, other) => one - other)[Math.floor(values.length / 2)]

async function statements(server) {
  const found = (await send(server, 'GET', '/metrics')).matchAll(/^tongban_sql_statement_duration_seconds_count\{statement="([^"]+)"\} (\d+)$/gm)
  return new Map([...found].filter(([, name]) => !BACKGROUND.test(name)).map(([, name, count]) => [name, Number(count)]))
}

// the head of the log's index: https://www.sqlite.org/walformat.html
function frames(server) {
  const fd = openSync(`${server.database.slice('sqlite:'.length)}-shm`, 'r')
  const head = Buffer.alloc(24)
  readSync(fd, head, 0, head.length, 0)
  closeSync(fd)
  return head.readUInt32LE(16)
}

const payload = async (server) => Number((await server.ask('SELECT sum(payload) FROM dbstat'))[0])

async function countKind(server, once) {
  const seen = []
  for (let place = 0; place < WARM; place += 1) await once(place)
  const bytes = await payload(server)
  for (let place = WARM; place < WARM + COUNTED; place += 1) {
    const [before, written] = [await statements(server), frames(server)]
    await once(place)
    seen.push({ before, after: await statements(server), pages: frames(server) - written })
  }
  const names = [...seen.at(-1).after.keys()]
  const ran = (name) => median(seen.map(({ before, after }) => (after.get(name) ?? 0) - (before.get(name) ?? 0)))
  return { statements: names.reduce((sum, name) => sum + ran(name), 0), pages: median(seen.map((one) => one.pages)),
    bytes: Math.round((await payload(server) - bytes) / COUNTED) }
}

/** name → {statements, pages, bytes} */
async function countWork() {
  const { server, who, guided } = await open()
  const counts = new Map()
  try {
    await server.start()
    for (const [name, once] of kinds(server, who, guided)) counts.set(name, await countKind(server, once))
  } finally {
    await server.stop()
  }
  return counts
}

// a dump has a file for each thread: those that answer and write are told by what they run
function instructions(folder, place) {
  const dumps = readdirSync(folder).filter((name) => name.startsWith(`out.${place}-`)).map((name) => readFileSync(join(folder, name), 'latin1'))
  return dumps.filter((text) => /\) (dispatch_run|command_run)\b/.test(text)).reduce((sum, text) => sum + Number(/^totals: (\d+)/m.exec(text)[1]), 0)
}

/** name → instructions of one request, in thousands; {} where there is no valgrind. */
async function countInstructions() {
  const counts = new Map()
  if (await run('valgrind', ['--version']).then(() => false, () => true)) return counts
  const { server, who, guided } = await open()
  const folder = mkdtempSync(join(tmpdir(), 'tongban-cost-'))
  const tell = (...words) => run('vgdb', [`--pid=${server.child.pid}`, ...words])
  try {
    server.options.under = ['valgrind', '--tool=callgrind', '--separate-threads=yes', '--instr-atstart=no', `--callgrind-out-file=${join(folder, 'out')}`]
    await server.start()
    await tell('instrumentation', 'on')
    let dumps = 0
    for (const [name, once, apart] of kinds(server, who, guided)) {
      if (apart) continue // a password takes a second of its own
      for (let place = 0; place < WARM; place += 1) await once(place)
      await tell('zero')
      for (let place = WARM; place < WARM + COUNTED; place += 1) await once(place)
      await tell('dump', name.replaceAll(' ', '-'))
      counts.set(name, Math.round(instructions(folder, dumps += 1) / COUNTED / 1000))
    }
  } finally {
    await server.kill()
    await server.forget()
    rmSync(folder, { recursive: true, force: true })
  }
  return counts
}

async function count() {
  const work = await countWork()
  agent.destroy()
  const taken = await countInstructions()
  return new Map([...work].map(([name, counts]) => [name, { ...counts, instructions: taken.get(name) ?? null }]))
}

// ---- the table ----

const number = (text) => (text === '-' || text === undefined ? null : Number(text))
const word = (value) => (value === null || value === undefined ? '-' : String(value))

/** {head: the lines of comment, rows: name → {first, now, reason}} */
function readTable() {
  const lines = readFileSync(TABLE, 'utf8').split('\n').filter(Boolean)
  const rows = new Map(lines.filter((line) => !line.startsWith('#')).slice(1).map((line) => {
    const [name, ...cells] = line.split('\t')
    const four = (from) => Object.fromEntries(COUNTS.map((count, place) => [count, number(cells[from + place])]))
    return [name, { first: four(0), now: four(4), reason: cells[8] ?? '' }]
  }))
  return { head: lines.filter((line) => line.startsWith('#')), rows }
}

function writeTable({ head, rows }) {
  const columns = ['request', ...COUNTS.map((one) => `${one} at 166a862`), ...COUNTS, 'reason']
  const lines = [...rows].map(([name, { first, now, reason }]) => [name, ...COUNTS.map((one) => word(first?.[one])), ...COUNTS.map((one) => word(now[one])), reason].join('\t'))
  writeFileSync(TABLE, `${[...head, columns.join('\t'), ...lines].join('\n')}\n`)
}

const isOff = (was, is) => was !== null && is !== null && Math.abs(is - was) > TOLERANCE * was

/** What is further from the table than it may be: ['accept: 9 statements, not 8', …] */
function compare(rows, counts) {
  const off = []
  for (const [name, is] of counts) {
    const was = rows.get(name)?.now
    if (!was) off.push(`${name}: not in the table`)
    else for (const one of COUNTS) if (isOff(was[one], is[one])) off.push(`${name}: ${is[one]} ${one}, not ${was[one]}`)
  }
  for (const name of rows.keys()) if (!counts.has(name)) off.push(`${name}: in the table, but not counted any more`)
  return off
}

function print(rows, counts) {
  const line = (...cells) => process.stdout.write(`${cells[0].padEnd(24)}${cells.slice(1).map((cell) => String(cell).padStart(18)).join('')}\n`)
  line('', ...COUNTS)
  for (const [name, is] of counts) line(name, ...COUNTS.map((one) => `${word(is[one])} (${word(rows.get(name)?.now[one])})`))
}

// What is not off keeps its number, so that small steps in one direction add up and are seen.
function accept(rows, counts, reason, all) {
  return new Map([...counts].map(([name, is]) => {
    const row = rows.get(name)
    const off = !row || COUNTS.some((one) => isOff(row.now[one], is[one]) || (row.now[one] === null && is[one] !== null))
    return [name, off ? { first: row?.first, now: is, reason } : all ? { ...row, now: is } : row]
  }))
}

// The instructions of a machine whose processor has other instructions are others: libraries choose what to run by it.
function comparable(counts) {
  if (process.arch === 'x64' && /\bavx2\b/.test(readFileSync('/proc/cpuinfo', 'utf8'))) return counts
  return new Map([...counts].map(([name, is]) => [name, { ...is, instructions: null }]))
}

const [what, reason, all] = process.argv.slice(2)
const { head, rows } = readTable()
const counts = comparable(await count())
if (what === '--begin') writeTable({ head, rows: new Map([...counts].map(([name, is]) => [name, { first: is, now: rows.get(name)?.now ?? is, reason: rows.get(name)?.reason ?? '' }])) })
else if (what === '--accept' && reason) writeTable({ head, rows: accept(rows, counts, reason, all === '--all') })
else {
  print(rows, counts)
  const off = what === '--check' ? compare(rows, counts) : []
  for (const one of off) process.stdout.write(`  off     ${one}\n`)
  if (off.length > 0) process.stdout.write("if that is meant: make cost REASON='why'\n")
  if (what === '--check') process.stdout.write(`${counts.size - new Set(off.map((one) => one.split(':')[0])).size} passed, ${new Set(off.map((one) => one.split(':')[0])).size} failed\n`)
  process.exitCode = off.length > 0 ? 1 : 0
}
