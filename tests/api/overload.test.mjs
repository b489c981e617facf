// More writes than the queue holds: 503 for those who are too many, everything for the others, nothing in between.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn } from '../server.mjs'
import { A, DIRECT, MONDAY, application, assertHolds, startAt } from './support.mjs'

const BURST = 400
const BURSTS_MAX = 20 // a quick disk keeps up with one
let server
let clerk

before(async () => {
  server = await startAt(MONDAY, { args: ['--write-queue-max=16', '--batch-max=1'] })
  clerk = await server.signIn(`clerk.${A}`)
})
after(() => inTurn(() => assertHolds(server), () => server.stop()))

const keyed = ({ key, body }) => clerk.post('/v1/cases', body, { 'idempotency-key': key })
async function count() {
  const { counts } = (await clerk.get('/v1/worklist?counts=true')).body
  return counts.green
}

test('a full queue is 503 with a time to come back; what was refused left nothing, and goes through later', async () => {
  let taken = 0
  let requests, replies, busy
  for (let burst = 0; burst < BURSTS_MAX && !busy?.length; burst += 1) {
    requests = Array.from({ length: BURST }, (_, k) => ({ key: `${burst}-${k}`, body: application(DIRECT) }))
    replies = await Promise.all(requests.map(keyed))
    busy = replies.filter((reply) => reply.status === 503)
    const good = replies.filter((reply) => reply.status === 201).length
    assert.equal(good + busy.length, BURST)
    assert.ok(good > 0)
    taken += good
  }
  assert.ok(busy.length > 0, 'the queue was never full')
  for (const reply of busy) {
    assert.equal(reply.body.code, 'busy')
    assert.equal(reply.headers.get('retry-after'), '1')
  }
  if (taken < 2000) assert.equal(await count(), taken) // more are not counted
  assert.equal((await clerk.get('/v1/city')).status, 200)
  for (const [k, first] of replies.entries()) {
    const again = await keyed(requests[k])
    assert.equal(again.status, 201)
    if (first.status === 201) assert.equal(again.text, first.text)
  }
  if (taken + busy.length < 2000) assert.equal(await count(), taken + busy.length)
  assert.match((await server.get('/metrics')).text, new RegExp(`^tongban_writer_refused_total ${busy.length}$`, 'm'))
})
