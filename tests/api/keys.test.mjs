// Idempotency-Key: the same request again does nothing again and gets the same answer.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn, newKey } from '../server.mjs'
import { A, B, DIRECT, GUIDED_SPLIT, MONDAY, SPLIT, act, application, assertHolds, assertRefused, fill, startAt, take, whom } from './support.mjs'

let server
let clerk, reviewer

before(async () => {
  server = await startAt()
  clerk = await server.signIn(`clerk.${A}`)
  reviewer = await server.signIn(`reviewer.${A}`)
})
after(() => inTurn(() => assertHolds(server), () => server.stop()))

const keyed = (who, key, body, path = '/v1/cases') => who.post(path, body, { 'idempotency-key': key })
const countOf = async (person) => (await clerk.post('/v1/cases/search', { q: person.id_number })).body.items.length

test('the same key and body: one case, the same answer byte for byte, now and after a restart', async () => {
  const body = application(DIRECT)
  const first = await keyed(clerk, 'the-first', body)
  assert.equal(first.status, 201)
  for (const again of [await keyed(clerk, 'the-first', body), await keyed(clerk, 'the-first', body)]) {
    assert.equal(again.status, 201)
    assert.equal(again.text, first.text)
    assert.equal(again.headers.get('location'), first.headers.get('location'))
  }
  assert.equal(first.headers.get('location'), `/v1/cases/${first.body.case_number}`)
  await server.moveTo(new Date(Date.parse(MONDAY) + 60_000).toISOString())
  assert.equal((await keyed(clerk, 'the-first', body)).text, first.text)
  assert.equal(await countOf(body.applicant), 1)
})

test('two days later the answer is still that of the first moment', async () => {
  const body = application(DIRECT)
  const first = await keyed(clerk, 'monday', body)
  await server.moveTo(new Date(Date.parse(MONDAY) + 2 * 86_400_000).toISOString())
  clerk = await server.signIn(`clerk.${A}`)
  reviewer = await server.signIn(`reviewer.${A}`)
  const again = await keyed(clerk, 'monday', body)
  assert.equal(again.status, 201)
  assert.equal(again.text, first.text)
})

test('the answer is that of the first time, whatever has become of the case', async () => {
  for (const body of [application(DIRECT), application(SPLIT, { hukou_division: B })]) {
    const first = await keyed(clerk, `moved-${body.item_code}`, body)
    await act(clerk, first.body.case_number, 'withdraw', { reason: '撤回' })
    const again = await keyed(clerk, `moved-${body.item_code}`, body)
    assert.deepEqual([again.status, again.text], [201, first.text])
  }
})

test('the same key and another body: 409; on another path it is another key', async () => {
  const body = application(DIRECT)
  const first = await keyed(clerk, 'used', body)
  assertRefused(await keyed(clerk, 'used', application(DIRECT)), 409, 'idempotency_key_reused')
  assertRefused(await keyed(clerk, 'used', JSON.stringify({ ...body, channel: 'window' }), '/v1/cases'), 415)
  assert.equal((await clerk.get(`/v1/cases/${first.body.case_number}`)).body.state, 'received')
  const path = `/v1/cases/${first.body.case_number}/actions`
  assert.equal((await keyed(clerk, 'used', { action: 'accept' }, path)).body.state, 'accepted')
  assertRefused(await keyed(clerk, 'used', { action: 'withdraw', reason: '撤回' }, path), 409, 'idempotency_key_reused')
})

const keptAt = async (moment) => (await server.bytes()).includes(Buffer.from(moment.toString(16).padStart(12, '0'), 'hex'))

