// Whoever guesses passwords is slowed where he is: his address, not the owner of the name, and not who is known to the program.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { runProgram } from '../server.mjs'
import { A, B, assertRefused, startAt, until } from './support.mjs'

let server
let admin

before(async () => {
  server = await startAt(undefined, { args: ['--trusted-proxies', 'loopback,10.0.0.0/8', '--login-source-failures-max', '4'] })
  admin = await server.signIn('admin')
})
after(() => server.stop())

const from = (address) => (address === undefined ? {} : { 'x-forwarded-for': address })
let names = 0
// somebody who tries a new name each time
const guess = (address) => server.post('/v1/sessions', { username: `nobody.${(names += 1)}`, password: 'wrong' }, from(address))
const signIn = (username, address, device_token) => server.post('/v1/sessions', { username, password: 'tongban-demo', device_token }, from(address))
const slowed = (reply) => {
  assertRefused(reply, 429, 'source_slowed')
  const seconds = Number(reply.headers.get('retry-after'))
  assert.ok(seconds >= 1 && seconds <= 900, `${seconds}`)
}
// Tries at once until it must wait so long that no busy machine comes to the end of it: each further failure doubles the wait.
// Of several addresses that are one source each tries.
const heat = (...addresses) => until(async () => {
  const tries = Array.from({ length: 12 }, (_, i) => guess(addresses[i % addresses.length]))
  for (const reply of await Promise.all(tries)) if (reply.status !== 401) slowed(reply)
  const reply = await guess(addresses[0])
  return reply.status === 429 && Number(reply.headers.get('retry-after')) > 150
}, 'a source waits for minutes')

test('a source that fails with one name after the other waits, before anything is hashed for it; others do not', async () => {
  for (let tries = 0; tries < 4; tries += 1) assertRefused(await guess('203.0.113.9'), 401, 'sign_in_refused')
  await heat('203.0.113.9')
  const hashes = async () => (await server.get('/metrics')).text.match(/^tongban_password_hashes_total (\d+)$/m)[1]
  const before = await hashes()
  slowed(await guess('203.0.113.9'))
  slowed(await signIn(`clerk.${A}`, '203.0.113.9'))
  slowed(await guess('203.0.113.9:4711'))
  slowed(await guess('::ffff:203.0.113.9'))
  slowed(await guess('198.51.100.7, 203.0.113.9')) // what the client wrote itself
  slowed(await guess('203.0.113.9, 10.0.0.2'))     // one more proxy of ours
  assert.equal(await hashes(), before)
  assert.equal((await signIn(`clerk.${A}`, '203.0.113.10')).status, 201)
  assert.equal((await signIn(`clerk.${A}`)).status, 201) // the proxy's own address
})

test('an IPv6 source is its /64', async () => {
  await heat('2001:db8:0:7::1', '2001:db8:0:7::2', '2001:db8:0:7::3', '2001:db8:0:7:4::')
  slowed(await guess('2001:db8:0:7:ffff::1'))
  slowed(await guess('[2001:db8:0:7::99]:443'))
  assert.equal((await signIn(`clerk.${A}`, '2001:db8:0:8::1')).status, 201)
})

test('a header that says nothing, or nonsense, is the proxy itself', async () => {
  const nonsense = [undefined, 'unknown', '203.0.113.77,', '203.0.113.77, garbage', 'a'.repeat(3000), `198.51.100.7, ${' '.repeat(2041)}203.0.113.77`]
  await heat(...nonsense)
  for (const header of nonsense) slowed(await guess(header))
  assertRefused(await guess('203.0.113.77'), 401, 'sign_in_refused')
})

test('of a list as long as somebody likes the end counts', async () => {
  const long = (address) => guess(`${'198.51.100.7, '.repeat(300)}${address}`)
  await heat('203.0.113.20')
  slowed(await long('203.0.113.20'))
  assertRefused(await long('203.0.113.21'), 401, 'sign_in_refused')
})

test('all sources of an IPv6 /48 together wait, however many they are', async () => {
  for (let tries = 0; tries < 64; tries += 1) assertRefused(await guess(`2001:db8:48:${tries.toString(16)}::1`), 401, 'sign_in_refused')
  await until(async () => (await guess(`2001:db8:48:${(names + 4096).toString(16)}::1`)).status === 429, 'a network waits')
  assert.equal((await signIn(`clerk.${A}`, '2001:db8:49::1')).status, 201)
})

