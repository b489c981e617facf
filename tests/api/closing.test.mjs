// A centre closes: its cases are acted on by the centre that has the duty now, its accounts can be switched off or moved, and a pack
// in which it disappears with open cases is refused.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { countRows } from '../../tools/count-rows.mjs'
import { inTurn, newKey, runProgram, top } from '../server.mjs'
import { A, B, DIRECT, SPLIT, act, actionsOf, application, assertHolds, assertRefused, startAt, take } from './support.mjs'

const HEIR = '310115005' // takes over the street of B
const LONG_AGO = '2020-01-02'
const CLOSED = '2026-03-04', AFTER = '2026-03-04T10:00:00+08:00'
const folder = mkdtempSync(join(tmpdir(), 'tongban-closing-'))
const pack = join(folder, 'pack')
const read = (name) => readFileSync(join(pack, name), 'utf8').replace(/\n$/, '').split('\n').map((line) => line.split('\t'))
const write = (name, rows) => {
  writeFileSync(join(pack, name), `${rows.map((row) => row.join('\t')).join('\n')}\n`)
  countRows(pack)
}
const C = '310115007' // no case was ever taken there
let server, toB, fromB
const atB = [] // every open case that B receives or is responsible for

before(async () => {
  cpSync(join(top, 'data/shanghai'), pack, { recursive: true })
  write('sub_centre_items.tsv', [read('sub_centre_items.tsv')[0]]) // what sub-centres take is of no matter here
  server = await startAt()
  toB = (await take(await server.signIn(`clerk.${A}`), SPLIT, { hukou_division: B })).case_number
  fromB = (await take(await server.signIn(`clerk.${B}`), SPLIT, { hukou_division: A })).case_number
  atB.push(toB, fromB)
  for (let i = 0; i < 7; i += 1) atB.push((await take(await server.signIn(`clerk.${A}`), SPLIT, { hukou_division: B })).case_number)
})
after(() => inTurn(() => server.stop(), () => rmSync(folder, { recursive: true, force: true })))

/** Loads a pack changed by `change`; the files are as before afterwards. Returns what it said, or undefined: it was loaded. */
async function refused(change) {
  const names = ['centres.tsv', 'duty.tsv', 'districts.tsv', 'items.tsv', 'item_versions.tsv']
  const before = Object.fromEntries(names.map((name) => [name, read(name)]))
  const after = change(structuredClone(before))
  for (const name of names) write(name, after[name])
  const failed = await runProgram('load', ...server.where, '--data', pack).then(() => undefined, (error) => error)
  for (const name of names) write(name, before[name])
  if (!failed) return undefined
  assert.equal(failed.code, 1)
  assert.match(failed.stderr, /nothing was changed/)
  return failed.stderr
}
const heirOf = (centre, files) => ({
  ...files,
  'duty.tsv': files['duty.tsv'].map((row) => (row[1] === centre ? row.with(1, HEIR) : row)),
  'districts.tsv': files['districts.tsv'].map((row) => (row[6] === centre ? row.with(6, HEIR) : row)),
})
const column = (files, name, title) => files[name][0].indexOf(title)
function without(centre, files) {
  const parent = column(files, 'centres.tsv', 'parent')
  return heirOf(centre, { ...files, 'centres.tsv': files['centres.tsv'].filter((row) => row[0] !== centre && row[parent] !== centre) })
}
function closed(centres, day, files) {
  const to = column(files, 'centres.tsv', 'valid_to'), parent = column(files, 'centres.tsv', 'parent')
  return { ...files, 'centres.tsv': files['centres.tsv'].map((row) => (centres.includes(row[0]) || centres.includes(row[parent]) ? row.with(to, day) : row)) }
}

test('a pack without the centre is refused with all its cases, and nothing changes', async () => {
  const said = await refused((files) => without(B, files))
  assert.match(said, new RegExp(`centre ${B} is gone but has ${atB.length} open cases:\n`))
  for (const number of atB) assert.match(said, new RegExp(number))
})

test('so is one without a centre that is open: servers that run go on receiving there', async () => {
  assert.match(await refused((files) => without(C, files)), new RegExp(`centre ${C} is gone; no case is open there now`))
})

