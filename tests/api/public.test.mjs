// What a resident sees of a case with its number and query password.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { testEngine } from '../server.mjs'
import { request, send } from './raw.mjs'
import { A, DIRECT, MONDAY, act, application, assertHolds, assertRefused, fill, startAt, take } from './support.mjs'

let server
let clerk

before(async () => {
  server = await startAt()
  clerk = await server.signIn(`clerk.${A}`)
})
after(() => server.stop())

const ask = (number, password, path = '') => server.get(`/v1/cases/${number}${path}`, { 'query-password': password })
/** A case number with its check character (ISO 7064 MOD 11-2) that no case has. */
function noCase(serial) {
  const digits = `31010101320260302${String(999999 - serial).padStart(6, '0')}`
  const check = (12 - [...digits].reduce((sum, digit) => ((sum + Number(digit)) * 2) % 11, 0)) % 11
  return `SQ${digits}${check === 10 ? 'X' : check}`
}
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

test('a wrong password is the same as a wrong number; five of them from one address make it wait there', async () => {
  const [it, other] = [await take(clerk, DIRECT), await take(clerk, DIRECT)]
  for (const password of ['', '1', '12345', '1234567', 'abcdef', '１２３４５６']) {
    const encoded = encodeURIComponent(password)
    const reply = await server.get(`/v1/cases/${other.case_number}?query_password=${encoded}`)
    assertRefused(reply, password === '' ? 401 : reply.status === 429 ? 429 : 404)
  }
  const first = assertRefused(await ask(it.case_number, wrong(it.query_password)), 404, 'not_found')
  const nothing = assertRefused(await ask(noCase(0), '123456'), 404, 'not_found')
  assert.equal(first.text, nothing.text)
  // what cannot be a number opens nothing: it is told so, and costs no try
  const last = it.case_number.at(-1)
  for (const other of [...'0123456789X'].filter((each) => each !== last)) {
    const reply = assertRefused(await ask(it.case_number.slice(0, -1) + other, it.query_password), 404, 'case_number_wrong')
    assert.equal(reply.body.tries_left, undefined)
  }
  for (let tries = 1; tries < 5; tries += 1) assertRefused(await ask(it.case_number, wrong(it.query_password)), 404, 'not_found')
  const closed = assertRefused(await ask(it.case_number, it.query_password), 429, 'too_many_requests')
  const seconds = Number(closed.headers.get('retry-after'))
  assert.ok(seconds > 890 && seconds <= 900, `${seconds}`)
  assert.equal((await clerk.get(`/v1/cases/${it.case_number}`)).status, 200) // staff do not need it
  const third = await take(clerk, DIRECT)
  assert.equal((await ask(third.case_number, third.query_password)).status, 200)
})

test('tries are told until there are none; others elsewhere, and the owner at another address, are not stopped', async () => {
  await server.restart(['--trusted-proxies', 'loopback', '--query-source-failures-max', '30'])
  clerk = await server.signIn(`clerk.${A}`)
  const it = await take(clerk, DIRECT)
  const from = (address, number, password) => server.get(`/v1/cases/${number}`, { 'query-password': password, 'x-forwarded-for': address })
  const left = []
  for (let tries = 0; tries < 5; tries += 1) {
    const reply = assertRefused(await from('203.0.113.1', it.case_number, wrong(it.query_password)), 404, 'not_found')
    left.push(reply.body.tries_left)
    assert.equal(Number(reply.headers.get('retry-after')) > 0, tries === 4, 'the last one says how long to wait')
  }
  assert.deepEqual(left, [4, 3, 2, 1, 0])
  const waits = assertRefused(await from('203.0.113.1', it.case_number, it.query_password), 429, 'too_many_requests')
  assert.ok(Number(waits.headers.get('retry-after')) > 890)
  assert.equal((await from('203.0.113.2', it.case_number, it.query_password)).status, 200)
  // a number without a case tells the same
  for (let tries = 0; tries < 5; tries += 1) left.push((await from('203.0.113.1', noCase(0), '123456')).body.tries_left)
  assert.deepEqual(left.slice(5), left.slice(0, 5))
  // tries at other numbers wash nothing away, and are counted together
  const statuses = []
  for (let other = 0; other < 25; other += 1) statuses.push((await from('203.0.113.1', noCase(other + 1), '123456')).status)
  assert.deepEqual([statuses[0], statuses.at(-1)], [404, 429], `${statuses}`)
  assertRefused(await from('203.0.113.1', it.case_number, it.query_password), 429, 'too_many_requests')
  const another = await take(clerk, DIRECT)
  assertRefused(await from('203.0.113.1', another.case_number, another.query_password), 429, 'too_many_requests')
  assert.equal((await from('203.0.113.2', another.case_number, another.query_password)).status, 200)
})

test('of one case two hundred guesses a day are heard, from however many addresses; then a centre helps', async () => {
  const it = await take(clerk, DIRECT)
  const guess = (k, password) => server.get(`/v1/cases/${it.case_number}`, { 'query-password': password, 'x-forwarded-for': `2001:db8:${k.toString(16)}::1` })
  for (let k = 0; k < 200; k += 1) assertRefused(await guess(k, wrong(it.query_password)), 404, 'not_found')
  const closed = assertRefused(await guess(999, it.query_password), 429, 'query_closed')
  assert.match(closed.body.detail_zh, /任一受理中心/)
  const waits = Number(closed.headers.get('retry-after'))
  assert.ok(waits > 900 && waits <= 3600, `${waits}: an hour at a time`)
  assert.doesNotMatch(closed.body.detail_zh, /今天/)
  assert.equal((await clerk.get(`/v1/cases/${it.case_number}`)).status, 200)
})

