// What a case came to, over every end it can have: in the case, in replies to actions, in events, in lists; for staff and for the
// applicant. A refusal stays a refusal when it is issued and delivered.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn } from '../server.mjs'
import { A, DIRECT, GUIDED_SPLIT, SPLIT, B, act, assertHolds, assertRefused, fill, startAt, take } from './support.mjs'

let server, clerk, reviewer, reviewerOfB

before(async () => {
  server = await startAt('2026-03-02T10:00:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  reviewer = await server.signIn(`reviewer.${A}`)
  reviewerOfB = await server.signIn(`reviewer.${B}`)
})
after(() => inTurn(() => assertHolds(server), () => server.stop()))

const BLANK = ['   ', '\u200b', '\u3000', '.', '—', '\u2060\ufeff', '\u3164', '\n']
const asPublic = (it) => server.get(`/v1/cases/${it.case_number}?query_password=${it.query_password}`).then((reply) => reply.body)
const eventsOf = async (number) => (await reviewer.get(`/v1/cases/${number}/events`)).body.items
const searched = async (number) => (await reviewer.post('/v1/cases/search', { q: number })).body.items[0]
const listed = async (number) => (await reviewer.get('/v1/worklist?limit=200')).body.items.find((row) => row.case_number === number)
const until = (outcome) => outcome.remedies.map((remedy) => [remedy.kind, remedy.from, remedy.until])
const OPEN_REMEDIES = [['reconsideration', null, null], ['litigation', null, null]]

/** Staff, the applicant, the search and the newest event all say the same. */
async function assertSaid(it, came_to) {
  const [staff, own, row, events] = [(await reviewer.get(`/v1/cases/${it.case_number}`)).body, await asPublic(it), await searched(it.case_number), await eventsOf(it.case_number)]
  assert.equal(staff.outcome.came_to, came_to)
  assert.deepEqual(own.outcome, staff.outcome)
  for (const part of [row.outcome, events.at(-1).outcome])
    assert.deepEqual(part, { came_to, sentence_zh: staff.outcome.sentence_zh, sentence_en: staff.outcome.sentence_en })
  return staff.outcome
}

test('a denial keeps its reasons, remedies and words to the end', async () => {
  const it = await take(clerk, DIRECT)
  assert.deepEqual([it.outcome.came_to, it.outcome.next_step.who, it.outcome.next_step.until, it.outcome.remedies], ['open', 'responsible_centre', '2026-03-09', []])
  await act(clerk, it.case_number, 'accept')
  const reasons = [{ code: 'not_eligible', note: '人均收入高于标准' }]
  let now = await act(reviewer, it.case_number, 'decide', { outcome: 'denied', reason: '收入核对后高于标准', reasons })
  const whole = [{ code: 'not_eligible', material_code: null, note: '人均收入高于标准' }]
  assert.deepEqual([now.outcome.reasons, now.outcome.reason, until(now.outcome)], [whole, '收入核对后高于标准', OPEN_REMEDIES])
  assert.deepEqual([now.outcome.next_step.who, now.outcome.next_step.until], ['responsible_centre', now.issue_due])
  assert.deepEqual((await listed(it.case_number)).outcome.came_to, 'denied')
  await assertSaid(it, 'denied')
  // what is said later does not cover what the decision said
  now = await act(clerk, it.case_number, 'issue', { note: '决定书已盖章' })
  assert.deepEqual([now.outcome.came_to, now.outcome.reasons, now.outcome.reason], ['denied', whole, '收入核对后高于标准'])
  assert.equal((await listed(it.case_number)).outcome.came_to, 'denied')
  const key = 'deliver-a-denial'
  const deliver = () => clerk.post(`/v1/cases/${it.case_number}/actions`, { action: 'deliver', delivery: 'window', note: '本人签收' }, { 'idempotency-key': key })
  const first = await deliver()
  assert.equal(first.status, 200, first.text)
  assert.equal((await deliver()).text, first.text)
  const said = await assertSaid(it, 'denied')
  assert.deepEqual(until(said), [['reconsideration', '2026-03-02', '2026-05-06'], ['litigation', '2026-03-02', '2026-09-02']])
  assert.deepEqual([said.reasons, said.reason, said.result, said.next_step.who], [whole, '收入核对后高于标准', null, 'nobody'])
  assert.match(said.sentence_zh, /不予批准.*送达/)
  assert.match(said.remedies.map((each) => each.law_zh).join(), /行政复议法.*行政诉讼法/)
})

test('a grant says what one gets; an item without a guide only that it is granted', async () => {
  const body = await fill(clerk, GUIDED_SPLIT, { hukou_division: A })
  const reply = await clerk.post('/v1/cases', body)
  assert.equal(reply.status, 201, reply.text)
  const it = reply.body
  for (const [who, action, more] of [[clerk, 'accept'], [reviewer, 'decide', { outcome: 'granted' }]]) await act(who, it.case_number, action, more)
  assert.equal((await listed(it.case_number)).outcome.came_to, 'granted')
  await act(clerk, it.case_number, 'issue')
  await act(clerk, it.case_number, 'deliver', { delivery: 'courier' })
  const said = await assertSaid(it, 'granted')
  const guide = (await server.get(`/v1/items/${GUIDED_SPLIT}`)).body
  assert.deepEqual(said.result, guide.result)
  assert.deepEqual([said.reasons, said.reason, said.remedies, said.next_step.who], [[], null, [], 'nobody'])
  assert.match(said.sentence_zh, /准予.*送达/)

  const plain = await take(clerk, DIRECT)
  await act(clerk, plain.case_number, 'accept')
  await act(reviewer, plain.case_number, 'decide', { outcome: 'granted' })
  assert.equal((await assertSaid(plain, 'granted')).result, null)
})

test('a grant after a supplement does not carry the reasons of the supplement', async () => {
  const it = await take(clerk, GUIDED_SPLIT, { hukou_division: A })
  await act(clerk, it.case_number, 'ask_supplement', { reasons: [{ code: 'missing_material', note: '户口簿' }] })
  const asked = (await asPublic(it)).outcome
  assert.deepEqual([asked.came_to, asked.next_step.who, asked.next_step.until], ['open', 'applicant', '2026-03-23'])
  const { answers, form, materials } = await fill(clerk, GUIDED_SPLIT, { hukou_division: A })
  await act(clerk, it.case_number, 'supplement', { answers, form, materials })
  await act(clerk, it.case_number, 'accept')
  await act(reviewer, it.case_number, 'decide', { outcome: 'granted' })
  assert.deepEqual((await assertSaid(it, 'granted')).reasons, [])
})

test('what is not accepted is told with its reasons and remedies, and no last day that nobody wrote down', async () => {
  const it = await take(clerk, DIRECT)
  const now = await act(clerk, it.case_number, 'refuse', { reasons: [{ code: 'not_competent', note: '请到车管所' }], reason: '不归本中心管' })
  const said = await assertSaid(it, 'not_accepted')
  assert.deepEqual(now.outcome, said)
  assert.deepEqual([said.reasons[0].note, said.reason, until(said), said.next_step.who], ['请到车管所', '不归本中心管', OPEN_REMEDIES, 'nobody'])
})

test('a withdrawal is told as one, with its reason and no remedies', async () => {
  const it = await take(clerk, DIRECT)
  await act(clerk, it.case_number, 'ask_supplement', { reasons: [{ code: 'missing_material', note: '户口簿' }] })
  await act(clerk, it.case_number, 'withdraw', { reason: '本人要求' })
  const said = await assertSaid(it, 'withdrawn')
  assert.deepEqual([said.reasons, said.reason, said.remedies], [[], '本人要求', []])
})

test('a split case tells both centres; what lapses tells what had been missing; silence is no grant', async () => {
  const denied = await take(clerk, SPLIT, { hukou_division: B })
  await act(reviewerOfB, denied.case_number, 'take_over')
  await act(reviewerOfB, denied.case_number, 'accept')
  await act(reviewerOfB, denied.case_number, 'decide', { outcome: 'denied', reason: '不符合条件' })
  const sent = (await clerk.get('/v1/worklist?side=sent&limit=200')).body.items.find((row) => row.case_number === denied.case_number)
  assert.equal(sent.outcome.came_to, 'denied')
  await assertSaid(denied, 'denied')

  const lapsing = await take(clerk, DIRECT)
  await act(clerk, lapsing.case_number, 'ask_supplement', { days: 1, reasons: [{ code: 'missing_material', note: '户口簿' }] })
  const silent = await take(clerk, DIRECT)
  await server.moveTo('2026-03-12T09:00:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  reviewer = await server.signIn(`reviewer.${A}`)
  for (let tries = 0; tries < 1200 && (await asPublic(lapsing)).state !== 'lapsed'; tries += 1) await new Promise((resolve) => setTimeout(resolve, 100))
  const said = await assertSaid(lapsing, 'lapsed')
  assert.deepEqual([said.reasons[0].note, said.remedies, said.next_step.who], ['户口簿', [], 'nobody'])
  for (let tries = 0; tries < 1200 && (await asPublic(silent)).state !== 'accepted'; tries += 1) await new Promise((resolve) => setTimeout(resolve, 100))
  const { deemed_accepted, outcome } = await asPublic(silent)
  assert.deepEqual([deemed_accepted, outcome.came_to], [true, 'open'])
  // denied before the days went by, delivered after them: the limits run from the delivery
  await act(await server.signIn(`clerk.${B}`), denied.case_number, 'issue')
  const now = await act(await server.signIn(`clerk.${B}`), denied.case_number, 'deliver', { delivery: 'window' })
  assert.deepEqual(until(now.outcome), [['reconsideration', '2026-03-12', '2026-05-11'], ['litigation', '2026-03-12', '2026-09-14']])
})

test('left without a decision: the remedies are told from the day after the legal limit, none while only the promise is broken', async () => {
  const late = await startAt('2026-03-02T10:00:00+08:00')
  try {
    const item = (await late.get('/v1/items?limit=300')).body.items.find((one) =>
      one.kind === 'promised' && !one.materials_described && one.mode === 'direct' && one.citywide && one.promised_days < one.legal_days && one.audiences.includes('hukou'))
    const staff = () => late.signIn(`reviewer.${A}`)
    const it = await take(await staff(), item.code, { hukou_division: A })
    const { promised_due, legal_due } = await act(await staff(), it.case_number, 'accept')
    const own = async () => (await late.get(`/v1/cases/${it.case_number}?query_password=${it.query_password}`)).body.outcome
    await late.moveTo(`${promised_due}T10:00:00+08:00`)
    assert.deepEqual([(await own()).next_step.overdue, (await own()).remedies], [false, []])
    await late.moveTo(`${legal_due}T23:00:00+08:00`)
    assert.deepEqual([(await own()).next_step.overdue, (await own()).remedies], [true, []])
    const after = new Date(Date.parse(`${legal_due}T12:00:00Z`) + 86400e3).toISOString().slice(0, 10)
    await late.moveTo(`${after}T09:00:00+08:00`)
    const { came_to, remedies } = await own()
    assert.equal(came_to, 'open')
    assert.deepEqual(remedies.map((each) => [each.kind, each.from]), [['reconsideration', legal_due], ['litigation', legal_due]])
    assert.ok(remedies.every((each) => each.until > legal_due && /法定期限届满/.test(each.within_zh) && /legal limit/.test(each.within_en)))
    assert.match(remedies.map((each) => each.law_zh).join(), /行政复议法.*行政诉讼法.*四十七/)
    const reviewer = await staff()
    assert.deepEqual((await reviewer.get(`/v1/cases/${it.case_number}`)).body.outcome.remedies, remedies)
    // decided after all: nothing is owed any more
    assert.deepEqual((await act(reviewer, it.case_number, 'decide', { outcome: 'granted' })).outcome.remedies, [])
    await assertHolds(late)
  } finally {
    await late.stop()
  }
})

test('whatever must say something does: blanks and signs are no reason', async () => {
  const at = async (...actions) => {
    const it = await take(clerk, DIRECT)
    for (const [who, action, more] of actions) await act(who, it.case_number, action, more)
    return it.case_number
  }
  const reviewer = await server.signIn(`reviewer.${A}`), lead = await server.signIn(`lead.${A}`)
  const running = [[clerk, 'accept']], reviewed = [...running, [reviewer, 'review']]
  for (const [who, number, body, field] of [
    [reviewer, await at(), (text) => ({ action: 'refuse', reason: text }), 'reason'],
    [reviewer, await at(), (text) => ({ action: 'refuse', reasons: [{ code: 'not_eligible', note: text }] }), 'reasons.0.note'],
    [reviewer, await at(...reviewed), (text) => ({ action: 'decide', outcome: 'denied', reason: text }), 'reason'],
    [lead, await at(...running), (text) => ({ action: 'extend', days: 5, reason: text }), 'reason'],
    [reviewer, await at(...running), (text) => ({ action: 'suspend', reason: text }), 'reason'],
    [clerk, await at(), (text) => ({ action: 'withdraw', reason: text }), 'reason'],
    [clerk, await at(), (text) => ({ action: 'ask_supplement', reasons: [{ code: 'incomplete_form', note: text }] }), 'reasons.0.note'],
  ]) {
    const before = (await clerk.get(`/v1/cases/${number}`)).body.revision
    for (const text of BLANK) {
      const { errors } = assertRefused(await who.post(`/v1/cases/${number}/actions`, body(text)), 422, 'says_nothing', field).body
      assert.ok(errors.every((one) => one.zh && one.en))
    }
    for (const purpose of BLANK.map((text) => text.padEnd(3, text))) assertRefused(await clerk.post(`/v1/cases/${number}/reveal`, { purpose }), 422, 'says_nothing', 'purpose')
    assert.equal((await clerk.get(`/v1/cases/${number}`)).body.revision, before)
    const done = await who.post(`/v1/cases/${number}/actions`, body('材料不符'))
    assert.equal(done.status, 200, done.text)
  }
  await assertHolds(server)
})

test('who is asked to mend something is told what: all that is wrong with a list, at once', async () => {
  const { case_number: number } = await take(clerk, DIRECT)
  const ask = (reasons, more = {}) => clerk.post(`/v1/cases/${number}/actions`, { action: 'ask_supplement', reasons, ...more })
  const { body } = assertRefused(await ask([{ code: 'other' }, { code: 'missing_material' }, { code: 'invalid_material', note: '' }, { code: 'incomplete_form' },
    { code: 'missing_material', material_code: 'no_such_paper' }], { days: 61 }), 422)
  assert.deepEqual(body.errors.map((one) => `${one.field} ${one.code}`).sort(), ['days days_out_of_range', 'reasons.0.note note_required',
    'reasons.1.material_code material_required', 'reasons.2.material_code material_required', 'reasons.4.material_code unknown_material'])
  assert.ok(body.errors.every((one) => one.zh && one.en))
  assert.equal((await ask([{ code: 'other', note: '请来窗口签字' }, { code: 'missing_material', material_code: 'id_card' }, { code: 'invalid_material', note: '合同' }])).status, 200)
  // the special procedure that is not listed
  const other = await take(clerk, DIRECT), reviewer = await server.signIn(`reviewer.${A}`)
  await act(clerk, other.case_number, 'accept')
  const suspend = (more) => reviewer.post(`/v1/cases/${other.case_number}/actions`, { action: 'suspend', procedure: 'other', ...more })
  assertRefused(await suspend(), 422, 'procedure_required', 'procedure')
  assert.equal((await suspend({ reason: '等待外省核实' })).status, 200)
})
