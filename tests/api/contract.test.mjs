// Every operation of /openapi.json: who may, what is refused with which status, and that every reply has the shape it promises.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { top } from '../server.mjs'
import { A, AT_ONCE, B, assertRefused, application, startAt, take } from './support.mjs'

let server
let operations
const callers = {}

before(async () => {
  server = await startAt()
  operations = server.contract.operations
  const names = { clerk: `clerk.${A}`, reviewer: `reviewer.${A}`, lead: `lead.${A}`, district: 'district.310101' }
  for (const role of ['clerk', 'reviewer', 'lead', 'district', 'city', 'keeper', 'auditor', 'admin']) {
    callers[role] = await server.signIn(names[role] ?? role)
  }
})
after(() => server.stop())

// a path that names something plausible
const pathOf = (operation) => operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => ({ number: 'SQ310101013202603020000019', year: '2026' }[name] ?? 'nothing'))
const needsSession = (operation) => operation.roles.length > 0
const callerOf = (operation) => (needsSession(operation) ? callers[operation.roles.find((role) => role !== 'keeper')] : server)

test('what wants a session says 401 without one, with a wrong one and with another scheme', async () => {
  for (const operation of operations.filter(needsSession)) {
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, { authorization: `Bearer ${'0'.repeat(64)}` }, { authorization: 'Basic YTpi' }]) {
      const body = operation.body ? {} : undefined
      assertRefused(await server.send(operation.method, pathOf(operation), body, headers), 401, 'unauthenticated')
    }
  }
})

test('what a role may not do is 403 for it', async () => {
  for (const operation of operations.filter(needsSession)) {
    for (const [role, caller] of Object.entries(callers)) {
      if (operation.roles.includes(role)) continue
      assertRefused(await caller.send(operation.method, pathOf(operation), operation.body ? {} : undefined), 403, 'forbidden')
    }
  }
})

test('a body of another kind is 415, no JSON 400, a wrong shape 422, too much 413', async () => {
  for (const operation of operations.filter((one) => one.body)) {
    const caller = callerOf(operation)
    const path = pathOf(operation)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'multipart/form-data']) {
      assertRefused(await caller.send(operation.method, path, '{}', { 'content-type': type }), 415, 'media_type')
    }
    assertRefused(await caller.send(operation.method, path, '{"a":', { 'content-type': 'application/json' }), 400, 'json_syntax')
    assertRefused(await caller.send(operation.method, path, '', { 'content-type': 'application/json' }), 400, 'json_syntax')
    assertRefused(await caller.send(operation.method, path, '[]', { 'content-type': 'application/json' }), 422)
    assert.equal(assertRefused(await caller.send(operation.method, path, { surely_unknown: 1 }), 422, 'unknown_field', 'surely_unknown').body.code, 'invalid_fields')
    assertRefused(await caller.send(operation.method, path, JSON.stringify({ text: 'x'.repeat(1 << 20) }), { 'content-type': 'application/json' }), 413, 'too_large')
  }
})

test('an operation without a body takes none, and an unknown parameter is told', async () => {
  for (const operation of operations) {
    if (operation.path === '/v1/sessions/current' && operation.method === 'DELETE') continue
    const caller = callerOf(operation)
    const reply = await caller.send(operation.method, `${pathOf(operation)}?surely_unknown=1`, operation.body ? {} : undefined)
    assertRefused(reply, 422, 'unknown_field', 'surely_unknown')
  }
})

test('another method is 405 and says which are allowed', async () => {
  for (const path of new Set(operations.map(pathOf))) {
    const allowed = operations.filter((one) => one.pattern.test(path)).map((one) => one.method)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      if (allowed.includes(method)) continue
      const reply = assertRefused(await server.send(method, path), 405, 'method_not_allowed')
      const told = reply.headers.get('allow').split(', ')
      for (const one of allowed) assert.ok(told.includes(one), `${path}: ${told} without ${one}`)
      assert.ok(!told.includes(method), `${path}: ${told} with ${method}`)
    }
  }
})

