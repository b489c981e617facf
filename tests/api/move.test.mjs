// A whole database moves to an empty one, of the other engine or a new file, and work goes on there: the same cases, the same
// keys, the next number.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { askPostgres, runProgram, startServer, testEngine } from '../server.mjs'
import { A, AT_ONCE, DIRECT, MONDAY, act, application, clockAt, take, until } from './support.mjs'

const folder = mkdtempSync(join(tmpdir(), 'tongban-move-'))
const cluster = process.env.TONGBAN_TEST_POSTGRES
const databases = []
after(async () => {
  for (const name of databases) await askPostgres(cluster, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  rmSync(folder, { recursive: true, force: true })
})

// the address of an empty database of the engine that is tested
async function emptyPlace() {
  const name = `tongban_${randomUUID().replaceAll('-', '')}`
  if (testEngine === 'sqlite') return `sqlite:${join(folder, `${name}.db`)}`
  databases.push(name)
  await askPostgres(cluster, `CREATE DATABASE ${name}`)
  const place = new URL(cluster)
  place.pathname = `/${name}`
  return place.href
}

// a backend outlives its client by a moment
const nobodyIsConnected = async (place) => testEngine === 'sqlite' ||
  (await askPostgres(cluster, `SELECT count(*) FROM pg_stat_activity WHERE datname = '${new URL(place).pathname.slice(1)}'`))[0] === '0'

const move = (from, to, ...more) => runProgram('move', '--from', from, '--to', to, ...more)

async function refused(words, ...where) {
  await assert.rejects(move(...where), ({ code, stdout, stderr }) => {
    assert.equal(code, 1, stdout + stderr)
    assert.match(stderr, words)
    assert.doesNotMatch(stdout, /holds/)
    return true
  })
}

test('a database moves, and work goes on in the new place', async () => {
  const old = await startServer({ engine: 'sqlite', args: [clockAt(MONDAY)] })
  const keys = `${old.database.slice('sqlite:'.length)}.key`
  let now
  try {
    const clerk = await old.signIn(`clerk.${A}`)
    const first = await take(clerk, DIRECT)
    const second = await take(clerk, AT_ONCE)
    await act(clerk, second.case_number, 'accept')
    const body = application(DIRECT)
    const third = await clerk.post('/v1/cases', body, { 'idempotency-key': 'once' })
    const place = await emptyPlace()
    await refused(/stop the server first/, old.database, place)
    await old.end()
    await refused(/there is no database/, `sqlite:${join(folder, 'none.db')}`, place)
    const { stdout } = await move(old.database, place)
    assert.match(stdout, /cases +3 rows the same on both sides/)
    assert.match(stdout, /everything holds/)
    assert.doesNotMatch(stdout, /seals are not checked/)
    await refused(/rows in \w+ already: a move needs an empty database/, old.database, place)

    now = await startServer({ beside: { database: place, where: ['--db', place, '--key-file', keys] }, engine: testEngine, args: [clockAt(MONDAY)] })
    const again = await now.signIn(`clerk.${A}`)
    const found = await again.get(`/v1/cases/${first.case_number}`)
    assert.equal(found.status, 200, found.text)
    assert.equal((await again.get(`/v1/cases/${second.case_number}/events`)).body.items.length, 2)
    const repeated = await again.post('/v1/cases', body, { 'idempotency-key': 'once' })
    assert.equal(repeated.text, third.text)
    const next = await take(again, DIRECT)
    assert.equal(Number(next.case_number.slice(19, 25)), Number(third.body.case_number.slice(19, 25)) + 1)
    await act(again, first.case_number, 'accept')
    const back = `sqlite:${join(folder, 'back.db')}`
    await refused(/stop (the server|it) first/, place, back, '--key-file', keys)
    await now.end()
    await until(() => nobodyIsConnected(place), 'the cluster forgets who has gone')
    assert.match((await move(place, back, '--key-file', keys)).stdout, /cases +4 rows the same on both sides\n[^]*everything holds/)
  } finally {
    now?.child.kill('SIGKILL')
    await now?.ended
    old.child.kill('SIGKILL')
    await old.ended
    await old.forget()
    if (now) rmSync(now.folder, { recursive: true, force: true })
  }
})

const oneRow = async (sql) => (await askPostgres(cluster, sql))[0]
const sessions = (place, name) => oneRow(`SELECT count(*) FROM pg_stat_activity WHERE datname = '${new URL(place).pathname.slice(1)}' AND application_name = '${name}'`)

/** A session of an application of this name in the database, for so long. */
async function connected(place, name, seconds) {
  const as = new URL(place)
  as.searchParams.set('application_name', name)
  const over = askPostgres(as.href, `SELECT pg_sleep(${seconds})`).catch(() => {})
  await until(async () => await sessions(place, name) === '1', `${name} is connected`)
  return { over }
}

test('only a server that stays, and in that database, keeps a move from beginning', { skip: testEngine === 'sqlite' }, async () => {
  const old = await startServer({ engine: 'sqlite', args: [clockAt(MONDAY)] })
  try {
    await old.end()
    const [place, beside] = [await emptyPlace(), await emptyPlace()]
    const stays = [await connected(place, 'tongban', 600), await connected(place, 'psql', 600), await connected(beside, 'tongban', 600)]
    await refused(/a server is connected to the target/, old.database, place)
    await oneRow(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${new URL(place).pathname.slice(1)}' AND application_name = 'tongban'`)
    const leaves = await connected(place, 'tongban', 1)
    assert.match((await move(old.database, place)).stdout, /everything holds/)
    await oneRow("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(600)'")
    await Promise.all([...stays, leaves].map((one) => one.over))
  } finally {
    old.child.kill('SIGKILL')
    await old.forget()
  }
})
