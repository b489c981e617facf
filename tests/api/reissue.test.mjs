// A new query password at any centre, against the identity document.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { A, B, DIRECT, SPLIT, act, application, assertHolds, assertRefused, idNumber, readCase, resident, startAt, take, until } from './support.mjs'

let server
let clerk // of the centre that received it
let other // of a centre that has nothing to do with it

before(async () => {
  server = await startAt(undefined, { args: ['--trusted-proxies', 'loopback'] })
  clerk = await server.signIn(`clerk.${A}`)
  other = await server.signIn(`clerk.${B}`)
})
after(() => server.stop())

const ask = (number, password, address) => server.get(`/v1/cases/${number}`, { 'query-password': password, ...(address && { 'x-forwarded-for': address }) })
const reissue = (who, number, document, headers) => who.post(`/v1/cases/${encodeURIComponent(number)}/query-password`, document, headers)
const wide = (text) => [...text].map((one) => String.fromCodePoint(one.codePointAt(0) + 0xfee0)).join('')
async function receive(rest = {}, item = DIRECT) {
  const applicant = resident()
  const reply = await clerk.post('/v1/cases', { ...application(item), applicant, ...rest })
  assert.equal(reply.status, 201, reply.text)
  return { it: { ...await readCase(clerk, reply.body.case_number), ...reply.body }, document: { id_type: applicant.id_type, id_number: applicant.id_number } }
}

test('a centre that may not see the case gives a new password; the old one is dead at once, and nothing else is told', async () => {
  const { it, document } = await receive()
  assertRefused(await other.get(`/v1/cases/${it.case_number}`), 404)
  const reply = await reissue(other, it.case_number, document)
  assert.equal(reply.status, 201, reply.text)
  assert.deepEqual(Object.keys(reply.body), ['case_number', 'query_password', 'at', 'item_name', 'item_name_en', 'applicant_name'])
  // what tells one slip from another, masked as everywhere
  assert.deepEqual([reply.body.item_name, reply.body.item_name_en, reply.body.applicant_name], [it.item_name, it.item_name_en, it.applicant.name])
  assert.equal(reply.body.applicant_name, '顾*珍')
  assert.match(reply.body.query_password, /^\d{6}$/)
  assert.notEqual(reply.body.query_password, it.query_password)
  assertRefused(await ask(it.case_number, it.query_password), 404, 'not_found')
  const seen = await ask(it.case_number, reply.body.query_password)
  assert.equal(seen.status, 200)
  assert.equal(seen.body.revision, it.revision + 1)
  assert.equal(seen.body.state, it.state)
  assertRefused(await other.get(`/v1/cases/${it.case_number}`), 404)
  // who and where, for staff in scope; where, for the resident
  const last = (await clerk.get(`/v1/cases/${it.case_number}/events`)).body.items.at(-1)
  assert.deepEqual([last.action, last.actor, last.centre, last.from, last.to], ['reissue_password', `clerk.${B}`, B, it.state, it.state])
  const shown = (await server.get(`/v1/cases/${it.case_number}/events`, { 'query-password': reply.body.query_password })).body.items.at(-1)
  assert.deepEqual([shown.action, shown.actor, shown.centre], ['reissue_password', null, B])
  // a look at what opens the case is a disclosure
  const rows = await server.ask(`SELECT username, what FROM disclosures WHERE number = '${it.case_number}'`)
  if (rows) assert.deepEqual(rows, [`clerk.${B}|query_password`])
  const bytes = await server.bytes()
  assert.ok(!bytes.includes(`"${reply.body.query_password}"`))
  // and again: each is another one
  const third = await reissue(other, it.case_number, document)
  assert.equal((await ask(it.case_number, third.body.query_password)).status, 200)
  assertRefused(await ask(it.case_number, reply.body.query_password), 404)
  await assertHolds(server)
})

test('a centre that gave a new password hears nothing of the case on its stream', async () => {
  const listen = async (who) => {
    const stop = new AbortController(), heard = { text: '', stop: () => stop.abort() }
    const reply = await fetch(`${server.url}/v1/events`, { headers: { authorization: `Bearer ${who.token}` }, signal: stop.signal })
    void (async () => {
      for await (const chunk of reply.body.pipeThrough(new TextDecoderStream())) heard.text += chunk
    })().catch(() => {})
    return heard
  }
  const there = await listen(other), here = await listen(clerk)
  const { it, document } = await receive()
  assert.equal((await reissue(other, it.case_number, document)).status, 201)
  const own = await take(other, DIRECT) // told behind it
  await until(() => here.text.includes('reissue_password') && there.text.includes(own.case_number), 'both were told')
  assert.ok(!there.text.includes(it.case_number) && !there.text.includes('reissue_password'), there.text)
  there.stop()
  here.stop()
})

test('a repeated request gives the same password and makes no second one', async () => {
  const { it, document } = await receive()
  const key = { 'idempotency-key': 'once-more' }
  const first = await reissue(other, it.case_number, document, key)
  const again = await reissue(other, it.case_number, document, key)
  assert.deepEqual([again.status, again.text], [201, first.text])
  assert.equal((await clerk.get(`/v1/cases/${it.case_number}`)).body.revision, it.revision + 1)
  assertRefused(await reissue(other, it.case_number, { ...document, id_number: idNumber({ serial: 444 }) }, key), 409, 'idempotency_key_reused')
})