test('what is not there is 404', async () => {
  for (const path of ['/v1', '/v1/', '/v1/nothing', '/v2/cases', '/v1/centres/310199999', '/v1/items/XX-001', '/v1/cases/SQ1',
    '/v1/cases/SQ310101013202603020000019/events', '/v1/calendar/1999/', '//v1/city', '/v1/city/', '/V1/city']) {
    assertRefused(await callers.clerk.get(path), 404, 'not_found')
  }
})

test('the number of a document is explained, or its fault is', async () => {
  const rows = [
    ['111', '310101199001010012', '310101199001010012', '1', '1990-01-01', null],
    ['111', ' 310115197006303016', '310115197006303016', '1', '1970-06-30', null],
    ['111', '310101199001010013', null, null, null, 'id_check_digit'],
    ['111', '<script>', null, null, null, 'id_length'],
    ['999', '310101199001010012', null, null, null, 'id_type_unknown'],
  ]
  for (const [id_type, id_number, normalized, sex, birth_date, fault] of rows) {
    const { body } = await callers.clerk.post('/v1/identity/check', { id_type, id_number })
    assert.deepEqual([body.valid, body.normalized, body.sex, body.birth_date, body.errors[0]?.code ?? null], [fault === null, normalized, sex, birth_date, fault], id_number)
  }
})

const codesOf = (id) => [...new Set(operations.find((one) => one.id === id).refusals.map((one) => `${one.status} ${one.code}`))].sort()

test('what an operation may refuse is what its row and its room say', () => {
  const any = ['400 json_syntax', '413 too_large', '422 invalid_fields', '500 internal', '503 busy']
  const session = ['401 unauthenticated', '503 io']
  const rows = [
    ['get_city', []],
    ['get_calendar', ['404 not_found']],
    ['sign_in', ['401 sign_in_refused', '415 media_type', '429 account_locked', '429 source_slowed', '503 io']],
    ['get_current_session', session],
    ['change_password', [...session, '415 media_type', '429 account_locked']],
    ['stream_events', [...session, '403 forbidden', '403 password_change_required', '429 too_many_streams']],
    ['check_identity', [...session, '403 password_change_required', '415 media_type']],
    ['list_staff', [...session, '403 forbidden', '403 password_change_required']],
    ['accept_case', [...session, '403 forbidden', '403 no_centre', '403 password_change_required', '404 not_found', '409 answer_no_longer_kept',
      '409 idempotency_key_reused', '409 numbers_used_up', '415 media_type', '500 corrupt']],
    ['get_case', [...session, '403 password_change_required', '404 case_number_wrong', '404 not_found', '429 query_closed', '429 too_many_requests', '500 corrupt']],
  ]
  for (const [id, codes] of rows) assert.deepEqual(codesOf(id), [...any, ...codes].sort(), id)
})

test('every refusal that is told of is looked for by name in some test', () => {
  const tests = ['api', 'faults/torments', 'store'].flatMap((folder) => readdirSync(join(top, 'tests', folder), { withFileTypes: true })
    .filter((one) => one.isFile()).map((one) => readFileSync(join(top, 'tests', folder, one.name), 'utf8'))).join('\n')
  // a disk that fails is what tests/faults is about, where any 503 will do; what is internal is a defect
  const codes = new Set(operations.flatMap((one) => one.refusals.map((refusal) => refusal.code)).filter((code) => code !== 'io' && code !== 'internal'))
  assert.deepEqual([...codes].filter((code) => !tests.includes(`'${code}'`) && !tests.includes(`"${code}"`)), [])
})

test('a user name is taken once, and a day has so many case numbers', async () => {
  const { clerk, admin } = callers
  const account = { username: 'zhao.min', name: '赵敏', role: 'clerk', centre: B }
  assert.equal((await admin.post('/v1/staff', account)).status, 201)
  assertRefused(await admin.post('/v1/staff', account), 409, 'username_taken')
  const other = await server.signIn(`clerk.${B}`)
  assert.equal((await other.post('/v1/cases', application(AT_ONCE))).status, 201)
  await server.ask(`UPDATE case_serials SET last = 999999 WHERE division = '${B}'`)
  assertRefused(await other.post('/v1/cases', application(AT_ONCE)), 409, 'numbers_used_up')
  assert.equal((await clerk.post('/v1/cases/preview', application(AT_ONCE))).status, 200)
})

