// A key repeated after its owner was moved, got another role, or lost sight of the case: the same bytes or a refusal, and nothing twice.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn, newKey } from '../server.mjs'
import { A, B, DIRECT, SPLIT, act, application, assertHolds, assertRefused, startAt, take, until } from './support.mjs'

const NEIGHBOUR = '310101002' // of A's district
const THIRD = '310117001' // of a third district

let server, admin, city

before(async () => {
  server = await startAt()
  admin = await server.signIn('admin')
  city = await server.signIn('city')
})
after(() => inTurn(() => assertHolds(server), () => server.stop()))

const keyed = (who, key, body, path = '/v1/cases') => who.post(path, body, { 'idempotency-key': key })
const casesOf = async (body) => (await city.post('/v1/cases/search', { q: body.applicant.id_number })).body.items.length

/** Changes an account, which signs in again. */
async function change(username, more) {
  const reply = await admin.post(`/v1/staff/${username}`, more)
  assert.equal(reply.status, 200, reply.text)
  return more.active === false ? null : server.signIn(username)
}

const KINDS = { 'a free key': () => `moved ${Math.random()}`.replace(' ', '-'), 'a UUID of version 7': () => newKey() }

for (const [kind, make] of Object.entries(KINDS)) {
  test(`${kind} of an acceptance, through several moves and back`, async () => {
    const name = `clerk.${A}`, body = application(DIRECT), key = make()
    const first = await keyed(await server.signIn(name), key, body)
    assert.equal(first.status, 201, first.text)
    for (const centre of [NEIGHBOUR, B, THIRD]) {
      const moved = await change(name, { centre })
      assertRefused(await keyed(moved, key, body), 404, 'not_found')
      assert.equal(await casesOf(body), 1)
    }
    const again = await keyed(await change(name, { centre: A }), key, body)
    assert.deepEqual([again.status, again.text, again.headers.get('location')], [201, first.text, first.headers.get('location')])
    assert.equal(await casesOf(body), 1)
  })

  test(`${kind} used after the move is found after the next one`, async () => {
    const name = `clerk.${A}`, body = application(DIRECT), key = make()
    const first = await keyed(await change(name, { centre: B }), key, body)
    assert.equal(first.body.receiving_centre, B)
    assertRefused(await keyed(await change(name, { centre: THIRD }), key, body), 404, 'not_found')
    assert.equal((await keyed(await change(name, { centre: B }), key, body)).text, first.text)
    assertRefused(await keyed(await change(name, { centre: A }), key, application(DIRECT)), 409, 'idempotency_key_reused')
    assert.equal(await casesOf(body), 1)
  })

  test(`${kind} of a split case answers the same to whoever was moved to the other side`, async () => {
    const name = `clerk.${A}`, body = application(SPLIT, { hukou_division: B }), key = make()
    const first = await keyed(await server.signIn(name), key, body)
    const again = await keyed(await change(name, { centre: B }), key, body)
    assert.deepEqual([again.status, again.text], [201, first.text])
    await change(name, { centre: A })
  })

  test(`${kind} and another role: the same bytes while one may still take cases, then a refusal`, async () => {
    const name = `clerk.${A}`, body = application(DIRECT), key = make()
    const first = await keyed(await server.signIn(name), key, body)
    const path = `/v1/cases/${first.body.case_number}/actions`, accept = { action: 'accept' }
    const acted = await keyed(await server.signIn(name), `${key}x`, accept, path)
    assert.equal(acted.status, 200, acted.text)
    for (const role of ['reviewer', 'lead']) {
      const who = await change(name, { role })
      assert.equal((await keyed(who, key, body)).text, first.text, role)
      assert.equal((await keyed(who, `${key}x`, accept, path)).text, acted.text, role)
    }
    const supervisor = await change(name, { role: 'district', district: '310101' })
    assertRefused(await keyed(supervisor, key, body), 403, 'forbidden')
    assertRefused(await keyed(supervisor, `${key}x`, accept, path), 403, 'forbidden')
    const back = await change(name, { role: 'clerk', centre: A })
    assert.equal((await keyed(back, key, body)).text, first.text)
    assert.equal(await casesOf(body), 1)
  })

  test(`${kind} of an action on a case that has left the scope`, async () => {
    const clerk = await server.signIn(`clerk.${A}`), other = await server.signIn(`clerk.${B}`), key = make()
    const { case_number: number } = await take(clerk, SPLIT, { hukou_division: B })
    const path = `/v1/cases/${number}/actions`, body = { action: 'return_to_receiver', reasons: [{ code: 'wrong_routing', note: '户籍不在我处' }] }
    const first = await keyed(other, key, body, path)
    assert.equal(first.status, 200, first.text)
    assert.equal((await keyed(other, key, body, path)).text, first.text)
    const mended = await act(clerk, number, 'supplement', { hukou_division: THIRD })
    assert.equal(mended.responsible_centre, THIRD)
    const read = async () => (await city.get(`/v1/cases/${number}`)).body
    await until(async () => (await read()).state === 'waiting', 'it arrives by itself') // or that is taken for what the repeat did
    const { revision } = await read()
    assertRefused(await keyed(other, key, body, path), 404, 'not_found')
    assert.equal((await read()).revision, revision)
  })

  test(`${kind} of an action, and the account moved`, async () => {
    const name = `clerk.${A}`, key = make(), body = { action: 'accept' }
    const clerk = await server.signIn(name)
    const { case_number: number } = await take(clerk, DIRECT)
    const first = await keyed(clerk, key, body, `/v1/cases/${number}/actions`)
    assertRefused(await keyed(await change(name, { centre: B }), key, body, `/v1/cases/${number}/actions`), 404, 'not_found')
    assert.equal((await keyed(await change(name, { centre: A }), key, body, `/v1/cases/${number}/actions`)).text, first.text)
  })

  test(`${kind} of an account that was switched off`, async () => {
    const name = `clerk.${A}`, body = application(DIRECT), key = make()
    const clerk = await server.signIn(name)
    const first = await keyed(clerk, key, body)
    await change(name, { active: false })
    assertRefused(await keyed(clerk, key, body), 401)
    assert.equal((await keyed(await change(name, { active: true }), key, body)).text, first.text)
    assert.equal(await casesOf(body), 1)
  })

  test(`${kind} sent again and again while the account is moved makes one case`, async () => {
    const name = `clerk.${A}`, body = application(DIRECT), key = make()
    let who = await server.signIn(name)
    const sent = []
    for (const centre of [B, THIRD, NEIGHBOUR, A]) {
      for (let i = 0; i < 5; i += 1) sent.push(keyed(who, key, body))
      who = await change(name, { centre })
    }
    const replies = [...await Promise.all(sent), await keyed(who, key, body)]
    for (const { status, text } of replies) assert.ok([201, 401, 404].includes(status), text)
    assert.equal(new Set(replies.filter((reply) => reply.status === 201).map((reply) => reply.text)).size <= 1, true)
    assert.equal(await casesOf(body), 1)
  })
}

test('a key of a centre answers its sub-centre and back: they take cases for one house', async () => {
  const [parent, sub] = ['310106101', '310106101-S1'], name = `clerk.${parent}`
  const at = { hukou_division: '310106101', residence_division: '310106101' }
  for (const [here, there] of [[parent, sub], [sub, parent]]) {
    const body = application('MZ-002', at), key = newKey()
    const first = await keyed(await change(name, { centre: here }), key, body)
    assert.equal(first.status, 201, first.text)
    assert.equal((await keyed(await change(name, { centre: there }), key, body)).text, first.text)
    assert.equal(await casesOf(body), 1)
  }
  await change(name, { centre: parent })
})

test('a supervisor who is given a centre has keys from then on', async () => {
  const name = 'district.310101', body = application(DIRECT)
  const first = await keyed(await change(name, { role: 'clerk', centre: B }), 'new-clerk', body)
  assert.equal(first.status, 201, first.text)
  assertRefused(await keyed(await change(name, { centre: A }), 'new-clerk', body), 404)
  assert.equal((await keyed(await change(name, { centre: B }), 'new-clerk', body)).text, first.text)
  assert.equal(await casesOf(body), 1)
})
