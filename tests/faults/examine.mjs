// The examiner: reads the database itself (not through the program) and holds it against what the clients were told.
import { createHash } from 'node:crypto'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { program, top } from '../server.mjs'

const run = promisify(execFile)
const FAULTS_TOLD = 20
const KEY_BYTES = 16
const NEXT = '---- next' // between two answers

export const STATES = [...readFileSync(join(top, 'src/cases/case_states.def'), 'utf8').matchAll(/^CASE_STATE\((\w+), (\w+), (\w+),/gm)]
  .map(([, name, stage, holder]) => ({ name, stage, holder }))

// What differs between the engines: how to ask, and how bytes are written as text.
const ENGINES = {
  'sqlite:': {
    ask: (url, questions) => ['sqlite3', ['-batch', '-list', '-separator', '|', '-cmd', '.timeout 20000', url.slice('sqlite:'.length),
      'BEGIN', ...questions.flatMap((sql) => [sql, `.print ${NEXT}`])]],
    hex: (column) => `hex(${column})`,
  },
  'postgresql:': {
    ask: (url, questions) => ['psql', ['-X', '-q', '-A', '-t', '-F', '|', '-v', 'ON_ERROR_STOP=1', '-c', 'BEGIN ISOLATION LEVEL REPEATABLE READ',
      ...questions.flatMap((sql) => ['-c', sql, '-c', `\\echo ${NEXT}`]), url]],
    hex: (column) => `upper(encode(${column}, 'hex'))`,
  },
}

// The answers to all questions, of one moment: PostgreSQL may still finish what a program that was killed has sent.
async function query(url, make) {
  const engine = Object.entries(ENGINES).find(([scheme]) => url.startsWith(scheme))[1]
  const [command, args] = engine.ask(url, make(engine))
  const { stdout } = await run(command, args, { maxBuffer: 1 << 30 })
  return stdout.split(`${NEXT}\n`).slice(0, -1).map((answer) => answer.split('\n').filter((line) => line !== '').map((line) => line.split('|')))
}

// Operation and path, as a key's digest has them.
function pathOf(path) {
  const [, number = ''] = /^\/v1\/cases\/(\w+)\/actions$/.exec(path) ?? []
  return `${number ? 'act_on_case' : 'accept_case'} ${number} \n`
}

/** How a key stands in the database: the moment of a UUID of version 7, and up to 16 bytes SM3 of owner, path and key. */
function keyDigest({ who, path, key }) {
  const [, high = '', low = ''] = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/.exec(key) ?? []
  return (high + low + createHash('sm3').update(`${who}\n${pathOf(path)}${key}`).digest('hex')).slice(0, 2 * KEY_BYTES).toUpperCase()
}

// Everything the database knows of cases, as maps by number.
async function readDatabase(url) {
  const [caseRows, eventRows, workRows, keyRows, serials, lasts] = await query(url, (engine) => [
    'SELECT district, number, revision, state, receiving, responsible, task_centre, length(sealed), received_at FROM cases ORDER BY number',
    'SELECT district, number, seq, action, from_state, to_state, position FROM case_events ORDER BY number, seq',
    'SELECT number, centre, side, state FROM worklist',
    `SELECT ${engine.hex('key')}, status, length(answer), district, created_at FROM idempotency`,
    'SELECT s.division, s.day, s.last, (SELECT count(*) FROM cases c WHERE c.district = s.district ' +
      'AND substr(c.number, 3, 9) = s.division AND c.received_on = s.day) FROM case_serials s',
    'SELECT district, last FROM case_positions',
  ])
  const cases = new Map()
  for (const [district, number, revision, state, receiving, responsible, task, sealed, at] of caseRows) {
    cases.set(number, { district, number, revision: Number(revision), state: STATES[state].name, receiving, responsible, task, sealed: Number(sealed), made: `${district} ${at}`, events: [], rows: [] })
  }
  const strays = []
  const positions = []
  for (const [district, number, seq, action, from, to, position] of eventRows) {
    const event = { seq: Number(seq), action, from: from === '' ? null : STATES[from].name, to: STATES[to].name, position: Number(position) }
    positions.push([district, event.position])
    if (cases.has(number)) cases.get(number).events.push(event)
    else strays.push(`${number}: an event of no case`)
  }
  for (const [number, centre, side, state] of workRows) {
    if (cases.has(number)) cases.get(number).rows.push({ centre, side: Number(side), state: STATES[state].name })
    else strays.push(`${number}: in a worklist, and no case`)
  }
  const keys = new Map()
  for (const [key, status, size, district, at] of keyRows) keys.set(key, { status: Number(status), size: Number(size), made: `${district} ${at}` })
  return { cases, strays, positions, keys, serials, lasts }
}

// A case by itself: its events are 1 … revision and each begins where the one before ended; it stands where it is worked on.
function wholeCase(it, say) {
  const { number, events, rows } = it
  const state = STATES.find((one) => one.name === it.state)
  if (it.sealed <= 0) say(`${number}: without its application`)
  if (events.length !== it.revision) say(`${number}: ${events.length} events at revision ${it.revision}`)
  for (const [k, event] of events.entries()) {
    if (event.seq !== k + 1) say(`${number}: event ${event.seq} in place ${k + 1}`)
    if (event.from !== (k === 0 ? null : events[k - 1].to)) say(`${number}: event ${event.seq} begins at ${event.from}`)
    if (k > 0 && event.position <= events[k - 1].position) say(`${number}: event ${event.seq} is before the one before`)
  }
  if (events[0]?.action !== 'receive' || events.at(-1)?.to !== it.state) say(`${number}: its events lead to ${events.at(-1)?.to}, not ${it.state}`)
  const holder = { A: it.receiving, B: it.responsible, NOBODY: '' }[state.holder]
  if (it.task !== holder) say(`${number}: held by ${it.task || 'nobody'}, not ${holder || 'nobody'}`)
  const wanted = holder === '' ? [] : [`${holder} 0 ${it.state}`]
  if (holder !== '' && it.receiving !== it.responsible) wanted.push(`${holder === it.receiving ? it.responsible : it.receiving} 1 ${it.state}`)
  const found = rows.map((row) => `${row.centre} ${row.side} ${row.state}`).sort()
  if (found.join() !== wanted.sort().join()) say(`${number}: in the worklists [${found}], not [${wanted}]`)
}

// What the clients were told of a case must be there, at least.
function asTold(told, it, counts, say) {
  if (!it) {
    counts.lost += 1
    return say(`${told.number}: told, and lost`)
  }
  if (it.revision < told.revision) {
    counts.lost += 1
    say(`${told.number}: told at revision ${told.revision}, found at ${it.revision}`)
  }
  for (const step of told.steps) {
    const event = it.events[step.revision - 1]
    if (event?.action !== step.action || event?.to !== step.state) say(`${told.number}: ${step.action} was told as event ${step.revision}, found ${event?.action} → ${event?.to}`)
    if (it.events.filter((one) => one.action === step.action).length > 1) {
      counts.doubled += 1
      say(`${told.number}: ${step.action} was done twice`)
    }
  }
}

// Each key once, with what it was answered; each case from a key that was sent, and from one: a key is of the district and the
// moment of what it made.
function keysHold(found, clients, counts, say) {
  const sent = new Map()
  const made = new Map()
  const add = (where, what) => made.set(where, { cases: 0, keys: 0, ...made.get(where), [what]: (made.get(where)?.[what] ?? 0) + 1 })
  for (const list of clients) for (const one of list.requests) sent.set(keyDigest(one), one)
  for (const [digest, record] of found.keys) {
    const one = sent.get(digest)
    if (!one) say(`a key that was never sent: ${digest}`)
    else if (one.path === '/v1/cases') add(record.made, 'keys')
    if (record.size <= 0) say(`${digest}: without an answer`)
  }
  for (const it of found.cases.values()) add(it.made, 'cases')
  for (const [where, { cases, keys }] of made) {
    if (cases === keys) continue
    say(`${where}: ${cases} cases made by ${keys} keys`)
    counts.doubled += Math.max(0, cases - keys)
  }
  for (const [digest, one] of sent) {
    const record = found.keys.get(digest)
    if (one.refused && record) say(`${one.key}: refused, and its key is there`)
    if (one.text === undefined) continue
    if (!record) say(`${one.key}: answered, and its key is not there`)
    else if (record.status !== one.status) say(`${one.key}: answered ${one.status}, kept ${record.status}`)
    else if (one.path === '/v1/cases' && record.made !== found.cases.get(JSON.parse(one.text).case_number)?.made) say(`${one.key}: another case than was told`)
  }
}

function ordersHold(found, say) {
  for (const [division, day, last, count] of found.serials) if (last !== count) say(`${division} on day ${day}: ${last} numbers given, ${count} cases there`)
  const places = new Map()
  for (const [district, position] of found.positions) places.set(district, (places.get(district) ?? new Set()).add(position))
  for (const [district, last] of found.lasts) {
    const here = places.get(district) ?? new Set()
    if (here.size !== Number(last) || (here.size > 0 && [...here].reduce((most, one) => Math.max(most, one)) !== Number(last))) say(`district ${district}: ${here.size} events, the last position is ${last}`)
  }
}

/** `tongban check` of the program itself. Returns its faults, none when everything holds. */
export async function check(where) {
  return run(program, ['check', ...where], { cwd: top, maxBuffer: 1 << 26 })
    .then(({ stdout }) => (stdout.includes('everything holds') ? [] : [`tongban check: ${stdout.slice(0, 2000)}`]),
      (error) => [`tongban check: ${error.stdout}${error.stderr}`.slice(0, 2000)])
}

/** Holds the database against what `clients` (a list) were told; `where`: the words that name it to the program, null: without
 *  the program's own check. Returns {cases, events, lost, doubled, faults: [sentence]}. */
export async function examine({ database: url, where = null }, clients) {
  const counts = { lost: 0, doubled: 0 }
  const faults = where ? await check(where) : []
  const say = (sentence) => faults.push(sentence)
  const found = await readDatabase(url)
  found.strays.forEach(say)
  for (const it of found.cases.values()) wholeCase(it, say)
  for (const list of clients) for (const told of list.cases.values()) asTold(told, found.cases.get(told.number), counts, say)
  keysHold(found, clients, counts, say)
  ordersHold(found, say)
  if (faults.length > FAULTS_TOLD) faults.splice(FAULTS_TOLD, Infinity, `and ${faults.length - FAULTS_TOLD} more`)
  return { cases: found.cases.size, events: found.positions.length, ...counts, faults }
}