test('a repeated key gives its answer again, and opens nothing: only the newest password does', async () => {
  const applicant = resident(), body = { ...application(DIRECT), applicant }
  const document = { id_type: applicant.id_type, id_number: applicant.id_number }
  const taken = { 'idempotency-key': 'taken-and-reissued' }, keys = ['first', 'second'].map((one) => ({ 'idempotency-key': `reissue-${one}` }))
  const it = (await clerk.post('/v1/cases', body, taken)).body
  const first = await reissue(other, it.case_number, document, keys[0])
  assert.equal((await reissue(other, it.case_number, document, keys[0])).text, first.text)
  const again = await clerk.post('/v1/cases', body, taken)
  assert.deepEqual([again.status, again.body], [201, it])
  const second = await reissue(other, it.case_number, document, keys[1])
  assert.equal((await reissue(other, it.case_number, document, keys[0])).text, first.text)
  assert.equal((await reissue(other, it.case_number, document, keys[1])).text, second.text)
  for (const dead of [it, first.body]) assertRefused(await ask(it.case_number, dead.query_password), 404)
  assert.equal((await ask(it.case_number, second.body.query_password)).status, 200)
  await assertHolds(server)
})

test('another document and a number without a case are answered alike; who goes on guessing waits', async () => {
  const guesser = await server.signIn(`reviewer.${B}`)
  const { it, document } = await receive()
  const wrong = assertRefused(await reissue(guesser, it.case_number, { ...document, id_number: idNumber({ serial: 446 }) }), 404, 'identity_mismatch')
  const nothing = assertRefused(await reissue(guesser, 'SQ310101013202603029999998', document), 404, 'identity_mismatch')
  assert.equal(wrong.text, nothing.text)
  assertRefused(await reissue(guesser, it.case_number, { ...document, id_type: '414' }), 404, 'identity_mismatch')
  for (let tries = 3; tries < 10; tries += 1) assertRefused(await reissue(guesser, 'SQ1', document), 404)
  assertRefused(await reissue(guesser, it.case_number, document), 429, 'too_many_requests')
  assert.equal((await reissue(other, it.case_number, document)).status, 201) // the colleague is not slowed
  assertRefused(await reissue(await server.signIn('district.310115'), it.case_number, document), 403)
  assertRefused(await reissue(server, it.case_number, document), 401)
  assertRefused(await reissue(other, it.case_number, { id_type: '111' }), 422)
})

test('the agent shows his own document; number and document are understood in full width', async () => {
  const agent = { id_type: '111', id_number: idNumber({ born: '19800101', serial: 7 }), name: '周明', phone: '13900001111' }
  const { it } = await receive({ agent })
  const reply = await reissue(other, wide(it.case_number), { id_type: '111', id_number: wide(agent.id_number) })
  assert.equal(reply.status, 201, reply.text)
  assert.equal(reply.body.case_number, it.case_number)
  assert.equal((await ask(it.case_number, reply.body.query_password)).status, 200)
})

test('in every state, on the way and after the end; the life goes on as before', async () => {
  const split = await receive({}, SPLIT)
  const there = split.it.responsible_centre
  assert.equal((await reissue(other, split.it.case_number, split.document)).status, 201)
  const { it, document } = await receive()
  await act(clerk, it.case_number, 'accept')
  assert.equal((await reissue(other, it.case_number, document)).status, 201)
  await act(clerk, it.case_number, 'withdraw', { reason: '本人要求' })
  const last = await reissue(other, it.case_number, document)
  assert.equal(last.status, 201)
  assert.equal((await ask(it.case_number, last.body.query_password)).body.state, 'withdrawn')
  assert.ok(there)
  // nobody takes it as an action
  assert.notEqual((await clerk.post(`/v1/cases/${split.it.case_number}/actions`, { action: 'reissue_password' })).status, 200)
  await assertHolds(server)
})

test('a case has ten new passwords a day, whoever asks and however often at once; a key that was answered is', async () => {
  const { it, document } = await receive(), key = { 'idempotency-key': 'one-of-ten' }
  const first = await reissue(other, it.case_number, document, key)
  const replies = await Promise.all([...Array(14)].map((_, i) => reissue(i % 2 ? other : clerk, it.case_number, document)))
  let given = replies.filter((reply) => reply.status === 201).length // others may have been overtaken too often
  assert.ok(given <= 9, `${given}`)
  for (; given < 9; given += 1) assert.equal((await reissue(other, it.case_number, document)).status, 201)
  const refused = assertRefused(await reissue(clerk, it.case_number, document), 429, 'reissued_too_often')
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  assert.equal((await clerk.get(`/v1/cases/${it.case_number}`)).body.revision, it.revision + 10)
  assert.equal((await reissue(other, it.case_number, document, key)).text, first.text)
  assertRefused(await reissue(other, it.case_number, { ...document, id_type: '414' }), 404, 'identity_mismatch') // nothing is told to others
  const next = await receive()
  assert.equal((await reissue(other, next.it.case_number, next.document)).status, 201)
  await assertHolds(server)
})

test('a case that was guessed at too often opens again with its new password', async () => {
  const { it, document } = await receive()
  const wrong = it.query_password === '000000' ? '000001' : '000000'
  for (let k = 0; k < 200; k += 1) await ask(it.case_number, wrong, `2001:db8:${k.toString(16)}::1`)
  assertRefused(await ask(it.case_number, it.query_password, '203.0.113.1'), 429, 'query_closed')
  const { body } = await reissue(other, it.case_number, document)
  assert.equal((await ask(it.case_number, body.query_password, '203.0.113.1')).status, 200)
})
