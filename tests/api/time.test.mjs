// What time itself does: the program is stopped and started again on later days, through Mid-Autumn and National Day 2026
// (25 to 27 September and 1 to 7 October are off, Saturday 10 October is worked).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn } from '../server.mjs'
import { A, B, DIRECT, SPLIT, act, actionsOf, assertHolds, assertRefused, startAt, take, until, untilLooked } from './support.mjs'

let server
let clerk, reviewer, there
const cases = {}

async function signIn() {
  clerk = await server.signIn(`clerk.${A}`)
  reviewer = await server.signIn(`reviewer.${A}`)
  there = await server.signIn(`clerk.${B}`)
}

async function goTo(moment) {
  await server.moveTo(moment)
  await signIn()
}

const read = async (name) => (await clerk.get(`/v1/cases/${cases[name]}`)).body
const lights = async (...names) => Promise.all(names.map(async (name) => (await read(name)).light))

// the system acts within its first moments
const comesTo = (name, state) => until(async () => { const it = await read(name); return it.state === state && it }, `${name} is ${state}`)

before(async () => {
  server = await startAt('2026-09-24T10:00:00+08:00')
  await signIn()
})
after(() => inTurn(() => assertHolds(server), () => server.stop()))

test('Thursday 24 September: seven cases begin', async () => {
  for (const name of ['silent', 'lapsing', 'mended', 'suspended', 'running']) cases[name] = (await take(clerk, DIRECT)).case_number
  for (const name of ['waiting', 'returned']) cases[name] = (await take(clerk, SPLIT, { hukou_division: B })).case_number
  assert.equal((await read('silent')).notice_due, '2026-10-09') // 28, 29, 30 September, 8, 9 October
  for (const name of ['lapsing', 'mended']) {
    const it = await act(clerk, cases[name], 'ask_supplement', { reasons: [{ code: 'missing_material', note: '身份证复印件' }], days: 3 })
    assert.equal(it.supplement_due, '2026-09-30')
  }
  for (const name of ['suspended', 'running']) {
    const it = await act(clerk, cases[name], 'accept')
    assert.deepEqual([it.promised_due, it.legal_due], ['2026-10-15', '2026-10-29'])
  }
  await act(there, cases.returned, 'return_to_receiver', { reasons: [{ code: 'unreadable_scan' }] })
  assert.deepEqual(await lights('silent', 'lapsing', 'running'), ['green', 'grey', 'green'])
})

test('Tuesday 29 September: one is mended, one stops for an inspection', async () => {
  await goTo('2026-09-29T15:00:00+08:00')
  let it = await act(clerk, cases.mended, 'supplement', { materials: [{ material_code: 'id_card' }] })
  assert.deepEqual([it.state, it.notice_due], ['received', '2026-10-12']) // all five days were left: 30, 8, 9, 10, 12
  it = await act(reviewer, cases.suspended, 'suspend', { procedure: 'inspection' }) // 28 and 29 are used, 8 of 10 are left
  assert.equal(it.light, 'grey')
})

test('Wednesday 30 September, a minute before midnight: the supplement can still come', async () => {
  await goTo('2026-09-30T23:58:00+08:00')
  await untilLooked(server)
  assert.equal((await read('lapsing')).state, 'supplement_asked')
})

test('1 October: what was not supplemented has lapsed', async () => {
  await goTo('2026-10-01T00:00:30+08:00')
  const it = await comesTo('lapsing', 'lapsed')
  assert.deepEqual([it.light, it.holder_centre, it.allowed_actions], ['grey', null, []])
  const { items } = (await clerk.get(`/v1/cases/${cases.lapsing}/events`)).body
  const last = items.at(-1)
  assert.deepEqual([last.action, last.actor, last.from, last.to], ['lapse', null, 'supplement_asked', 'lapsed'])
})

