// Signing in and out, idle sessions, locked accounts, passwords.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { A, B, MONDAY, assertRefused, startAt } from './support.mjs'

let server
const later = (minutes) => new Date(Date.parse(MONDAY) + minutes * 60_000).toISOString()
const current = (who) => who.get('/v1/sessions/current')

before(async () => {
  server = await startAt()
})
after(() => server.stop())

test('signing in tells who one is and what one may see', async () => {
  const reply = await server.post('/v1/sessions', { username: `clerk.${A}`, password: 'tongban-demo' })
  assert.equal(reply.status, 201)
  const { token, staff, expires_idle_seconds } = reply.body
  assert.match(token, /^[0-9a-f]{64}$/)
  assert.equal(expires_idle_seconds, 1800)
  assert.deepEqual([staff.role, staff.centre, staff.district, staff.district_name, staff.must_change_password, staff.demo], ['clerk', A, '310101', '黄浦区', false, true])
  assert.equal(reply.headers.get('cache-control'), 'no-store')
})

test('a wrong name and a wrong password get the same answer', async () => {
  const first = assertRefused(await server.post('/v1/sessions', { username: `clerk.${A}`, password: 'wrong' }), 401, 'sign_in_refused')
  const second = assertRefused(await server.post('/v1/sessions', { username: 'clerk.nobody', password: 'wrong' }), 401, 'sign_in_refused')
  assert.equal(first.text, second.text)
})

test('a session ends when one signs out, and only that one', async () => {
  const [one, other] = [await server.signIn(`clerk.${A}`), await server.signIn(`clerk.${A}`)]
  assert.equal((await one.send('DELETE', '/v1/sessions/current')).status, 204)
  assertRefused(await current(one), 401, 'unauthenticated')
  assertRefused(await one.send('DELETE', '/v1/sessions/current'), 401, 'unauthenticated')
  assert.equal((await current(other)).status, 200)
})

test('five wrong passwords from one address lock a name there for a while; other accounts are not touched', async () => {
  const account = `clerk.${B}`
  const open = await server.signIn(account)
  for (let tries = 0; tries < 5; tries += 1) assertRefused(await server.post('/v1/sessions', { username: account, password: `wrong${tries}` }), 401, 'sign_in_refused')
  const locked = await server.post('/v1/sessions', { username: account, password: 'tongban-demo' })
  assert.equal(locked.status, 429)
  const seconds = Number(locked.headers.get('retry-after'))
  assert.ok(seconds > 890 && seconds <= 900, `${seconds}`)
  assert.equal((await current(open)).status, 200) // who is inside goes on working
  await server.signIn(`reviewer.${B}`)
  // a name without an account is locked the same way
  for (let tries = 0; tries < 5; tries += 1) await server.post('/v1/sessions', { username: 'clerk.nobody', password: 'wrong' })
  assert.equal((await server.post('/v1/sessions', { username: 'clerk.nobody', password: 'wrong' })).status, 429)
})

test('a new password ends the other sessions; the old one is no longer good; the last ones cannot be taken again', async () => {
  const account = `reviewer.${A}`
  const [one, other] = [await server.signIn(account), await server.signIn(account)]
  const change = (old_password, new_password) => one.post('/v1/password', { old_password, new_password })
  assertRefused(await change('wrong', 'Winter-2026'), 422, 'wrong_password', 'old_password')
  assertRefused(await change('tongban-demo', 'short-1'), 422, undefined, 'new_password')
  assertRefused(await change('tongban-demo', 'onlyletters'), 422, undefined, 'new_password')
  assertRefused(await change('tongban-demo', `X1-${account}`), 422, undefined, 'new_password')
  assert.equal((await change('tongban-demo', 'Winter-2026')).status, 204)
  assertRefused(await current(other), 401, 'unauthenticated')
  assert.equal((await current(one)).status, 200)
  assertRefused(await server.post('/v1/sessions', { username: account, password: 'tongban-demo' }), 401, 'sign_in_refused')
  assertRefused(await change('Winter-2026', 'Winter-2026'), 422, 'password_used', 'new_password')
  await server.signIn(account, 'Winter-2026')
})

test('with a first password one may change it, ask who one is, and sign out: nothing else', async () => {
  const admin = await server.signIn('admin')
  const made = (await admin.post('/v1/staff', { username: 'new.clerk', name: '新来', role: 'clerk', centre: A })).body
  const clerk = await server.signIn('new.clerk', made.initial_password)
  const { paths } = (await server.get('/openapi.json')).body
  const open = ['get_current_session', 'sign_out', 'change_password']
  const asked = []
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!operation.security.some((one) => Object.keys(one).length > 0) || open.includes(operation.operationId)) continue
      const reply = await clerk.send(method.toUpperCase(), path.replaceAll(/\{[a-z_]+\}/g, 'SQ310101013202603020000019'))
      assertRefused(reply, 403, 'password_change_required')
      asked.push(operation.operationId)
    }
  }
  for (const one of ['get_case', 'list_case_events', 'get_case_qr', 'list_work', 'accept_case']) assert.ok(asked.includes(one), `${asked}`)
  assert.equal((await current(clerk)).status, 200)
})

test('a session outlives the program, but not half an hour of silence; locks end too', async () => {
  const who = await server.signIn(`lead.${A}`)
  await server.moveTo(later(25))
  assert.equal((await current(who)).status, 200)
  await server.moveTo(later(50)) // seen 25 minutes ago
  assert.equal((await current(who)).status, 200)
  await server.moveTo(later(82))
  assertRefused(await current(who), 401, 'unauthenticated')
  await server.signIn(`clerk.${B}`)
})

test('without the demonstration its accounts and sessions are dead', async () => {
  const who = await server.signIn(`lead.${A}`)
  await server.end()
  await server.start(['--demo=no', '--clock-offset=0'])
  assertRefused(await server.post('/v1/sessions', { username: `lead.${A}`, password: 'tongban-demo' }), 401, 'sign_in_refused')
  assertRefused(await current(who), 401, 'unauthenticated')
})
