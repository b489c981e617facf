// What only a database over a wire can do: several servers on it, and connections that break in the middle of the work.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn, testEngine } from '../server.mjs'
import { A, B, DIRECT, SPLIT, application, assertHolds, startAt } from './support.mjs'

const skip = testEngine !== 'postgres' && 'a file has no wire'
let server, beside

before(async () => {
  if (skip) return
  server = await startAt()
  beside = await startAt(undefined, { beside: server })
})
after(() => skip || inTurn(() => beside?.stop(), () => assertHolds(server), () => server?.stop()))

test('two servers number without a collision, and each acts on what the other has taken', { skip }, async () => {
  const houses = await Promise.all([server, beside].map((one) => one.signIn(`clerk.${A}`)))
  const taken = await Promise.all(Array.from({ length: 60 }, async (_, k) => {
    const reply = await houses[k % 2].post('/v1/cases', application(DIRECT))
    assert.equal(reply.status, 201, reply.text)
    return reply.body.case_number
  }))
  assert.equal(new Set(taken).size, taken.length)
  await Promise.all(taken.map(async (number, k) => {
    const other = houses[(k + 1) % 2]
    assert.equal((await other.get(`/v1/cases/${number}`)).body.state, 'received')
    const reply = await other.post(`/v1/cases/${number}/actions`, { action: 'accept' })
    assert.equal(reply.status, 200, reply.text)
  }))
  const [first, second] = await Promise.all(houses.map((one) => one.get('/v1/worklist?limit=200')))
  assert.deepEqual(first.body, second.body)
})

test('one key on both servers at the same moment is one case', { skip }, async () => {
  const houses = await Promise.all([server, beside].map((one) => one.signIn(`clerk.${A}`)))
  for (let k = 0; k < 10; k += 1) {
    const body = application(DIRECT)
    const replies = await Promise.all(houses.map((one) => one.post('/v1/cases', body, { 'idempotency-key': `both-${k}` })))
    for (const reply of replies) assert.equal(reply.status, 201, reply.text)
    assert.equal(replies[0].text, replies[1].text)
  }
})

test('every connection is cut again and again: what is not answered is asked again, and nothing is there twice', { skip }, async () => {
  const clerk = await server.signIn(`clerk.${A}`)
  const there = await server.signIn(`clerk.${B}`)
  const numbers = new Set()
  let working = true, asked = 0, refused = 0
  const work = async (worker) => {
    for (let k = 0; working || k < 20; k += 1) {
      const who = worker % 2 ? clerk : there
      const body = application(k % 3 ? DIRECT : SPLIT, k % 3 ? {} : { hukou_division: worker % 2 ? B : A })
      for (asked += 1; ;) {
        const reply = await who.post('/v1/cases', body, { 'idempotency-key': `cut-${worker}-${k}` })
        if (reply.status === 201) {
          numbers.add(reply.body.case_number)
          break
        }
        refused += 1
        assert.equal(reply.status, 503, reply.text)
        assert.ok(Number(reply.headers.get('retry-after')) > 0)
        await new Promise((done) => setTimeout(done, 50))
      }
    }
  }
  const workers = Array.from({ length: 8 }, (_, worker) => work(worker))
  for (let round = 0; round < 8; round += 1) {
    const before = numbers.size
    await server.ask('SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()')
    for (const end = Date.now() + 60_000; numbers.size < before + 8 && Date.now() < end;) await new Promise((done) => setTimeout(done, 10))
    assert.ok(numbers.size > before, 'work goes on')
  }
  working = false
  await Promise.all(workers)
  assert.equal(numbers.size, asked, `every application is one case (${refused} were refused on the way)`)
})