test('Friday 9 October: half the promise is used; the inspection is over', async () => {
  await goTo('2026-10-09T09:00:00+08:00')
  assert.deepEqual(await lights('silent', 'waiting', 'running'), ['yellow', 'yellow', 'blue'])
  const it = await act(reviewer, cases.suspended, 'resume')
  assert.deepEqual([it.state, it.promised_due], ['under_review', '2026-10-20']) // 10, 12 … 16, 19, 20
  assert.equal(it.legal_due, '2026-11-03')
  assert.equal((await read('silent')).state, 'received')
})

test('Saturday 10 October, worked: silence counts as acceptance from the day of receipt', async () => {
  await goTo('2026-10-10T09:00:00+08:00')
  for (const name of ['silent', 'waiting', 'returned']) {
    const it = await comesTo(name, 'accepted')
    assert.equal(it.deemed_accepted, true, name)
    assert.equal(it.accepted_at, it.received_at, name)
    assert.equal(it.clock.since, '2026-09-24', name)
  }
  const it = await read('waiting')
  assert.deepEqual([it.promised_due, it.holder_centre], ['2026-10-29', B]) // 20 working days
  assert.equal((await read('mended')).state, 'received')
})

test('the lights of a promise of ten days: yellow with two left, red when it is over', async () => {
  await goTo('2026-10-12T09:00:00+08:00')
  // of the suspended one four days are used: the three on which it stood still do not count
  assert.deepEqual(await lights('running', 'silent', 'suspended'), ['blue', 'blue', 'green'])
  await goTo('2026-10-13T09:00:00+08:00')
  assert.deepEqual(await lights('running', 'silent', 'suspended'), ['yellow', 'yellow', 'blue'])
  assert.equal((await comesTo('mended', 'accepted')).deemed_accepted, true)
  await goTo('2026-10-16T09:00:00+08:00')
  const lead = await server.signIn(`lead.${A}`)
  const it = (await lead.get(`/v1/cases/${cases.running}`)).body
  assert.deepEqual([it.light, it.clock.working_days_left], ['red', -1])
  // what is overdue is not extended, nor is it offered (行政许可法 art. 42)
  assert.ok(!actionsOf(it).includes('extend') && actionsOf(it).includes('decide'))
  const why = it.refused_actions.find((one) => one.action === 'extend') // nor is it silently missing
  assert.deepEqual([why.code, /承诺期限已过/.test(why.zh), /promised limit has passed/.test(why.en)], ['limit_passed', true, true])
  assert.deepEqual((await clerk.get(`/v1/cases/${cases.running}`)).body.refused_actions, []) // it was never a clerk's
  assertRefused(await lead.post(`/v1/cases/${cases.running}/actions`, { action: 'extend', days: 10, reason: '案情复杂' }), 409, 'limit_passed')
  const listed = (await lead.get('/v1/worklist')).body.items
  assert.ok(!listed.find((one) => one.case_number === cases.running).allowed_actions.includes('extend'))
  assert.ok(listed.find((one) => one.case_number === cases.suspended).allowed_actions.includes('extend'))
  const { items, counts } = (await clerk.get('/v1/worklist?counts=true')).body
  assert.deepEqual(items.slice(0, 2).map((one) => one.light), ['red', 'red'])
  assert.equal(counts.red, 3) // running, silent, mended
  const red = (await clerk.get('/v1/worklist?light=red')).body.items
  assert.deepEqual(red.map((one) => one.case_number).sort(), [cases.running, cases.silent, cases.mended].sort())
})

test('a stop does not hide what was late before it: both searches and the worklist say red', async () => {
  await act(reviewer, cases.running, 'suspend', { procedure: 'inspection' })
  const number = cases.running, { body: { applicant } } = await reviewer.post(`/v1/cases/${number}/reveal`, { purpose: '核对证件' })
  const found = async (q) => (await reviewer.post('/v1/cases/search', { q })).body.items.find((one) => one.case_number === number)
  const listed = (await reviewer.get('/v1/worklist')).body.items.find((one) => one.case_number === number)
  assert.deepEqual([listed.state, listed.light], ['suspended', 'red'])
  assert.deepEqual(await found(number), listed)
  assert.deepEqual(await found(applicant.id_number), listed)
})