test('a UUID of version 7 is kept at its moment, and is a key like any other', async () => {
  const moment = 0x0199cafe17e5
  const [key, sibling] = [newKey(moment), newKey(moment)]
  const ways = [[clerk, key], [clerk, sibling], [reviewer, key]].map((way) => [...way, application(DIRECT)])
  const first = await Promise.all(ways.map((way) => keyed(...way)))
  const again = await Promise.all(ways.map((way) => keyed(...way)))
  assert.deepEqual(again.map((reply) => [reply.status, reply.text]), first.map((reply) => [201, reply.text]))
  assert.equal(new Set(first.map((reply) => reply.body.case_number)).size, ways.length)
  assertRefused(await keyed(clerk, key, application(DIRECT)), 409, 'idempotency_key_reused')
  assert.ok(await keptAt(moment))
})

test('an answer is small: an application 1 kB, an action 512 bytes, whatever is missing', async () => {
  for (const { code, materials_described: described } of (await clerk.get('/v1/items?limit=500')).body.items) {
    if (!described) continue
    const { audiences } = (await clerk.get(`/v1/items/${code}`)).body
    const it = await clerk.post('/v1/cases', application(code, whom(audiences)))
    assert.equal(it.status, 201, it.text)
    assert.ok(Buffer.byteLength(it.text) <= 1024, `${code}: ${it.text}`)
    const did = await clerk.post(`/v1/cases/${it.body.case_number}/actions`, { action: 'withdraw', reason: '撤回' })
    assert.ok(Buffer.byteLength(did.text) <= 512, did.text)
  }
})

test('keys are each one\'s own', async () => {
  const [one, other] = [await keyed(clerk, 'mine', application(DIRECT)), await keyed(reviewer, 'mine', application(DIRECT))]
  assert.deepEqual([one.status, other.status], [201, 201])
  assert.notEqual(one.body.case_number, other.body.case_number)
})

test('ten at the same moment make one case', async () => {
  const body = application(DIRECT)
  const replies = await Promise.all(Array.from({ length: 10 }, () => keyed(clerk, 'at-once', body)))
  assert.deepEqual([...new Set(replies.map((reply) => reply.text))].length, 1)
  assert.deepEqual(replies.map((reply) => reply.status), Array(10).fill(201))
  assert.equal(await countOf(body.applicant), 1)
})

test('an action with a key is taken once', async () => {
  const { case_number: number } = await take(clerk, DIRECT)
  const path = `/v1/cases/${number}/actions`
  const first = await keyed(clerk, 'accept-it', { action: 'accept' }, path)
  const again = await keyed(clerk, 'accept-it', { action: 'accept' }, path)
  assert.deepEqual([first.status, again.status, again.text], [200, 200, first.text])
  assertRefused(await keyed(clerk, 'accept-again', { action: 'accept' }, path), 409, 'action_not_possible')
})

test('every action of a long life gives its first answer again, whatever the case has become', async () => {
  const [clerkOfB, reviewerOfB, leadOfB] = await Promise.all(['clerk', 'reviewer', 'lead'].map((role) => server.signIn(`${role}.${B}`)))
  const whole = await fill(clerk, GUIDED_SPLIT, { hukou_division: B })
  const { case_number: number } = await take(clerk, GUIDED_SPLIT, { hukou_division: B }, { answers: whole.answers })
  const missing = [{ code: 'missing_material', note: '请补交' }]
  const steps = [
    [clerkOfB, { action: 'return_to_receiver', reasons: [{ code: 'unreadable_scan', note: '看不清' }] }],
    [clerk, { action: 'ask_supplement', reasons: missing, days: 9 }],
    [clerk, { action: 'supplement', form: whole.form, materials: whole.materials }],
    [clerkOfB, { action: 'take_over' }], [clerkOfB, { action: 'accept', note: '齐全' }], [reviewerOfB, { action: 'review' }],
    [leadOfB, { action: 'extend', days: 3, reason: '情况复杂' }], [reviewerOfB, { action: 'suspend', procedure: 'means_test' }],
    [reviewerOfB, { action: 'resume' }], [reviewerOfB, { action: 'decide', outcome: 'denied', reason: '不符合条件' }],
    [clerkOfB, { action: 'issue' }], [clerkOfB, { action: 'deliver', delivery: 'window' }],
  ]
  const answers = []
  for (const [who, body] of steps) {
    const reply = await keyed(who, `life ${body.action}`.replace(' ', '-'), body, `/v1/cases/${number}/actions`)
    assert.equal(reply.status, 200, `${body.action}: ${reply.text}`)
    assert.ok(Buffer.byteLength(reply.text) <= 512, reply.text)
    answers.push(reply.text)
  }
  assert.equal(new Set(answers).size, steps.length)
  for (const [step, [who, body]] of steps.entries()) {
    const again = await keyed(who, `life-${body.action}`, body, `/v1/cases/${number}/actions`)
    assert.deepEqual([again.status, again.text], [200, answers[step]], body.action)
  }
  const events = (await clerk.get(`/v1/cases/${number}/events`)).body.items
  assert.equal(events.filter((one) => one.action !== 'arrive').length, steps.length + 1)
})

