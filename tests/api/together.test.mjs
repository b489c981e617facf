// Many act on one case at the same moment: each step is won once, and nothing is lost or done twice.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn } from '../server.mjs'
import { A, DIRECT, assertHolds, startAt, take } from './support.mjs'

let server, clerk, reviewer

before(async () => {
  server = await startAt()
  clerk = await server.signIn(`clerk.${A}`)
  reviewer = await server.signIn(`reviewer.${A}`)
})
after(() => inTurn(() => assertHolds(server), () => server.stop()))

const actAll = (number, bodies) => Promise.all(bodies.map(([who, body]) => who.post(`/v1/cases/${number}/actions`, body)))
const eventsOf = async (number) => (await clerk.get(`/v1/cases/${number}/events`)).body.items
const codeOf = (reply) => (reply.status === 200 ? 'done' : reply.body.code)
const count = (replies) => replies.map(codeOf).reduce((sums, code) => ({ ...sums, [code]: (sums[code] ?? 0) + 1 }), {})

test('each step of a life is taken by exactly one of thirty', async () => {
  const { case_number: number } = await take(clerk, DIRECT)
  const steps = [[clerk, { action: 'accept' }], [reviewer, { action: 'review' }], [reviewer, { action: 'decide', outcome: 'granted' }],
    [clerk, { action: 'issue' }], [clerk, { action: 'deliver' }]]
  for (const step of steps) assert.deepEqual(count(await actAll(number, Array(30).fill(step))), { done: 1, action_not_possible: 29 }, step[1].action)
  const events = await eventsOf(number)
  assert.equal(events.map((one) => one.action).join(' '), 'receive accept review decide issue deliver')
  assert.deepEqual(events.map((one) => one.seq), [1, 2, 3, 4, 5, 6])
})

test('who tells the revision that was seen is told when it is stale; one of thirty is not', async () => {
  const { case_number: number } = await take(clerk, DIRECT)
  for (const [revision, body] of [{ action: 'accept' }, { action: 'withdraw', reason: '申请人要求撤回' }].entries()) {
    const replies = await actAll(number, Array(30).fill([clerk, { ...body, revision: revision + 1 }]))
    assert.deepEqual(count(replies), { done: 1, stale: 29 }, body.action)
  }
})

test('who does not is not refused for the others: what is still possible is done', async () => {
  for (let times = 0; times < 20; times += 1) {
    const { case_number: number } = await take(clerk, DIRECT)
    const replies = await actAll(number, [[clerk, { action: 'accept' }], [clerk, { action: 'withdraw', reason: '不办了' }], [clerk, { action: 'accept' }]])
    assert.equal(replies[1].status, 200, replies[1].text)
    const actions = (await eventsOf(number)).map((one) => one.action)
    assert.deepEqual(actions, replies.some((reply) => reply.body.state === 'accepted') ? ['receive', 'accept', 'withdraw'] : ['receive', 'withdraw'])
  }
})
