// What comes with an action: each says what it takes, a form is drawn from that, and nothing else is accepted.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn } from '../server.mjs'
import { A, AT_ONCE, B, DIRECT, SPLIT, act, actionsOf, assertHolds, assertRefused, readCase, startAt, take } from './support.mjs'

let server, clerk, lead, bodies

before(async () => {
  server = await startAt()
  ;[clerk, lead] = await Promise.all([server.signIn(`clerk.${A}`), server.signIn(`lead.${A}`)])
  const openapi = (await server.get('/openapi.json')).body
  bodies = openapi.paths['/v1/cases/{number}/actions'].post.requestBody.content['application/json'].schema.oneOf
})
after(() => inTurn(() => assertHolds(server), () => server.stop()))

const inputsOf = (it, action) => it.allowed_actions.find((one) => one.action === action).inputs
const SAMPLES = { text: '说明', integer: 3, bool: true, list: [], map: {}, date: '2026-03-02' }

test('what an action does not take is refused, all of it at once, and leaves no trace', async () => {
  const { case_number: number } = await take(clerk, DIRECT)
  const { body } = assertRefused(await clerk.post(`/v1/cases/${number}/actions`, { action: 'accept', outcome: 'denied', procedure: 'hearing', days: 7 }), 422)
  assert.deepEqual(body.errors.map((one) => `${one.field} ${one.code}`).sort(), ['days unknown_field', 'outcome unknown_field', 'procedure unknown_field'])
  assert.ok(body.errors.every((one) => one.zh && one.en))
  assertRefused(await clerk.post(`/v1/cases/${number}/actions`, { action: 'accept', what: 1 }), 422, 'unknown_field', 'what')
  const unknown = assertRefused(await clerk.post(`/v1/cases/${number}/actions`, { action: 'promote', days: 3, what: 1 }), 422, 'not_a_choice', 'action')
  assert.deepEqual(unknown.body.errors.map((one) => one.field).sort(), ['action', 'what'])
  const it = await readCase(clerk, number)
  assert.deepEqual([it.state, it.revision], ['received', 1])
})

test('each action that is offered tells its inputs; every other input is refused with it', async () => {
  const it = await take(clerk, DIRECT)
  await act(clerk, it.case_number, 'accept')
  const seen = new Map(), known = new Map()
  for (const schema of bodies) for (const [name, value] of Object.entries(schema.properties)) if (!['action', 'revision'].includes(name)) known.set(name, value)
  for (const [who, number] of [[lead, it.case_number], [lead, (await take(clerk, DIRECT)).case_number]])
    for (const { action, inputs } of (await readCase(who, number)).allowed_actions) seen.set(action, { who, number, inputs })
  assert.deepEqual([...seen.keys()].sort(), ['accept', 'ask_supplement', 'decide', 'extend', 'refuse', 'review', 'suspend', 'withdraw'])
  for (const [action, { who, number, inputs }] of seen) {
    const schema = bodies.find((one) => one.title === action), own = new Set(inputs.map((one) => one.name))
    assert.deepEqual([...own, 'action', 'revision'].sort(), Object.keys(schema.properties).sort(), action)
    for (const one of inputs) assert.equal(one.required, schema.required.includes(one.name), `${action} ${one.name}`)
    for (const name of known.keys()) {
      if (own.has(name)) continue
      const type = [known.get(name).type].flat()[0]
      const value = SAMPLES[{ string: 'text', integer: 'integer', boolean: 'bool', array: 'list', object: 'map' }[type]]
      assertRefused(await who.post(`/v1/cases/${number}/actions`, { action, [name]: value }), 422, 'unknown_field', name)
    }
  }
  assert.equal((await readCase(lead, it.case_number)).revision, 2)
})

