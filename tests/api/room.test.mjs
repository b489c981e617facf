// A room that the program does not ship (tests/room): with its folder, a line in the list, a line in the build and its migration it has
// routes, keys, a flow with inputs, a table, something it remembers, a routine and a check, like any other.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, test } from 'node:test'

process.env.TONGBAN_PROGRAM = process.env.TONGBAN_PROGRAM_WITH_LOANS ?? 'build/tests/room/tongban_with_loans'
const { askPostgres, inTurn, runProgram } = await import('../server.mjs')
const { A, B, assertHolds, assertRefused, startAt, until } = await import('./support.mjs')

let server, clerk, lead

before(async () => {
  server = await startAt()
  ;[clerk, lead] = await Promise.all([server.signIn(`clerk.${A}`), server.signIn(`lead.${A}`)])
})
after(() => inTurn(() => server.stop()))

test('it lends once under a key, tells what may be done, and what is done', async () => {
  const key = { 'idempotency-key': 'an-umbrella' }
  const first = await clerk.post('/v1/loans', {}, key), again = await clerk.post('/v1/loans', {}, key)
  assert.deepEqual([first.status, again.status, again.text], [201, 201, first.text])
  assert.deepEqual(first.body, { number: 1, centre: A, state: 'lent', allowed_actions: [{ action: 'bring_back',
    inputs: [{ name: 'condition', type: 'text', required: true, min: null, max: null, choices: ['whole', 'torn'] }] }] })
  const path = `/v1/loans/1/of/${A}`
  assert.deepEqual((await lead.get(path)).body.allowed_actions.map((one) => one.action), ['bring_back', 'give_up'])
  assertRefused(await (await server.signIn(`clerk.${B}`)).get(path), 404, 'not_found')
  assertRefused(await clerk.post(path, { action: 'bring_back', condition: 'whole', reason: '旧了' }), 422, 'unknown_field', 'reason')
  assertRefused(await clerk.post(path, { action: 'give_up', reason: '找不到' }), 403, 'action_not_yours')
  const back = await clerk.post(path, { action: 'bring_back', condition: 'torn' }, key)
  assert.deepEqual([back.status, back.body.state, back.body.allowed_actions], [200, 'back', []])
  assert.equal((await clerk.post(path, { action: 'bring_back', condition: 'torn' }, key)).text, back.text)
  await assertHolds(server)
})

test('it remembers what its routine counts, and knows it from its start on', async () => {
  const out = async () => (await clerk.get('/v1/loans')).body.out
  await until(async () => await out() === 0)
  const { number } = (await clerk.post('/v1/loans', {}, { 'idempotency-key': 'another' })).body
  await until(async () => await out() === 1)
  await server.restart()
  assert.equal(await out(), 1)
  await clerk.post(`/v1/loans/${number}/of/${A}`, { action: 'bring_back', condition: 'whole' }, { 'idempotency-key': 'home' })
  await until(async () => await out() === 0)
})

test('it is described like any other room, and its check is asked', async () => {
  const { paths, tags } = (await server.get('/openapi.json')).body
  assert.equal(paths['/v1/loans'].post.operationId, 'lend')
  assert.ok(tags.some((one) => one.name === 'loans'))
  assert.deepEqual(paths['/v1/loans/{number}/of/{centre}'].post.requestBody.content['application/json'].schema.oneOf.map((one) => one.title), ['bring_back', 'give_up'])
  const sql = 'UPDATE loans SET state = 7'
  if (server.engine === 'postgres') await askPostgres(server.database, sql)
  else execFileSync('sqlite3', ['-cmd', '.timeout 5000', server.database.slice('sqlite:'.length), sql])
  const broken = await runProgram('check', ...server.where).catch((error) => error)
  assert.match(broken.stdout, /a loan is in no state/)
})
