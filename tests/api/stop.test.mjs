// SIGTERM in the middle of the work: what was taken is finished and answered, the rest is refused, nobody is waited for
// who does not read or goes on sending; with exit status 0. Whoever is silent here is so for good, and the program's own patience
// with them is an hour: if it waited for any of them, the test would hang.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { Raw, request } from './raw.mjs'
import { A, DIRECT, MONDAY, application, assertHolds, startAt } from './support.mjs'

const PATIENT = ['--idle-timeout=3600', '--request-timeout=3600', '--streams-account-max=100']
let server
let clerk

// each test has a server of its own: one that failed takes no other down
beforeEach(async () => {
  server = await startAt(MONDAY, { args: PATIENT })
})
afterEach(() => server.stop())

// sends with keys until the door is closed; remembers what was sent and what was answered
async function work(name, sent) {
  for (let k = 0; ; k += 1) {
    const one = { key: `${name}-${k}`, body: application(DIRECT) }
    sent.push(one)
    try {
      one.reply = await clerk.post('/v1/cases', one.body, { 'idempotency-key': one.key })
    } catch {
      return
    }
    if (one.reply.status !== 201) return
  }
}

async function stream() {
  const reply = await fetch(`${server.url}/v1/events`, { headers: { authorization: `Bearer ${clerk.token}` } })
  assert.equal(reply.status, 200)
  let text = ''
  for await (const chunk of reply.body.pipeThrough(new TextDecoderStream())) text += chunk
  return text // it came to its proper end: a cut stream throws
}

// asks for a lot and reads nothing
async function deaf() {
  const raw = await Raw.open(server)
  raw.socket.pause()
  await raw.write(Buffer.concat(Array.from({ length: 400 }, () => request('GET', '/v1/districts'))))
  return raw
}

async function unfinished() {
  const raw = await Raw.open(server)
  await raw.write(request('POST', '/v1/cases', { authorization: `Bearer ${clerk.token}`, 'content-type': 'application/json', 'content-length': 500 }, '{"item_code":'))
  return raw
}

for (const [round, wanted] of [1, 40, 150].entries()) {
  test(`in the middle of writes, streams and half requests, after ${wanted} answers`, async () => {
    clerk = await server.signIn(`clerk.${A}`)
    const sent = []
    const streams = Array.from({ length: 20 }, stream)
    const raws = [await Raw.open(server), ...await Promise.all([unfinished(), unfinished()]), ...(round === 1 ? [await deaf()] : [])]
    const working = Array.from({ length: 12 }, (_, worker) => work(`${round}-${worker}`, sent))
    while (sent.filter(({ reply }) => reply).length < wanted) await new Promise((done) => setTimeout(done, 1))
    await server.end() // asserts exit status 0
    await Promise.all(working)
    for (const ended of await Promise.all(streams)) assert.match(ended, /still here|event: case/)
    for (const raw of raws) raw.close()
    for (const { reply } of sent) assert.ok(!reply || [201, 503].includes(reply.status), reply?.text)
    assert.ok(sent.some(({ reply }) => reply?.status === 201), 'nothing was taken before the end')
    await assertHolds(server)

    await server.start()
    clerk = await server.signIn(`clerk.${A}`)
    for (const { key, body, reply } of sent) {
      const again = await clerk.post('/v1/cases', body, { 'idempotency-key': key })
      assert.equal(again.status, 201, again.text)
      if (reply?.status === 201) assert.equal(again.text, reply.text, 'what was answered is kept')
    }
  })
}

test('with nothing to do it ends, whoever is connected', async () => {
  const idle = await Promise.all(Array.from({ length: 50 }, () => Raw.open(server)))
  await server.end()
  await Promise.all(idle.map((raw) => raw.closed))
})