test('number and password are understood as people type them', async () => {
  const it = await take(clerk, DIRECT)
  const wide = (text) => [...text].map((one) => String.fromCodePoint(one.codePointAt(0) + 0xfee0)).join('')
  const [n, p] = [it.case_number, it.query_password]
  for (const [number, password] of [[wide(n), wide(p)], [n.toLowerCase(), ` ${p.slice(0, 3)} ${p.slice(3)} `], [`${n.slice(0, 2)} ${n.slice(2)}`, `${p.slice(0, 3)}-${p.slice(3)}`],
    [n, `${wide(p.slice(0, 2))}－${p.slice(2)}`], [n, `${p.slice(0, 3)}—${p.slice(3)}`]]) {
    const reply = await server.get(`/v1/cases/${encodeURIComponent(number)}?query_password=${encodeURIComponent(password)}`)
    assert.equal(reply.status, 200, `${number} ${password}: ${reply.text}`)
    assert.equal(reply.body.case_number, n)
  }
})

test('staff type a number as they like on every route; a look stands under the case', async () => {
  const wide = (text) => [...text].map((one) => String.fromCodePoint(one.codePointAt(0) + 0xfee0)).join('')
  for (const spelt of [(n) => n, (n) => n.toLowerCase(), wide, (n) => `${n.slice(0, 2)} ${n.slice(2)}`, (n) => `${n.slice(0, 2)}-${n.slice(2)}`]) {
    const clerk = await server.signIn(`clerk.${A}`)
    const whole = application(DIRECT), given = whole.applicant
    const it = (await clerk.post('/v1/cases', whole)).body
    const at = (path) => `/v1/cases/${encodeURIComponent(spelt(it.case_number))}${path}`
    const seen = await clerk.post(at('/reveal'), { purpose: '核对申请材料' })
    assert.equal(seen.status, 200, spelt(it.case_number))
    assert.equal(seen.body.applicant.id_number, given.id_number)
    const key = { 'idempotency-key': randomUUID() }
    const done = await clerk.post(at('/actions'), { action: 'accept', note: '已看' }, key)
    assert.deepEqual([done.status, done.body.case_number, done.body.state], [200, it.case_number, 'accepted'])
    assert.equal((await clerk.post(at('/actions'), { action: 'accept', note: '已看' }, key)).text, done.text)
    assert.equal((await clerk.post(at('/reveal'), { purpose: '核对备注' })).body.events[0].note, '已看')
    for (const path of ['', '/events', '/qr.svg']) assert.equal((await clerk.get(at(path))).status, 200, path)
    const anew = await clerk.post(at('/query-password'), { id_type: given.id_type, id_number: given.id_number })
    assert.deepEqual([anew.status, anew.body.case_number], [201, it.case_number])
  }
  await assertHolds(server)
})

test('a number of no case is refused on every route, however it is spelt', async () => {
  const clerk = await server.signIn(`clerk.${A}`)
  for (const number of ['sq310101013202603029999998', 'SQ-1', '%20', 'S', 'sq３']) {
    assertRefused(await clerk.post(`/v1/cases/${encodeURIComponent(number)}/reveal`, { purpose: '核对' }), 404)
    assertRefused(await clerk.post(`/v1/cases/${encodeURIComponent(number)}/actions`, { action: 'accept' }), 404)
  }
  await assertHolds(server)
})

test('the password stays the same after a restart', async () => {
  const it = await take(clerk, DIRECT)
  await server.moveTo(new Date(Date.parse(MONDAY) + 3_600_000).toISOString())
  assert.equal((await ask(it.case_number, it.query_password)).status, 200)
})

test('nothing of what a client calls the server gets into a QR code or a link', async () => {
  const clerk = await server.signIn(`clerk.${A}`)
  const it = await take(clerk, DIRECT)
  const path = `/v1/cases/${it.case_number}/qr.svg`
  const headers = { Authorization: `Bearer ${clerk.token}`, Connection: 'close' }
  const here = await clerk.get(path)
  assert.equal(here.status, 200)
  for (const host of ['localhost', 'localhost:1', '[::1]:9', '127.0.0.1:65535']) {
    const { statuses, text } = await send(server, request('GET', path, { ...headers, Host: host }))
    assert.deepEqual(statuses, [200], host)
    assert.equal(text.split('\r\n\r\n')[1], here.text, host)
  }
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:8310', '10.0.0.1']) {
    const { statuses, text } = await send(server, request('GET', path, { ...headers, Host: host }))
    assert.deepEqual(statuses, [409], host)
    assert.match(text, /"code":"no_public_url"/)
    assert.ok(!text.includes(host), host)
  }
  const text = JSON.stringify(application(DIRECT))
  const made = await send(server, request('POST', '/v1/cases', { ...headers, Host: 'evil.example', 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }, text))
  assert.match(made.text, /^Location: \/v1\/cases\//im)
  assert.ok(!made.text.includes('evil'))

  const known = await startAt(MONDAY, { args: ['--public-url=https://tongban.example/'], beside: testEngine === 'sqlite' ? null : server })
  const there = await known.signIn(`clerk.${A}`)
  const { case_number: number } = await take(there, DIRECT)
  const codes = []
  for (const host of ['evil.example', '127.0.0.1']) codes.push((await send(known, request('GET', `/v1/cases/${number}/qr.svg`, { ...headers, Authorization: `Bearer ${there.token}`, Host: host }))).text.split('\r\n\r\n')[1])
  assert.match(codes[0], /^<svg /)
  assert.equal(codes[0], codes[1])
  await known.stop()
})