test('twenty at the same moment with one key take the action once', async () => {
  const { case_number: number } = await take(clerk, DIRECT)
  const replies = await Promise.all(Array.from({ length: 20 }, () => keyed(clerk, 'accept-at-once', { action: 'accept' }, `/v1/cases/${number}/actions`)))
  assert.deepEqual([...new Set(replies.map((reply) => `${reply.status} ${reply.text}`))].length, 1)
  assert.equal(replies[0].body.seq, 2)
})

test('a refused request leaves its key free', async () => {
  const body = application(DIRECT)
  assertRefused(await keyed(clerk, 'mended', { ...body, item_code: 'XX-001' }), 422, 'item_unknown')
  assert.equal((await keyed(clerk, 'mended', body)).status, 201)
})

test('a key is 1 to 200 visible characters; without one nothing is remembered', async () => {
  for (const key of ['', ' ', 'a b', 'x'.repeat(201), 'ä']) assertRefused(await keyed(clerk, key, application(DIRECT)), 422, 'key_format', 'Idempotency-Key')
  assert.equal((await keyed(clerk, 'x'.repeat(200), application(DIRECT))).status, 201)
  const body = application(DIRECT)
  for (let times = 0; times < 2; times += 1) assert.equal((await clerk.send('POST', '/v1/cases', body)).status, 201)
  assert.equal(await countOf(body.applicant), 2)
})

test('the query password lies nowhere in the open', async () => {
  const reply = await keyed(clerk, 'secret', application(DIRECT))
  const bytes = await server.bytes()
  assert.ok(bytes.includes(reply.body.case_number))
  assert.ok(!bytes.includes(`"query_password":"${reply.body.query_password}"`))
  assert.ok(!bytes.includes('顾玉珍'))
  assert.ok(!bytes.includes('13800001234'))
})

test('a week later keys are forgotten, all of them, and younger ones are not', async () => {
  const bodies = Array.from({ length: 130 }, () => application(DIRECT)) // more than are deleted at a time
  const first = []
  for (const [i, body] of bodies.entries()) first.push(await keyed(clerk, `old-${i}`, body))
  const now = Date.parse((await clerk.get(`/v1/cases/${first[1].body.case_number}`)).body.received_at)
  await server.moveTo(new Date(now + 4 * 86_400_000).toISOString())
  clerk = await server.signIn(`clerk.${A}`)
  const young = application(DIRECT)
  const kept = await keyed(clerk, 'young', young)
  await server.moveTo(new Date(now + 7 * 86_400_000 + 60_000).toISOString())
  clerk = await server.signIn(`clerk.${A}`)
  let again
  do again = await keyed(clerk, 'old-129', bodies[129])
  while (again.text === first[129].text)
  assert.equal(again.status, 201)
  assert.notEqual(again.body.case_number, first[129].body.case_number)
  assert.notEqual((await keyed(clerk, 'old-1', bodies[1])).body.case_number, first[1].body.case_number)
  assert.equal((await keyed(clerk, 'young', young)).text, kept.text)
})