test('every operation answers, and every answer fits', async () => {
  const { clerk, admin } = callers
  const ours = await take(clerk, AT_ONCE)
  for (const path of ['/healthz', '/openapi.json', '/v1/city', '/v1/districts', '/v1/divisions', '/v1/addresses', `/v1/committees?division=${A}`, '/v1/centres?limit=500',
    `/v1/centres/${A}`, '/v1/calendar/2026', '/v1/calendar/2031', '/v1/departments', '/v1/materials?q=jmhkb', '/v1/items?limit=500', '/v1/items/MZ-001', '/v1/catalogue/figures',
    '/v1/sessions/current', '/v1/addresses?q=110101', `/v1/cases/${ours.case_number}`, `/v1/cases/${ours.case_number}/events`, '/v1/worklist?counts=true']) {
    assert.equal((await clerk.get(path)).status, 200, path)
  }
  assert.equal((await clerk.post('/v1/cases/search', { q: ours.case_number })).body.items.length, 1)
  const { items } = (await server.get('/v1/items?limit=500')).body
  for (const item of items) assert.equal((await server.get(`/v1/items/${item.code}`)).status, 200, item.code)
  const { items: centres } = (await server.get('/v1/centres?limit=500')).body
  for (const centre of centres) assert.equal((await server.get(`/v1/centres/${encodeURIComponent(centre.code)}`)).status, 200, centre.code)

  const metrics = await server.get('/metrics')
  assert.match(metrics.headers.get('content-type'), /^text\/plain/)
  assert.match(metrics.text, /^tongban_writer_batches_total \d+$/m)
  const qr = await clerk.get(`/v1/cases/${ours.case_number}/qr.svg`)
  assert.equal(qr.headers.get('content-type'), 'image/svg+xml')
  assert.match(qr.text, /^<svg /)

  assert.equal((await clerk.post('/v1/identity/check', { id_type: '111', id_number: ours.applicant.id_number })).status, 200)
  assert.equal((await clerk.post('/v1/cases/preview', application(AT_ONCE))).status, 200)
  assert.equal((await clerk.post('/v1/cases/whereabouts', { item_code: AT_ONCE, id_type: '111', id_number: application(AT_ONCE).applicant.id_number, purpose: '核对' })).status, 200)
  assert.equal((await clerk.post(`/v1/cases/${ours.case_number}/actions`, { action: 'accept' })).status, 200)
  const { applicant } = (await clerk.post(`/v1/cases/${ours.case_number}/reveal`, { purpose: '核对' })).body
  assert.equal((await clerk.post(`/v1/cases/${ours.case_number}/query-password`, { id_type: applicant.id_type, id_number: applicant.id_number })).status, 201)
  assert.equal((await admin.get('/v1/staff')).status, 200)
  assert.equal((await admin.post('/v1/staff', { username: 'wang.fang', name: '王芳', role: 'clerk', centre: B })).status, 201)
  assert.equal((await admin.post('/v1/staff/wang.fang', { name: '王芬' })).status, 200)
  const stream = await fetch(`${server.url}/v1/events`, { headers: { authorization: `Bearer ${clerk.token}` } })
  assert.equal(stream.status, 200)
  assert.equal(stream.headers.get('content-type'), 'text/event-stream')
  await stream.body.cancel()

  const other = await server.signIn(`reviewer.${B}`)
  assert.equal((await other.post('/v1/password', { old_password: 'tongban-demo', new_password: 'Winter-2026' })).status, 204)
  assert.equal((await other.send('DELETE', '/v1/sessions/current')).status, 204)

  const silent = operations.filter((one) => one.succeeded === 0 && !['stream_events'].includes(one.id)).map((one) => one.id)
  assert.deepEqual(silent, [], 'operations that never succeeded')
})