test('a known device passes where its source is slowed, and strangers with its name do not stop it', async () => {
  const account = `clerk.${B}`
  const { device_token } = (await signIn(account, '203.0.113.30')).body
  assert.match(device_token, /^[0-9a-f]{64}$/)
  await heat('203.0.113.30')
  slowed(await signIn(account, '203.0.113.30'))
  const again = await signIn(account, '203.0.113.30', device_token)
  assert.equal(again.status, 201)
  assert.equal(again.body.device_token, device_token)
  // strangers try its name from many addresses
  for (let tries = 0; tries < 20; tries += 1) {
    const reply = await server.post('/v1/sessions', { username: account, password: 'wrong' }, from(`198.51.100.${tries}`))
    assertRefused(reply, 401, 'sign_in_refused')
  }
  const { body: closed } = await signIn(account, '198.51.100.99')
  assert.equal(closed.code, 'account_locked')
  assert.match(closed.detail_zh, /登录过的电脑.*管理员解锁/)
  assert.match(closed.detail_en, /machine you have signed in on.*administrator/)
  assert.equal((await signIn(account, '203.0.113.30', device_token)).status, 201)
  assert.equal((await signIn(`reviewer.${B}`, '198.51.100.99')).status, 201)
  // the way out for a new machine: an administrator unlocks the name, and from then on the machine is known
  assert.equal((await admin.post(`/v1/staff/${account}`, { unlock: true })).status, 200)
  const anew = await signIn(account, '198.51.100.99')
  assert.equal(anew.status, 201)
  for (let tries = 0; tries < 20; tries += 1) await server.post('/v1/sessions', { username: account, password: 'wrong' }, from(`198.51.100.${tries}`))
  assertRefused(await signIn(account, '198.51.100.98'), 429, 'account_locked')
  assert.equal((await signIn(account, '198.51.100.99', anew.body.device_token)).status, 201)
  // its own failures are its own
  for (let tries = 0; tries < 5; tries += 1) {
    const reply = await server.post('/v1/sessions', { username: account, password: 'wrong', device_token }, from('203.0.113.30'))
    assertRefused(reply, 401, 'sign_in_refused')
  }
  assertRefused(await signIn(account, '203.0.113.30', device_token), 429, 'account_locked')
  // a device is one account's
  const other = await server.post('/v1/sessions', { username: `lead.${B}`, password: 'tongban-demo', device_token }, from('203.0.113.31'))
  assert.equal(other.status, 201)
  assert.notEqual(other.body.device_token, device_token)
  // nothing of the tokens is in the database
  const bytes = await server.bytes()
  assert.ok(!bytes.includes(device_token) && !bytes.includes(Buffer.from(device_token, 'hex')))
})

test('a house of fifty clerks that mistype at opening is not stopped', async () => {
  await server.restart(['--login-source-failures-max', '60'])
  const clerks = Array.from({ length: 50 }, (_, i) => `clerk.${i}`)
  for (const reply of await Promise.all(clerks.map((username) => server.post('/v1/sessions', { username, password: 'wrong' }, from('203.0.113.50'))))) assertRefused(reply, 401)
  assert.equal((await signIn(`clerk.${A}`, '203.0.113.50')).status, 201)
})

test('nobody is trusted unless the settings say so', async () => {
  await server.restart(['--trusted-proxies=', '--login-source-failures-max', '4'])
  await heat('203.0.113.1', '203.0.113.2', '203.0.113.3')
  slowed(await guess('203.0.113.99'))
})

test('an unknown setting is refused in a sentence that says what may be', async () => {
  const says = async (pattern, ...words) => assert.rejects(runProgram(...words), (error) => error.code === 2 && pattern.test(error.stderr) && error.stdout === '')
  for (const command of ['settings', 'serve', 'check', 'migrate', 'load', 'openapi', 'backup', 'move']) await says(/demo: say yes or no, not maybe/, command, '--demo', 'maybe')
  await says(/demo \(flag\): say yes or no, not maybe/, 'settings', '--demo=maybe')
  await says(/threads \(flag\): many is no whole number between 0 and 64/, 'settings', '--threads', 'many')
  await says(/trusted_proxies: nginx is no list of addresses: say 127\.0\.0\.1/, 'settings', '--trusted-proxies', 'nginx')
  // nobody can be trusted together with everybody, and no half address is guessed
  for (const all of ['0.0.0.0/0', '::/0', 'loopback,0.0.0.0/1,128.0.0.0/1']) await says(/trusted_proxies: .* would let anybody say where they come from/, 'serve', '--trusted-proxies', all)
  for (const half of [':8480', '127.1:8480', '0:8480', '[::1:8480']) await says(/listen: ".*" is no address to listen on; write ADDRESS:PORT/, 'serve', '--listen', half)
  await says(/settings takes no word beside settings, but there is nonsense/, 'settings', 'nonsense')
  assert.match((await runProgram('settings', '--demo', 'no')).stdout, /^demo +no +flag/m)
})
