// A centre closes: its cases are acted on by the centre that has the duty now, its accounts can be switched off or moved, and a pack
// in which it disappears with open cases is refused.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runProgram, top } from '../server.mjs'
import { A, B, SPLIT, act, assertHolds, assertRefused, startAt, take } from './support.mjs'

const HEIR = '310115005' // takes over the street of B
const CLOSED = '2026-03-04', AFTER = '2026-03-04T10:00:00+08:00'
const folder = mkdtempSync(join(tmpdir(), 'tongban-closing-'))
const pack = join(folder, 'pack')
const read = (name) => readFileSync(join(pack, name), 'utf8').replace(/\n$/, '').split('\n').map((line) => line.split('\t'))
const write = (name, rows) => writeFileSync(join(pack, name), `${rows.map((row) => row.join('\t')).join('\n')}\n`)
let server, toB, fromB

before(async () => {
  cpSync(join(top, 'data/shanghai'), pack, { recursive: true })
  server = await startAt()
  toB = (await take(await server.signIn(`clerk.${A}`), SPLIT, { hukou_division: B })).case_number
  fromB = (await take(await server.signIn(`clerk.${B}`), SPLIT, { hukou_division: A })).case_number
})
after(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('a pack without the centre is refused with its cases, and nothing changes', async () => {
  const centres = read('centres.tsv'), duties = read('duty.tsv'), districts = read('districts.tsv')
  const at = centres[0].indexOf('parent')
  write('centres.tsv', centres.filter((row) => row[0] !== B && row[at] !== B))
  write('duty.tsv', duties.map((row) => row.map((cell, column) => (column === 1 && cell === B ? HEIR : cell))))
  write('districts.tsv', districts.map((row) => row.map((cell, column) => (column === 6 && cell === B ? HEIR : cell))))
  const failed = await runProgram('load', ...server.where, '--data', pack).then(() => assert.fail('loaded'), (error) => error)
  assert.equal(failed.code, 1)
  assert.match(failed.stderr, new RegExp(`centre ${B} is gone but has 2 open cases: .*${toB}`))
  assert.match(failed.stderr, new RegExp(fromB))
  assert.match(failed.stderr, /nothing was changed/)
  for (const [name, rows] of [['centres.tsv', centres], ['duty.tsv', duties], ['districts.tsv', districts]]) write(name, rows)
})

test('closed with a day: whoever has the duty sees and acts for both sides, the former neighbour does not', async () => {
  const centres = read('centres.tsv'), to = centres[0].indexOf('valid_to'), parent = centres[0].indexOf('parent')
  write('centres.tsv', centres.map((row) => (row[0] === B || row[parent] === B ? row.with(to, CLOSED) : row)))
  write('duty.tsv', read('duty.tsv').flatMap((row) => (row[1] === B ? [row.with(3, CLOSED), [row[0], HEIR, CLOSED, '']] : [row])))
  write('districts.tsv', read('districts.tsv').map((row) => (row[6] === B ? row.with(6, HEIR) : row)))
  await runProgram('load', ...server.where, '--data', pack)
  await server.moveTo('2026-03-03T10:00:00+08:00')
  const early = await server.signIn(`clerk.${HEIR}`)
  assertRefused(await early.get(`/v1/cases/${toB}`), 404, 'not_found')
  await server.moveTo(AFTER)
  const heir = await server.signIn(`clerk.${HEIR}`)
  const listed = async (side) => (await heir.get(`/v1/worklist?side=${side}`)).body.items.map((one) => one.case_number)
  assert.ok((await listed('holder')).includes(toB))
  assert.ok((await listed('sent')).includes(fromB))
  const it = (await heir.get(`/v1/cases/${toB}`)).body
  assert.deepEqual([it.responsible_centre, it.holder_centre], [B, HEIR])
  assert.ok(it.allowed_actions.includes('take_over'))
  assert.equal((await act(heir, toB, 'take_over')).state, 'taken_over')
  await act(heir, toB, 'accept')
  assert.equal((await act(await server.signIn(`reviewer.${HEIR}`), toB, 'decide', { outcome: 'granted' })).state, 'decided')
  assert.equal((await act(heir, fromB, 'withdraw', { reason: '申请人撤回' })).state, 'withdrawn')
  const events = (await heir.get(`/v1/cases/${toB}/events`)).body.items
  assert.equal(events.at(-1).centre, HEIR)
  const other = await server.signIn('clerk.310115007')
  assertRefused(await other.get(`/v1/cases/${toB}`), 404, 'not_found')
  assert.ok((await (await server.signIn('district.310115')).get(`/v1/cases/${toB}`)).status === 200)
  await assertHolds(server)
})

test('accounts of the closed centre can be renamed, switched off and moved; none is opened there', async () => {
  const admin = await server.signIn('admin')
  const patch = (username, body) => admin.post(`/v1/staff/${username}`, body)
  assert.equal((await patch(`lead.${B}`, { name: '沈建国' })).status, 200)
  assert.equal((await patch(`clerk.${B}`, { active: false })).body.staff.active, false)
  assertRefused(await patch(`clerk.${B}`, { active: true }), 422, 'unknown_centre', 'centre')
  assert.equal((await patch(`clerk.${B}`, { active: true, centre: HEIR })).body.staff.centre, HEIR)
  assertRefused(await admin.post('/v1/staff', { username: 'new.here', name: '王小明', role: 'clerk', centre: B }), 422, 'unknown_centre', 'centre')
})
