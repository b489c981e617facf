// More writes than the queue holds: 503 for those who are too many, everything for the others, nothing in between.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { A, DIRECT, MONDAY, application, assertHolds, startAt } from './support.mjs'

let server
let clerk

before(async () => {
  server = await startAt(MONDAY, { args: ['--write-queue-max=16', '--batch-max=1'] })
  clerk = await server.signIn(`clerk.${A}`)
})
after(async () => {
  await assertHolds(server)
  await server.stop()
})

test('a full queue is 503 with a time to come back; what was refused left nothing, and goes through later', async () => {
  const bodies = Array.from({ length: 400 }, () => application(DIRECT))
  const keyed = (body, k) => clerk.post('/v1/cases', body, { 'idempotency-key': `load-${k}` })
  const replies = await Promise.all(bodies.map(keyed))
  const taken = replies.filter((reply) => reply.status === 201).length
  const busy = replies.filter((reply) => reply.status === 503)
  assert.equal(taken + busy.length, bodies.length)
  assert.ok(taken > 0 && busy.length > 0, `${taken} taken, ${busy.length} busy`)
  for (const reply of busy) {
    assert.equal(reply.body.code, 'busy')
    assert.equal(reply.headers.get('retry-after'), '1')
  }
  const count = async () => Object.values((await clerk.get('/v1/worklist?counts=true')).body.counts).filter(Number.isInteger).reduce((sum, one) => sum + one, 0)
  assert.equal(await count(), taken)
  assert.equal((await clerk.get('/v1/city')).status, 200)
  for (const [k, reply] of replies.entries()) {
    const again = await keyed(bodies[k], k)
    assert.equal(again.status, 201)
    if (reply.status === 201) assert.equal(again.text, reply.text)
  }
  assert.equal(await count(), bodies.length)
  assert.match((await server.get('/metrics')).text, new RegExp(`^tongban_writer_refused_total ${busy.length}$`, 'm'))
})
