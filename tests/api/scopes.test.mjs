// Who sees which case, and who may do what with it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { A, B, DIRECT, SPLIT, act, assertRefused, startAt, take } from './support.mjs'

let server
let who
const cases = {}

before(async () => {
  server = await startAt()
  who = {}
  for (const [name, account] of Object.entries({ clerk: `clerk.${A}`, reviewer: `reviewer.${A}`, lead: `lead.${A}`, B: `clerk.${B}`, third: 'clerk.310117001',
    huangpu: 'district.310101', pudong: 'district.310115', city: 'city', auditor: 'auditor', keeper: 'keeper', admin: 'admin' })) who[name] = await server.signIn(account)
  cases.direct = await take(who.clerk, DIRECT)
  cases.split = await take(who.clerk, SPLIT, { hukou_division: B })
})
after(() => server.stop())

const sees = { direct: ['clerk', 'reviewer', 'lead', 'huangpu', 'city', 'auditor'], split: ['clerk', 'reviewer', 'lead', 'B', 'huangpu', 'pudong', 'city', 'auditor'] }

test('a case outside the scope is as if it did not exist', async () => {
  for (const [kind, allowed] of Object.entries(sees)) {
    const number = cases[kind].case_number
    for (const [name, caller] of Object.entries(who)) {
      for (const path of ['', '/events', '/qr.svg']) {
        const reply = await caller.get(`/v1/cases/${number}${path}`)
        if (allowed.includes(name)) assert.equal(reply.status, 200, `${name} ${kind}${path}`)
        else {
          assertRefused(reply, 404, 'not_found')
          const nothing = await caller.get(`/v1/cases/SQ310101013202603029999998${path}`)
          assert.equal(reply.text, nothing.text) // not a word more than for a number that was never given
        }
      }
    }
  }
})

test('only the staff of its centres act on a case; supervisors look', async () => {
  for (const [kind, allowed] of Object.entries(sees)) {
    const number = cases[kind].case_number
    for (const [name, caller] of Object.entries(who)) {
      const reply = await caller.post(`/v1/cases/${number}/actions`, { action: 'extend', days: 1, reason: '试' })
      if (['huangpu', 'pudong', 'city', 'auditor', 'keeper', 'admin'].includes(name)) assertRefused(reply, 403, 'forbidden')
      else if (allowed.includes(name)) assertRefused(reply, 409, 'action_not_possible')
      else assertRefused(reply, 404, 'not_found')
    }
  }
})

test('supervisors are offered no action', async () => {
  for (const name of ['huangpu', 'city', 'auditor']) assert.deepEqual((await who[name].get(`/v1/cases/${cases.direct.case_number}`)).body.allowed_actions, [])
})

test('whoever works at no centre takes no application', async () => {
  for (const name of ['huangpu', 'city', 'auditor', 'keeper', 'admin']) {
    assertRefused(await who[name].post('/v1/cases', {}), 403, 'forbidden')
    assertRefused(await who[name].post('/v1/cases/preview', {}), 403, 'forbidden')
  }
})

test('a look at the whole data wants a purpose, is logged, and is nobody else\'s', async () => {
  const path = `/v1/cases/${cases.direct.case_number}/reveal`
  assertRefused(await who.clerk.post(path, {}), 422, 'required', 'purpose')
  for (const name of sees.direct) {
    const { status, body } = await who[name].post(path, { purpose: `核对 ${name}` })
    assert.equal(status, 200, name)
    assert.deepEqual([body.applicant.name, body.applicant.phone], ['顾玉珍', '13800001234'])
    assert.match(body.applicant.id_number, /^310101\d{11}[0-9X]$/)
  }
  for (const name of ['B', 'third', 'pudong']) assertRefused(await who[name].post(path, { purpose: '看看' }), 404, 'not_found')
  for (const name of ['keeper', 'admin']) assertRefused(await who[name].post(path, { purpose: '看看' }), 403, 'forbidden')
  assertRefused(await server.post(path, { purpose: '看看' }), 401, 'unauthenticated')
  const looks = await server.ask(`SELECT username FROM disclosures WHERE number = '${cases.direct.case_number}'`)
  if (looks) assert.equal(looks.length, sees.direct.length)
})

test('the worklist shows what one may see, and one centre of it when asked', async () => {
  const numbers = async (name, query = '') => (await who[name].get(`/v1/worklist${query}`)).body.items.map((one) => one.case_number)
  const { direct, split } = { direct: cases.direct.case_number, split: cases.split.case_number }
  assert.deepEqual(await numbers('clerk'), [direct])
  assert.deepEqual(await numbers('clerk', '?side=sent'), [split])
  assert.deepEqual(await numbers('B'), [split])
  assert.deepEqual(await numbers('B', '?side=sent'), [])
  assert.deepEqual(await numbers('third'), [])
  assert.deepEqual(await numbers('huangpu'), [direct])
  assert.deepEqual(await numbers('pudong'), [split])
  assert.deepEqual((await numbers('city')).sort(), [direct, split].sort())
  assert.deepEqual((await numbers('auditor')).sort(), [direct, split].sort())
  assert.deepEqual(await numbers('city', `?centre=${B}`), [split])
  assert.deepEqual(await numbers('clerk', `?centre=${A}`), [direct])
  for (const [name, centre] of [['clerk', B], ['huangpu', B], ['city', '310199999']]) assertRefused(await who[name].get(`/v1/worklist?centre=${centre}`), 404, 'not_found')
  for (const name of ['keeper', 'admin']) assertRefused(await who[name].get('/v1/worklist'), 403, 'forbidden')
})

test('a search by number or identity card finds within the scope only, finished cases too', async () => {
  const done = await take(who.clerk, DIRECT)
  await act(who.clerk, done.case_number, 'withdraw')
  const find = async (name, q) => (await who[name].get(`/v1/worklist?q=${q}`)).body.items.map((one) => one.case_number)
  assert.deepEqual(await find('clerk', done.case_number), [done.case_number])
  assert.deepEqual(await find('B', done.case_number), [])
  const { applicant } = (await who.clerk.post(`/v1/cases/${done.case_number}/reveal`, { purpose: '核对' })).body
  assert.deepEqual(await find('clerk', applicant.id_number), [done.case_number])
  assert.deepEqual(await find('clerk', applicant.id_number.toLowerCase()), [done.case_number])
  assert.deepEqual(await find('B', applicant.id_number), [])
  assert.deepEqual(await find('city', applicant.id_number), [done.case_number])
  assertRefused(await who.clerk.get('/v1/worklist?q=310101'), 422, 'not_searchable', 'q')
})

test('sixty looks at the same moment are sixty rows', async () => {
  const { case_number: number } = await take(who.clerk, DIRECT)
  const purposes = Array.from({ length: 60 }, (_, i) => `核对第${i + 1}项`)
  const replies = await Promise.all(purposes.map((purpose) => who.clerk.post(`/v1/cases/${number}/reveal`, { purpose })))
  assert.deepEqual(replies.map((reply) => reply.status), Array(60).fill(200))
  const rows = await server.ask(`SELECT purpose FROM disclosures WHERE district = 310101 AND number = '${number}' AND what = 'personal_data'`)
  if (rows) assert.deepEqual(rows.sort(), purposes.sort())
})
