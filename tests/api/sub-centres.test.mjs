// A sub-centre receives for its centre: part of the items, for people of its centre's area; it decides nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { B, application, act, assertHolds, assertRefused, startAt } from './support.mjs'

const PARENT = '310106101', SUB = `${PARENT}-S1`
const here = { hukou_division: PARENT, residence_division: PARENT }
let server, clerk, parent

before(async () => {
  server = await startAt()
  const admin = await server.signIn('admin')
  assertRefused(await admin.post('/v1/staff', { username: 'lead.sub', name: '王小明', role: 'lead', centre: SUB }), 422, 'clerks_only', 'centre')
  const made = await admin.post('/v1/staff', { username: 'clerk.sub', name: '王小明', role: 'clerk', centre: SUB })
  assert.equal(made.status, 201, made.text)
  const first = await server.signIn('clerk.sub', made.body.initial_password)
  const changed = await first.post('/v1/password', { old_password: made.body.initial_password, new_password: 'Sub-centre-1' })
  assert.ok(changed.status < 300, changed.text)
  clerk = await server.signIn('clerk.sub', 'Sub-centre-1')
  parent = await server.signIn(`clerk.${PARENT}`)
})
after(() => server.stop())

test('it receives for its centre, which sees the case, goes on with it and decides', async () => {
  const reply = await clerk.post('/v1/cases', application('MZ-002', here))
  assert.equal(reply.status, 201, reply.text)
  const { case_number: number, receiving_centre: receiving, responsible_centre: responsible, state } = reply.body
  assert.deepEqual([receiving, responsible, state], [PARENT, PARENT, 'received'])
  assert.ok(number.includes(PARENT))
  assert.equal((await parent.get(`/v1/cases/${number}/events`)).body.items[0].centre, SUB)
  for (const who of [parent, clerk]) assert.ok((await who.get('/v1/worklist')).body.items.some((one) => one.case_number === number))
  assert.equal((await act(parent, number, 'accept')).state, 'accepted')
  await assertHolds(server)
})

test('other items and people of other areas are sent on by name, in the preview too', async () => {
  for (const [item, more, code] of [['MZ-001', here, 'not_at_sub_centre'], ['MZ-002', { hukou_division: B, residence_division: B }, 'not_citywide']]) {
    const body = application(item, more)
    assertRefused(await clerk.post('/v1/cases', body), 422, code, 'item_code')
    const { errors } = (await clerk.post('/v1/cases/preview', body)).body
    const error = errors.find((one) => one.code === code)
    assert.match(error.zh, /请到.+社区事务受理服务中心办理/)
    assert.match(error.en, /taken at .+ Centre/)
  }
  assert.equal((await parent.post('/v1/cases', application('MZ-002', { hukou_division: B, residence_division: B }))).status, 201, 'its centre is citywide')
})
