// What a resident sees of a case with its number and query password.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { A, DIRECT, MONDAY, act, assertRefused, fill, startAt, take } from './support.mjs'

let server
let clerk

before(async () => {
  server = await startAt()
  clerk = await server.signIn(`clerk.${A}`)
})
after(() => server.stop())

const ask = (number, password, path = '') => server.get(`/v1/cases/${number}${path}`, { 'query-password': password })
const wrong = (password) => String((Number(password) + 1) % 1_000_000).padStart(6, '0')

test('number and password open the case, in the header and in the query', async () => {
  const it = await take(clerk, DIRECT)
  for (const reply of [await ask(it.case_number, it.query_password), await server.get(`/v1/cases/${it.case_number}?query_password=${it.query_password}`)]) {
    assert.equal(reply.status, 200)
    assert.deepEqual([reply.body.state, reply.body.allowed_actions, 'query_password' in reply.body], ['received', [], false])
  }
  assert.equal((await ask(it.case_number, it.query_password, '/events')).status, 200)
  assert.equal((await ask(it.case_number, it.query_password, '/qr.svg')).status, 200)
  assertRefused(await server.get(`/v1/cases/${it.case_number}`), 401, 'unauthenticated')
  assertRefused(await server.post(`/v1/cases/${it.case_number}/actions`, { action: 'withdraw' }, { 'query-password': it.query_password }), 401, 'unauthenticated')
  assertRefused(await server.post(`/v1/cases/${it.case_number}/reveal`, { purpose: '看看' }, { 'query-password': it.query_password }), 401, 'unauthenticated')
})

test('the public sees masked data, and neither names of staff nor their notes', async () => {
  const whole = await fill(clerk, 'MZ-001', { name: '欧阳静宜', phone: '13812345678', address: '中山东一路12号' })
  const it = (await clerk.post('/v1/cases', whole)).body
  await act(clerk, it.case_number, 'accept', { note: '内部备注' })
  const shown = (await ask(it.case_number, it.query_password)).text + (await ask(it.case_number, it.query_password, '/events')).text
  for (const secret of ['欧阳静宜', '13812345678', '中山东一路12号', whole.applicant.id_number, '6222020000000000000', `clerk.${A}`, '内部备注']) {
    assert.ok(!shown.includes(secret), secret)
  }
})

test('a wrong password is the same as a wrong number; five of them close the case to the public for a while', async () => {
  const [it, other] = [await take(clerk, DIRECT), await take(clerk, DIRECT)]
  for (const password of ['', '1', '12345', '1234567', 'abcdef', '１２３４５６']) {
    const encoded = encodeURIComponent(password)
    const reply = await server.get(`/v1/cases/${other.case_number}?query_password=${encoded}`)
    assertRefused(reply, password === '' ? 401 : reply.status === 429 ? 429 : 404)
  }
  const first = assertRefused(await ask(it.case_number, wrong(it.query_password)), 404, 'not_found')
  const nothing = assertRefused(await ask('SQ310101013202603029999998', '123456'), 404, 'not_found')
  assert.equal(first.text, nothing.text)
  for (let tries = 1; tries < 5; tries += 1) assertRefused(await ask(it.case_number, wrong(it.query_password)), 404, 'not_found')
  const closed = assertRefused(await ask(it.case_number, it.query_password), 429, 'too_many_requests')
  const seconds = Number(closed.headers.get('retry-after'))
  assert.ok(seconds > 890 && seconds <= 900, `${seconds}`)
  assert.equal((await clerk.get(`/v1/cases/${it.case_number}`)).status, 200) // staff do not need it
  const third = await take(clerk, DIRECT)
  assert.equal((await ask(third.case_number, third.query_password)).status, 200)
})

// as the program spreads numbers over its table of tries: text_hash
function hash(text) {
  let value = 0xcbf29ce484222325n
  for (const byte of Buffer.from(text)) value = ((value ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn
  return value
}

test('tries at other numbers do not wash away the tries at one', async () => {
  const it = await take(clerk, DIRECT)
  const same = (text) => (hash(text) - hash(it.case_number)) % 32768n === 0n
  let k = 0
  const next = () => {
    while (!same(`SQ${k}`)) k += 1
    k += 1
    return `SQ${k - 1}`
  }
  const statuses = []
  for (let tries = 0; tries < 5; tries += 1) {
    statuses.push((await ask(it.case_number, wrong(it.query_password))).status)
    statuses.push((await ask(next(), '123456')).status)
  }
  assert.ok(statuses.includes(429), `${statuses}`)
  assertRefused(await ask(it.case_number, it.query_password), 429, 'too_many_requests')
})

test('the password stays the same after a restart', async () => {
  const it = await take(clerk, DIRECT)
  await server.moveTo(new Date(Date.parse(MONDAY) + 3_600_000).toISOString())
  assert.equal((await ask(it.case_number, it.query_password)).status, 200)
})
