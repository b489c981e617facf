// The power goes in the middle of the work: whoever got an answer keeps it, whoever got none can ask again, nothing is
// there twice or by half.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sanitizer } from '../server.mjs'
import { A, B, DIRECT, SPLIT, application, assertHolds, startAt } from './support.mjs'

const ROUNDS = sanitizer ? 3 : 10
const WORKERS = 12
let server
let clerk, there

before(async () => {
  server = await startAt()
  clerk = await server.signIn(`clerk.${A}`)
  there = await server.signIn(`clerk.${B}`)
})
after(() => server.stop())

// sends with a key until the program dies; remembers what was sent and what was answered
async function work(round, worker, sent) {
  for (let k = 0; ; k += 1) {
    const request = { who: clerk, path: '/v1/cases', key: `${round}-${worker}-${k}`, body: application(k % 3 ? DIRECT : SPLIT, k % 3 ? {} : { hukou_division: B }) }
    sent.push(request)
    if (!await ask(request)) return
    const { case_number: number, state } = JSON.parse(request.answer)
    const next = { who: state === 'received' ? clerk : there, path: `/v1/cases/${number}/actions`, key: `${request.key}-next`, body: { action: state === 'received' ? 'accept' : 'take_over' } }
    sent.push(next)
    if (!await ask(next)) return
  }
}

async function ask(request) {
  try {
    const reply = await request.who.post(request.path, request.body, { 'idempotency-key': request.key })
    assert.ok([200, 201].includes(reply.status), reply.text)
    request.answer = reply.text
    return true
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
    return false
  }
}

test(`${ROUNDS} times kill -9 among parallel writes`, async () => {
  let cases = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const sent = []
    const working = Array.from({ length: WORKERS }, (_, worker) => work(round, worker, sent))
    await new Promise((done) => setTimeout(done, (sanitizer ? 300 : 40) + 20 * round))
    await server.kill()
    await Promise.all(working)
    await assertHolds(server)
    await server.start()
    const numbers = new Set()
    let answered = 0
    for (const request of sent) {
      const first = request.answer
      answered += first === undefined ? 0 : 1
      assert.ok(await ask(request), 'the restarted program answers')
      if (first !== undefined) assert.equal(request.answer, first, 'the same answer as before')
      numbers.add(JSON.parse(request.answer).case_number)
    }
    cases += sent.filter((request) => request.path === '/v1/cases').length
    assert.equal(numbers.size, sent.filter((request) => request.path === '/v1/cases').length)
    assert.ok(answered > 0, 'nothing was answered before the end')
  }
  await assertHolds(server)
  let seen = 0
  for (const side of ['holder', 'sent']) {
    for (let cursor = ''; cursor !== null;) {
      const { items, next } = (await clerk.get(`/v1/worklist?side=${side}&limit=200${cursor}`)).body
      seen += items.length
      cursor = next && `&cursor=${next}`
    }
  }
  assert.equal(seen, cases, 'every case once')
})