test('limits, choices and what must be there are told as they are judged', async () => {
  const it = await take(clerk, DIRECT)
  await act(clerk, it.case_number, 'accept')
  const now = await readCase(lead, it.case_number)
  const input = (action, name) => inputsOf(now, action).find((one) => one.name === name)
  assert.deepEqual(input('extend', 'days'), { name: 'days', type: 'integer', required: false, min: 1, max: 10, choices: null })
  assert.deepEqual([input('extend', 'reason').required, input('extend', 'reason').max], [true, 1000])
  assert.deepEqual(input('decide', 'outcome'), { name: 'outcome', type: 'text', required: true, min: null, max: null, choices: ['granted', 'denied'] })
  assert.ok(input('suspend', 'procedure').choices.includes('means_test'))
  assert.deepEqual(input('decide', 'reasons').choices.at(-1), 'other')
  for (const days of [0, 11, -1]) assertRefused(await lead.post(`/v1/cases/${it.case_number}/actions`, { action: 'extend', days, reason: '情况复杂' }), 422, 'days_out_of_range', 'days')
  assertRefused(await lead.post(`/v1/cases/${it.case_number}/actions`, { action: 'extend', days: 4294967301, reason: '情况复杂' }), 422, 'out_of_range', 'days')
  const { case_number: fresh } = await take(clerk, DIRECT)
  const reasons = [{ code: 'other', note: '请补签字' }]
  assert.deepEqual(inputsOf(await readCase(clerk, fresh), 'ask_supplement').find((one) => one.name === 'days'), { name: 'days', type: 'integer', required: false, min: 1, max: 60, choices: null })
  for (const days of [0, 61, -1]) assertRefused(await clerk.post(`/v1/cases/${fresh}/actions`, { action: 'ask_supplement', reasons, days }), 422, 'days_out_of_range', 'days')
  assert.equal((await act(clerk, fresh, 'ask_supplement', { reasons })).supplement_due, '2026-03-23') // 15 working days
  assertRefused(await lead.post(`/v1/cases/${it.case_number}/actions`, { action: 'decide', outcome: 'maybe' }), 422, 'not_a_choice', 'outcome')
})

test('an address is an input of a supplement only while the responsible centre has not taken the case over', async () => {
  const other = await server.signIn(`clerk.${B}`)
  const { case_number: number } = await take(clerk, SPLIT, { hukou_division: B })
  await act(other, number, 'return_to_receiver', { reasons: [{ code: 'wrong_routing' }] })
  const names = async () => inputsOf(await readCase(clerk, number), 'supplement').map((one) => one.name)
  assert.ok((await names()).includes('hukou_division'))
  await act(clerk, number, 'supplement', { note: '户籍属实' })
  await act(other, number, 'take_over')
  await act(other, number, 'ask_supplement', { reasons: [{ code: 'other', note: '请补签字' }] })
  assert.ok(!(await names()).includes('hukou_division'))
  assert.ok((await names()).includes('materials'))
})

test('what is done on the spot has no limit to extend', async () => {
  const { case_number: number } = await take(clerk, AT_ONCE)
  await act(clerk, number, 'accept')
  const it = await readCase(lead, number)
  assert.ok(!actionsOf(it).includes('extend'))
  assert.deepEqual(it.refused_actions.map((one) => one.code), ['done_on_the_spot'])
  assertRefused(await lead.post(`/v1/cases/${number}/actions`, { action: 'extend', days: 5, reason: '情况复杂' }), 409, 'done_on_the_spot')
})

test('whoever withdraws for the applicant says why', async () => {
  const { case_number: number } = await take(clerk, DIRECT)
  assertRefused(await clerk.post(`/v1/cases/${number}/actions`, { action: 'withdraw' }), 422, 'reason_required', 'reason')
  assert.equal((await act(clerk, number, 'withdraw', { reason: '不办了' })).state, 'withdrawn')
})

test('an answer names the next actions; to the public none is offered', async () => {
  const it = await take(clerk, DIRECT)
  const did = await clerk.post(`/v1/cases/${it.case_number}/actions`, { action: 'accept' })
  assert.deepEqual(did.body.allowed_actions, actionsOf(await readCase(clerk, it.case_number)))
  assert.deepEqual((await server.get(`/v1/cases/${it.case_number}`, { 'query-password': it.query_password })).body.allowed_actions, [])
})
