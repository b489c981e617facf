// What an older program left is brought to today, and goes on: tests/fixture holds databases as programs of some commit left
// them, with what those had answered. Today's program upgrades each, serves it at the moment at which it was left, repeats every
// live key, reads every case, and recounts all of it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { askPostgres, inTurn, runProgram, startServer, testEngine, top } from '../server.mjs'
import { LOOKS } from '../fixture/lives.mjs'
import { stableCase, stableEvents, stableWork } from '../fixture/stable.mjs'
import { B, actionsOf, assertHolds, assertRefused, clockAt, until } from './support.mjs'

const fixtures = readdirSync(join(top, 'tests/fixture'), { withFileTypes: true }).filter((one) => one.isDirectory()).map((one) => one.name)

/** The database of a fixture, as it was left: {database, where, folder, remove()}. */
async function restore(source) {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-fixture-'))
  const keys = join(folder, 'tongban.key')
  const bytes = gunzipSync(readFileSync(join(source, 'database.gz')))
  copyFileSync(join(source, 'tongban.key'), keys)
  chmodSync(keys, 0o600)
  if (testEngine === 'sqlite') {
    writeFileSync(join(folder, 'tongban.db'), bytes)
    const database = `sqlite:${join(folder, 'tongban.db')}`
    return { database, where: ['--db', database, '--key-file', keys], folder, remove: () => rmSync(folder, { recursive: true }) }
  }
  const cluster = process.env.TONGBAN_TEST_POSTGRES
  const name = `tongban_${randomUUID().replaceAll('-', '')}`
  const place = new URL(cluster)
  place.pathname = `/${name}`
  await askPostgres(cluster, `CREATE DATABASE ${name}`)
  execFileSync('psql', ['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', '--single-transaction', '--dbname', place.href], { input: bytes, stdio: ['pipe', 'ignore', 'inherit'] })
  return { database: place.href, where: ['--db', place.href, '--key-file', keys], folder,
    remove: async () => { await askPostgres(cluster, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`); rmSync(folder, { recursive: true }) } }
}

for (const commit of fixtures) {
  const source = join(top, 'tests/fixture', commit, testEngine)
  if (!existsSync(source)) continue
  describe(`what ${commit} left`, () => upgrade(JSON.parse(readFileSync(join(source, 'manifest.json'), 'utf8')), source))
}

// what tables are called now; keys with their answers stay where they were
const todayOf = (table, manifest) => ({ looks: 'disclosures', ...(!manifest.keys[0].text && { idempotency: 'former_keys' }) })[table] ?? table

// What is done on the spot ran against the notice limit until it was accepted; today it runs against the day itself, and is yellow.
const isAtOnce = (it) => it.kind === 'immediate' && ['received', 'in_transit', 'waiting', 'taken_over', 'returned'].includes(it.state)
const clockOfToday = (it) => !isAtOnce(it) ? it : { ...it, light: 'yellow',
  clock: { ...it.clock, running: 'promise', due: it.promised_due, working_days: 0, working_days_left: 0 } }

// What stands still was told as it stood on the day of the stop; today, as if it went on today.
const STANDING = { supplement_asked: ['notice_due', 'legal_due', 'promised_due'], suspended: ['legal_due', 'promised_due'] }
function toldFromToday(it, now) {
  const days = STANDING[it.state] ?? []
  for (const name of days) assert.ok(now[name] >= it[name], `${name} ${now[name]}`)
  return { ...it, ...Object.fromEntries(days.map((name) => [name, now[name]])) }
}

function upgrade(manifest, source) {
  const { passwords, cases, keys } = manifest
  const arrived = manifest.on_the_way
  let place, server
  const who = {}
  const count = async (rows) => Number((await server.ask(`SELECT count(*) FROM ${rows}`))[0])

  before(async () => {
    place = await restore(source)
    await runProgram('migrate', ...place.where)
    await runProgram('load', ...place.where, '--data', 'data/shanghai')
    const { stdout } = await runProgram('check', ...place.where)
    assert.match(stdout, /everything holds/)
    server = await startServer({ beside: place, args: [clockAt(manifest.at)] })
    for (const [username, password] of Object.entries(passwords)) who[username] = await server.signIn(username, password)
  })
  after(() => inTurn(() => server?.stop(), () => place?.remove()))

  // one was on its way when the program ended: it arrives now
  const isAsItWas = async () => {
    const now = {}
    for (const table of Object.keys(manifest.counts)) now[table] = await count(todayOf(table, manifest))
    assert.deepEqual(now, { ...manifest.counts, case_events: manifest.counts.case_events + 1 })
    assert.deepEqual(await server.ask(`SELECT action FROM case_events WHERE number = '${arrived}' ORDER BY seq`), ['receive', 'arrive'])
  }

  test('what was on its way arrives; nothing else happens by itself', async () => {
    await until(async () => (await who['the.city'].get(`/v1/cases/${arrived}`)).body.state === 'waiting', 'it arrives')
    await isAsItWas()
  })

  test('every case is what it was, with its events, to each who may see it', async () => {
    for (const { life, events, allowed_actions: may, whole, ...it } of cases) {
      const path = `/v1/cases/${it.case_number}`
      const reply = await who['the.city'].get(path)
      assert.equal(reply.status, 200, `${life}: ${reply.text}`)
      const { allowed_actions: none, ...now } = stableCase(reply.body)
      assert.deepEqual(now, toldFromToday(clockOfToday(it), now), life)
      assert.deepEqual(none, [], life)
      assert.deepEqual(stableEvents((await who['the.city'].get(`${path}/events`)).body), events, life)
      for (const [username, expected] of Object.entries(may)) {
        const seen = await who[username].get(path)
        assert.deepEqual(seen.status === 200 ? actionsOf(seen.body) : seen.status, expected, `${life}: ${username}`)
      }
    }
  })

  test('the worklists are what they were', async () => {
    const known = new Set(cases.map((one) => one.case_number))
    const after = new Set(keys.map((one) => one.answer.case_number).filter((number) => !known.has(number)))
    for (const [which, expected] of Object.entries(manifest.worklists)) {
      const [username, side] = which.split(' ')
      const { body } = await who[username].get(`/v1/worklist?side=${side}&limit=200`)
      const atOnce = cases.filter(isAtOnce).map((one) => one.case_number)
      const urgent = (row) => atOnce.includes(row.split(' ')[0]) // its light comes earlier, and with it its place
      const now = stableWork(body).filter((one) => !after.has(one.split(' ')[0]))
      assert.deepEqual(now.filter((one) => !urgent(one)), expected.filter((one) => !urgent(one)), which)
      assert.deepEqual(now.filter(urgent).map((one) => one.split(' ')), expected.filter(urgent).map((one) => [...one.split(' ').slice(0, 2), 'yellow']), which)
    }
  })

  // which cases a reader of the manifest does not see any more: then a key says as little
  const outOfSight = (username, number) => cases.find((one) => one.case_number === number)?.allowed_actions[username] === 404

  // from the first program that kept answers on, a key gives its own again; before, it tells of the case
  test('no key does anything again: it gives its answer, or tells of the case that it was about', async () => {
    for (const { kind, username, path, key, body, status, text, answer } of keys) {
      const reply = await who[username].post(path, body, { 'idempotency-key': key })
      if (reply.status === 404 && outOfSight(username, answer.case_number)) continue
      if (text) {
        assert.deepEqual([reply.status, reply.text], [status, text], `${kind} ${key}`)
        continue
      }
      assertRefused(reply, 409, 'answer_no_longer_kept')
      assert.equal(reply.body.case_number, answer.case_number, `${kind} ${key}`)
    }
    await isAsItWas()
  })

  test('a key does not open another request', async () => {
    for (const { kind, username, path, key, body } of keys.slice(0, 30)) {
      const other = kind === 'receive' ? { ...body, channel: 'point' } : { ...body, note: '另一句' }
      const reply = await who[username].post(path, other, { 'idempotency-key': key })
      assert.deepEqual([reply.status, reply.body.code], [409, 'idempotency_key_reused'], `${kind} ${key}: ${reply.text}`)
    }
    await isAsItWas()
  })

  test('accounts, passwords and sessions are what they were', async () => {
    const { open, over } = manifest.sessions
    const current = (token) => server.get('/v1/sessions/current', { authorization: `Bearer ${token}` })
    const signIn = async ({ username, password }) => (await server.post('/v1/sessions', { username, password })).status
    assert.equal((await current(open.token)).body.staff.username, open.username)
    assert.equal((await current(over.token)).status, 401)
    assert.equal(await signIn(manifest.old_password), 401)
    assert.equal(await signIn(manifest.gone), 401)
    assert.ok([201, 429].includes(await signIn(manifest.locked)))
    const first = await server.post('/v1/sessions', manifest.first)
    assert.deepEqual([first.status, first.body.staff.must_change_password], [201, true])
    const again = await who['clerk.a'].post('/v1/password', { old_password: passwords['clerk.a'], new_password: manifest.old_password.password })
    assert.deepEqual([again.status, again.body.errors?.[0].code], [422, 'password_used'])
  })

  test('every look is told as it was', async () => {
    const rows = await server.ask("SELECT number, username, purpose FROM disclosures WHERE what = 'personal_data' ORDER BY at")
    assert.deepEqual(rows, LOOKS.map(([username, which, purpose]) => [cases[which].case_number, username, purpose].join('|')))
  })

  test('what was sealed opens: the application to those who may look, the case to whoever has its password', async () => {
    const asked = new Map(keys.filter((one) => one.kind === 'receive').map((one) => [one.answer.case_number, one]))
    const password = new Map(keys.filter((one) => one.answer.query_password).map(({ answer }) => [answer.case_number, answer.query_password])) // the newest
    for (const { life, case_number: number, allowed_actions: may, whole } of cases) {
      const reader = Object.keys(may).find((username) => Array.isArray(may[username]))
      const reply = await who[reader].post(`/v1/cases/${number}/reveal`, { purpose: '升级核对' })
      assert.equal(reply.status, 200, `${life}: ${reply.text}`)
      for (const field of ['id_type', 'id_number', 'name', 'phone']) assert.equal(reply.body.applicant[field], whole.applicant[field], `${life}: ${field}`)
      assert.equal(reply.body.agent?.id_number ?? null, whole.agent?.id_number ?? null, life)
      const { body, answer } = asked.get(number) ?? {}
      const form = new Map(reply.body.form.map((one) => [one.element, one.value]))
      for (const [element, value] of Object.entries(body?.form ?? {})) assert.deepEqual(form.get(element), value, `${life}: ${element}`)
      if (answer) assert.equal((await server.get(`/v1/cases/${number}`, { 'query-password': password.get(number) })).status, 200, life)
    }
    assert.equal(await count('disclosures'), (manifest.counts.disclosures ?? manifest.counts.looks) + cases.length)
  })

  test('and life goes on: an action and a new case', async () => {
    const { applicant } = cases.find((one) => one.life === 'withdrawn').whole
    const it = await who['clerk.a'].post('/v1/cases', { item_code: 'MZ-013', applicant })
    assert.equal(it.status, 201, it.text)
    assert.equal(await count(`cases WHERE number = '${it.body.case_number}'`), 1)
    for (const { case_number: number } of cases.filter((one) => one.life === 'received')) {
      const reply = await who['clerk.a'].post(`/v1/cases/${number}/actions`, { action: 'accept' })
      assert.deepEqual([reply.status, reply.body.state, reply.body.seq], [200, 'accepted', 2], reply.text)
    }
    await assertHolds(server)
  })

  test('a clerk who is moved to another district does nothing with earlier keys', async () => {
    const before_it = [await count('cases'), await count('case_events')]
    assert.equal((await who['keeper.of.accounts'].post('/v1/staff/clerk.moved', { centre: B })).status, 200)
    const moved = await server.signIn('clerk.moved', passwords['clerk.moved'])
    for (const { kind, path, key, body, text, answer } of keys.filter((one) => one.moves)) {
      const reply = await moved.post(path, body, { 'idempotency-key': key })
      if (reply.status < 400) assert.equal(reply.text, text, kind)
      else assert.ok([403, 404, 409].includes(reply.status), `${kind} of ${answer.case_number}: ${reply.text}`)
    }
    assert.deepEqual([await count('cases'), await count('case_events')], before_it)
    await assertHolds(server)
  })
}