test('so is one in which nobody is in charge on a day to come', async () => {
  const said = await refused((files) => {
    const district = column(files, 'centres.tsv', 'district')
    const all = files['centres.tsv'].filter((row) => row[district] === '310115').map((row) => row[0])
    const open = files['centres.tsv'].find((row) => row[district] === '310101')[0]
    // the district closes in 2098, and its duties are taken up in 2099 only
    const changed = closed(all, '2098-01-04', files)
    changed['duty.tsv'] = [files['duty.tsv'][0], ...new Map(files['duty.tsv'].slice(1).map((row) => [row[0], row])).values()].map((row, i) => (
      i === 0 ? row : [row[0], all.includes(row[1]) ? open : row[1], '2099-01-04', '']))
    return changed
  })
  assert.match(said, new RegExp(`centre ${B} has nobody in charge of it from 2098-01-04 on but has ${atB.length} open cases:\n`))
  assert.match(said, new RegExp(`centre ${C} has nobody in charge of it from 2098-01-04 on; no case is open there now`))
  for (const number of atB) assert.match(said, new RegExp(number))
})

test('so is one without an item: cases are read by it', async () => {
  const drop = (item, files) => ({
    ...files, 'items.tsv': files['items.tsv'].filter((row) => row[0] !== item), 'item_versions.tsv': files['item_versions.tsv'].filter((row) => row[0] !== item) })
  const said = await refused((files) => drop(SPLIT, files))
  assert.match(said, new RegExp(`item ${SPLIT} is gone but has ${atB.length} open cases:\n`))
  for (const number of atB) assert.match(said, new RegExp(number))
  assert.match(await refused((files) => drop('MZ-002', files)), /item MZ-002 is gone; no case is open/)
})

test('so is one without a place where somebody works, and only then', async () => {
  const admin = await server.signIn('admin')
  const add = async (username, centre) => assert.equal((await admin.post('/v1/staff', { username, name: '王小明', role: 'clerk', centre })).status, 201)
  const drop = (codes, files) => ({ ...files, 'centres.tsv': files['centres.tsv'].filter(([code]) => !codes.includes(code)) })
  const parent = column({ 'centres.tsv': read('centres.tsv') }, 'centres.tsv', 'parent')
  const [one, other] = read('centres.tsv').filter((row) => row[parent].startsWith('31')).map(([code]) => code)
  await add('works.there', one)
  await add('left.it', one)
  await add('also.there', other)
  assert.equal((await admin.post('/v1/staff/left.it', { active: false })).status, 200)
  const said = await refused((files) => drop([one, other], files))
  assert.match(said, new RegExp(`centre ${other} is gone, but also.there works there\n.*centre ${one} is gone, but works.there works there\n2 accounts `))
  assert.doesNotMatch(said, /left\.it|clerk\./)
  assert.equal((await admin.post('/v1/staff/works.there', { active: false })).status, 200)
  assert.equal((await admin.post('/v1/staff/also.there', { centre: C })).status, 200)
  // what is left behind there may be: those who are switched off, and the demonstration's
  assert.equal(await refused((files) => drop([one, other], files)), undefined)
  await server.restart()
  await assertHolds(server)
  assertRefused(await (await server.signIn('admin')).post('/v1/staff/left.it', { active: true }), 422, 'unknown_centre', 'centre')
  await assert.rejects(runProgram('user', 'enable', 'left.it', ...server.where), /no such centre/)
  const nowhere = await server.signIn(`clerk.${one.toLowerCase()}`)
  assertRefused(await nowhere.post('/v1/cases', application(SPLIT)), 403, 'no_centre')
  assert.deepEqual((await nowhere.get('/v1/worklist')).body.items, [])
  await runProgram('load', ...server.where, '--data', pack)
  assert.equal((await admin.post('/v1/staff/also.there', { active: false })).status, 200)
  await server.restart()
})

test('a centre that is closed and has no open case may go', async () => {
  const original = read('centres.tsv'), duties = read('duty.tsv'), districts = read('districts.tsv')
  assert.equal(await refused((files) => closed([C], LONG_AGO, {
    ...heirOf(C, files), 'duty.tsv': files['duty.tsv'].flatMap((row) => (row[1] === C ? [row.with(3, LONG_AGO), [row[0], HEIR, LONG_AGO, '']] : [row])) })), undefined)
  assert.equal(await refused((files) => without(C, { ...files, 'duty.tsv': duties })), undefined)
  await assertHolds(server)
  for (const [name, rows] of [['centres.tsv', original], ['duty.tsv', duties], ['districts.tsv', districts]]) write(name, rows)
  await runProgram('load', ...server.where, '--data', pack)
})

