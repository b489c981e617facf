// A sub-centre receives for its centre: the items that its rows name, for people of its centre's area until its pilot of citywide
// handling begins; it decides nothing.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runProgram, top } from '../server.mjs'
import { A, B, act, application, assertHolds, assertRefused, startAt, take } from './support.mjs'

const PARENT = '310106101', SUB = `${PARENT}-S1`
const PILOT = '310107015-S1', PILOT_FROM = '2018-10-08'
const LOCAL = 'CL-015' // handled citywide nowhere
const here = { hukou_division: PARENT, residence_division: PARENT }
const there = { hukou_division: B, residence_division: B }
const OPEN = 'WJ-010' // today for everybody, from elsewhere too
const nowhere = { hukou_division: null, residence_division: null }
const today = '2026-03-02'
const taken = readFileSync(join(top, 'data/shanghai/sub_centre_items.tsv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split('\t'))
  .filter(([, , from, to]) => from <= today && (to === '' || today < to))
let server, clerk, parent

before(async () => {
  server = await startAt()
  const admin = await server.signIn('admin')
  assertRefused(await admin.post('/v1/staff', { username: 'lead.sub', name: '王小明', role: 'lead', centre: SUB }), 422, 'clerks_only', 'centre')
  const made = await admin.post('/v1/staff', { username: 'clerk.sub', name: '王小明', role: 'clerk', centre: SUB })
  assert.equal(made.status, 201, made.text)
  clerk = await server.signIn(`clerk.${SUB.toLowerCase()}`)
  parent = await server.signIn(`clerk.${PARENT}`)
})
after(() => server.stop())

test('it receives for its centre, which sees the case, goes on with it and decides', async () => {
  const reply = await clerk.post('/v1/cases', application('MZ-002', here))
  assert.equal(reply.status, 201, reply.text)
  const { case_number: number, receiving_centre: receiving, responsible_centre: responsible, state } = reply.body
  assert.deepEqual([receiving, responsible, state], [PARENT, PARENT, 'received'])
  assert.ok(number.includes(PARENT))
  assert.equal((await parent.get(`/v1/cases/${number}/events`)).body.items[0].centre, SUB)
  for (const who of [parent, clerk]) assert.ok((await who.get('/v1/worklist')).body.items.some((one) => one.case_number === number))
  assert.equal((await act(parent, number, 'accept')).state, 'accepted')
  await assertHolds(server)
})

test('it decides for its centre what it takes itself, and nothing else of its centre', async () => {
  const far = await server.signIn(`clerk.${A}`)
  const { case_number: number } = await take(far, 'MZ-003', { hukou_division: PARENT })
  const it = (await clerk.get(`/v1/cases/${number}`)).body
  assert.deepEqual([it.responsible_centre, it.allowed_actions], [PARENT, []])
  assertRefused(await clerk.post(`/v1/cases/${number}/actions`, { action: 'take_over' }), 403, 'action_not_yours')
  assert.equal((await act(parent, number, 'take_over')).state, 'taken_over')
  const own = (await clerk.post('/v1/cases', application('MZ-002', here))).body.case_number
  assert.equal((await act(clerk, own, 'accept')).state, 'accepted')
})

test('other items and people of other areas are sent on by name, once, in the preview too', async () => {
  for (const [item, more, code] of [['MZ-001', here, 'not_at_sub_centre'], ['MZ-001', there, 'not_at_sub_centre'], ['MZ-002', there, 'not_citywide'], [LOCAL, here, 'not_at_sub_centre'], [LOCAL, there, 'not_citywide']]) {
    const body = application(item, more)
    const refused = await clerk.post('/v1/cases', body)
    assertRefused(refused, 422, code, 'item_code')
    assert.equal(refused.body.errors.filter((one) => one.field === 'item_code').length, 1, refused.text)
    const { errors } = (await clerk.post('/v1/cases/preview', body)).body
    const error = errors.find((one) => one.code === code)
    assert.match(error.zh, /请到.+社区事务受理服务中心办理。$/)
    assert.match(error.en, /taken at .+ Centre\.$/)
  }
  assert.equal((await parent.post('/v1/cases', application('MZ-002', there))).status, 201, 'its centre is citywide')
})

test('who says neither hukou nor residence is asked where it matters', async () => {
  assertRefused(await clerk.post('/v1/cases', application('MZ-002', nowhere)), 422, 'division_required', 'applicant.hukou_division')
  assertRefused(await clerk.post('/v1/cases', application(OPEN, nowhere)), 422, 'division_required', 'applicant.residence_division')
  assertRefused(await clerk.post('/v1/cases', application(OPEN, { ...nowhere, hukou_division: '330000' })), 422, 'division_required', 'applicant.residence_division')
  assert.equal((await clerk.post('/v1/cases', application(OPEN, { hukou_division: '330000', residence_division: PARENT, residence_permit: false }))).status, 201)
  assertRefused(await parent.post('/v1/cases', application(LOCAL, nowhere)), 422, 'division_required')
  assert.equal((await parent.post('/v1/cases', application(OPEN, nowhere))).status, 201, 'citywide at a centre: whoever comes')
})

test('the directory tells what a sub-centre takes, for whom, and its centre for the rest', async () => {
  const read = async (path) => {
    const reply = await server.get(path)
    assert.equal(reply.status, 200, reply.text)
    return reply.body
  }
  const all = (await read('/v1/items?limit=500')).items.map((one) => one.code)
  const counts = new Set()
  for (const sub of (await read('/v1/centres?kind=sub_centre&limit=500')).items) {
    const own = taken.filter(([centre]) => centre === sub.code).map(([, item]) => item)
    assert.deepEqual([sub.item_count, sub.citywide], [own.length, sub.pilot_from !== null && sub.pilot_from <= today], sub.code)
    counts.add(sub.item_count)
    assert.ok(sub.parent_name && sub.parent_name_en && sub.code.startsWith(sub.parent))
    if (sub.code === SUB || sub.code === PILOT) assert.deepEqual((await read(`/v1/items?limit=500&centre=${sub.code}`)).items.map((one) => one.code), own)
  }
  assert.ok(counts.size > 3, 'they are not all alike')
  const { citywide, pilot_from: pilot, item_count: count, parent_name: name, sub_centres: subs } = await read(`/v1/centres/${PARENT}`)
  assert.deepEqual([citywide, pilot, count, name], [true, null, null, null])
  assert.ok(subs.some((one) => one.code === SUB && one.item_count > 0))
  assert.deepEqual((await read(`/v1/items?limit=500&centre=${PARENT}`)).items.map((one) => one.code), all)
  assertRefused(await server.get('/v1/items?centre=310106999-S1'), 422, 'not_found', 'centre')
  // marked for whoever stands there, not hidden: the centre takes what it does not
  for (const item of (await read(`/v1/items?limit=500&at=${SUB}`)).items) {
    const takes = taken.some(([centre, code]) => centre === SUB && code === item.code)
    assert.deepEqual(item.taken_at, takes ? null : { code: PARENT, name: (await read(`/v1/centres/${PARENT}`)).name, name_en: (await read(`/v1/centres/${PARENT}`)).name_en }, item.code)
  }
  assert.equal((await read(`/v1/items/MZ-001?at=${SUB}`)).taken_at.code, PARENT)
  for (const path of [`/v1/items/MZ-001?at=${PARENT}`, '/v1/items/MZ-001', `/v1/items/MZ-002?at=${SUB}`]) assert.equal((await read(path)).taken_at, null, path)
  for (const path of ['/v1/items', '/v1/items/MZ-001']) assertRefused(await server.get(`${path}?at=310106999-S1`), 422, 'not_found', 'at')
  for (const item of ['MZ-002', 'MZ-001', 'RS-001']) assert.equal((await read(`/v1/items/${item}`)).sub_centres, taken.filter((row) => row[1] === item).length, item)
})

test('a pilot takes citywide items for everybody from its first day on', async () => {
  const pilot = await startAt('2018-10-07T10:00:00+08:00')
  try {
    const at = async (moment) => {
      if (moment) await pilot.moveTo(moment)
      return pilot.signIn(`clerk.${PILOT.toLowerCase()}`)
    }
    const before = await at(null)
    assertRefused(await before.post('/v1/cases', application('MZ-002', there)), 422, 'not_citywide', 'item_code')
    assert.equal((await pilot.get(`/v1/centres/${PILOT}`)).body.citywide, false)
    assert.equal((await pilot.get(`/v1/centres/${PILOT}`)).body.pilot_from, PILOT_FROM)
    for (const moment of [`${PILOT_FROM}T10:00:00+08:00`, '2018-10-09T10:00:00+08:00']) {
      const who = await at(moment)
      const reply = await who.post('/v1/cases', application('MZ-002', there))
      assert.equal(reply.status, 201, reply.text)
      assert.equal(reply.body.receiving_centre, PILOT.slice(0, 9))
      assertRefused(await who.post('/v1/cases', application('MZ-001', there)), 422, 'not_at_sub_centre', 'item_code')
      assert.equal((await pilot.get(`/v1/centres/${PILOT}`)).body.citywide, true)
    }
    await assertHolds(pilot)
  } finally {
    await pilot.stop()
  }
})

test('a code is read as people type it, in every field and address that takes one', async () => {
  const admin = await server.signIn('admin'), lead = await server.signIn(`lead.${PARENT}`), city = await server.signIn('city')
  const ways = [SUB, SUB.toLowerCase(), ` ${PARENT} – s１`, '３１０１０６１０１－Ｓ１']
  for (const [i, way] of ways.entries()) {
    const typed = encodeURIComponent(way)
    assert.equal((await server.get(`/v1/centres/${typed}`)).body?.code, SUB, way)
    const whole = (await server.get(`/v1/items?centre=${SUB}`)).body.items
    assert.deepEqual((await server.get(`/v1/items?centre=${typed}`)).body.items, whole)
    assert.deepEqual((await server.get(`/v1/items?at=${typed}`)).body, (await server.get(`/v1/items?at=${SUB}`)).body)
    assert.equal((await server.get(`/v1/items/mz-００２?at=${typed}`)).body.code, 'MZ-002')
    for (const who of [lead, city]) assert.equal((await who.get(`/v1/worklist?centre=${typed}`)).status, 200, way)
    const made = await admin.post('/v1/staff', { username: `typed.${i}`, name: '王小明', role: 'clerk', centre: way })
    assert.deepEqual([made.status, made.body?.staff?.centre], [201, SUB], way)
    assert.equal((await admin.post(`/v1/staff/typed.${i}`, { centre: B })).body.staff.centre, B)
    assert.equal((await admin.post(`/v1/staff/typed.${i}`, { centre: way })).body.staff.centre, SUB)
    assert.ok((await admin.get(`/v1/staff?centre=${typed}`)).body.items.some((one) => one.username === `typed.${i}`))
    await runProgram('user', 'add', `program.${i}`, 'clerk', way, '王小明', ...server.where)
    assert.equal((await admin.get(`/v1/staff?q=program.${i}`)).body.items[0].centre, SUB)
  }
  const received = await parent.post('/v1/cases', { ...application('mz-００３', { hukou_division: '310106１０1', residence_division: '３１０１０６１０１' }) })
  assert.equal(received.status, 201, received.text)
  const { body } = await parent.get(`/v1/cases/${received.body.case_number}`)
  assert.deepEqual([body.item_code, body.applicant.hukou_division, body.applicant.residence_division], ['MZ-003', PARENT, PARENT])
  // longer than any code is
  for (const path of ['/v1/items?centre=', '/v1/items?at=', '/v1/worklist?centre=', '/v1/staff?centre=']) assertRefused(await (path.includes('staff') ? admin : lead).get(`${path}${SUB}-S1-S1-S1`), 422, 'too_long', /(\w+)=$/.exec(path)[1])
  await assertHolds(server)
})
