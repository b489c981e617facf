// SIGTERM in the middle of the work: what was taken is finished and answered, the rest is refused, nobody is waited for
// who does not read or goes on sending; within seconds, with exit status 0.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sanitizer } from '../server.mjs'
import { Raw, request } from './raw.mjs'
import { A, DIRECT, MONDAY, application, assertHolds, startAt } from './support.mjs'

const SECONDS_MAX = sanitizer ? 20 : 8
let server
let clerk

before(async () => {
  server = await startAt(MONDAY, { args: ['--streams-account-max=100'] })
})
after(() => server.stop())

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

for (const [round, wait] of [30, 120, 300].entries()) {
  test(`in the middle of writes, streams and half requests, after ${wait} ms`, async () => {
    clerk = await server.signIn(`clerk.${A}`)
    const sent = []
    const streams = Array.from({ length: 20 }, stream)
    const raws = [await Raw.open(server), ...await Promise.all([unfinished(), unfinished()]), ...(round === 1 ? [await deaf()] : [])]
    const working = Array.from({ length: 12 }, (_, worker) => work(`${round}-${worker}`, sent))
    await new Promise((done) => setTimeout(done, wait * (sanitizer ? 5 : 1)))
    const began = Date.now()
    await server.end() // asserts exit status 0
    const seconds = (Date.now() - began) / 1000
    assert.ok(seconds < SECONDS_MAX, `${seconds} seconds`)
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

test('with nothing to do it ends at once', async () => {
  const idle = await Promise.all(Array.from({ length: 50 }, () => Raw.open(server)))
  const began = Date.now()
  await server.end()
  assert.ok(Date.now() - began < (sanitizer ? 10_000 : 3000), `${Date.now() - began} ms`)
  for (const raw of idle) raw.close()
  await server.start()
})