test('closed with a day: whoever has the duty sees and acts for both sides, the former neighbour does not', async () => {
  const centres = read('centres.tsv'), to = centres[0].indexOf('valid_to'), parent = centres[0].indexOf('parent')
  write('centres.tsv', centres.map((row) => (row[0] === B || row[parent] === B ? row.with(to, CLOSED) : row)))
  write('duty.tsv', read('duty.tsv').flatMap((row) => (row[1] === B ? [row.with(3, CLOSED), [row[0], HEIR, CLOSED, '']] : [row])))
  write('districts.tsv', read('districts.tsv').map((row) => (row[6] === B ? row.with(6, HEIR) : row)))
  await runProgram('load', ...server.where, '--data', pack)
  await server.moveTo('2026-03-03T10:00:00+08:00')
  const { applicant } = application(DIRECT)
  const asked = { id_type: applicant.id_type, id_number: applicant.id_number }, key = { 'idempotency-key': newKey(Date.parse(AFTER)) }
  const elsewhere = (await (await server.signIn(`clerk.${A}`)).post('/v1/cases', { item_code: DIRECT, applicant })).body.case_number
  const still = await server.signIn(`reviewer.${B}`)
  assert.equal((await still.post(`/v1/cases/${elsewhere}/query-password`, asked, key)).status, 201)
  const early = await server.signIn(`clerk.${HEIR}`)
  assertRefused(await early.get(`/v1/cases/${toB}`), 404, 'not_found')
  await server.moveTo(AFTER)
  // "at any centre" is at none that has closed: neither a password of somebody's case nor where their cases are
  const gone = await server.signIn(`reviewer.${B}`)
  assertRefused(await gone.post(`/v1/cases/${elsewhere}/query-password`, asked), 403, 'no_centre')
  assertRefused(await gone.post('/v1/cases/whereabouts', { ...asked, item_code: DIRECT, purpose: '核对' }), 403, 'no_centre')
  assertRefused(await gone.post(`/v1/cases/${elsewhere}/query-password`, asked, key), 403, 'no_centre')
  // its own accounts see its cases, and do nothing any more
  const own = await gone.get(`/v1/cases/${toB}`)
  assert.deepEqual([own.status, own.body.allowed_actions], [200, []])
  assertRefused(await gone.post(`/v1/cases/${toB}/actions`, { action: 'take_over' }), 403, 'action_not_yours')
  const heir = await server.signIn(`clerk.${HEIR}`)
  assert.equal((await heir.post('/v1/cases/whereabouts', { ...asked, item_code: DIRECT, purpose: '核对' })).status, 200)
  assert.equal((await heir.post(`/v1/cases/${elsewhere}/query-password`, asked)).status, 201)
  const listed = async (side) => (await heir.get(`/v1/worklist?side=${side}`)).body.items.map((one) => one.case_number)
  assert.ok((await listed('holder')).includes(toB))
  assert.ok((await listed('sent')).includes(fromB))
  const it = (await heir.get(`/v1/cases/${toB}`)).body
  assert.deepEqual([it.responsible_centre, it.holder_centre], [B, HEIR])
  assert.ok(actionsOf(it).includes('take_over'))
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
  // whoever sits at an administrator's open session does not get the account by it
  for (const own of [{ reset_password: true }, { active: false }, { role: 'auditor' }]) assertRefused(await patch('admin', own), 409, 'own_account')
  assert.equal((await patch(`clerk.${B}`, { active: false })).body.staff.active, false)
  assertRefused(await patch(`clerk.${B}`, { active: true }), 422, 'unknown_centre', 'centre')
  assert.equal((await patch(`clerk.${B}`, { active: true, centre: HEIR })).body.staff.centre, HEIR)
  assertRefused(await admin.post('/v1/staff', { username: 'new.here', name: '王小明', role: 'clerk', centre: B }), 422, 'unknown_centre', 'centre')
})
