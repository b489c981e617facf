// Readers of the stream come, go and come back while cases move: nobody misses an event or hears one twice, and the
// program forgets who has gone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn, sanitizer } from '../server.mjs'
import { A, AT_ONCE, B, DIRECT, MONDAY, act, assertHolds, figure, startAt, take, until } from './support.mjs'

const READERS = 30
const VISITS = sanitizer ? 5 : 10 // of each
const EVENTS = 200 // heard by both centres together
let server
const clerks = []

before(async () => {
  server = await startAt(MONDAY, { args: ['--streams-account-max=100'] })
  for (const centre of [A, B]) clerks.push(await server.signIn(`clerk.${centre}`))
})
after(() => inTurn(() => assertHolds(server), () => server.stop()))

// one reader: visits of a few events or some moments, each going on where the last one ended
async function read(clerk, over, reader) {
  while (!over.now) {
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(), 20 + Math.random() * 300)
    const wanted = 1 + Math.floor(Math.random() * 20)
    let text = ''
    try {
      const headers = { authorization: `Bearer ${clerk.token}`, ...(reader.ids.length ? { 'last-event-id': reader.last } : {}) }
      const reply = await fetch(`${server.url}/v1/events`, { headers, signal: stop.signal })
      assert.equal(reply.status, 200)
      reader.visits += 1
      let heard = 0
      for await (const chunk of reply.body.pipeThrough(new TextDecoderStream())) {
        text += chunk
        for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
          const event = text.slice(0, end)
          if (event.startsWith('event: reset')) reader.resets += 1
          if (!event.startsWith('id: ')) continue
          reader.last = event.slice(4, event.indexOf('\n'))
          reader.ids.push(Number(reader.last.split('-')[1]))
          heard += 1
        }
        if (heard >= wanted) break
      }
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
    }
    clearTimeout(timer)
    stop.abort()
  }
}

async function work(clerk, over) {
  while (!over.now) {
    const { case_number: number } = await take(clerk, Math.random() < 0.5 ? DIRECT : AT_ONCE)
    await act(clerk, number, 'accept')
  }
}

test(`${READERS} readers come and go`, async () => {
  const over = { now: false }
  const readers = Array.from({ length: READERS }, (_, k) => ({ centre: k % 2, ids: [], resets: 0, visits: 0 }))
  const working = [0, 1, 0, 1].map((k) => work(clerks[k], over))
  const reading = readers.map((reader) => read(clerks[reader.centre], over, reader))
  const enough = () => readers.every(({ visits }) => visits >= VISITS) && readers.reduce((sum, { ids }) => sum + ids.length, 0) >= EVENTS
  await Promise.race([until(enough, 'everybody came often'), ...working, ...reading]) // one of these ends first only when it fails
  over.now = true
  await Promise.all([...working, ...reading])
  for (const centre of [0, 1]) {
    const these = readers.filter((reader) => reader.centre === centre)
    const all = [...new Set(these.flatMap(({ ids }) => ids))].sort((one, other) => one - other)
    assert.ok(all.length > 0)
    for (const { ids, resets } of these) {
      if (!ids.length) continue
      // between its first and its last event a reader has what any other has
      const mine = all.slice(all.indexOf(ids[0]), all.indexOf(ids.at(-1)) + 1)
      if (resets === 0) assert.deepEqual(ids, mine)
      else assert.deepEqual([...ids].sort((one, other) => one - other), ids)
    }
  }
})

test('who has gone is forgotten', async () => {
  await until(async () => {
    for (const clerk of clerks) await take(clerk, DIRECT)
    return await figure(server, 'tongban_event_subscribers') === 0
  }, 'no reader is known any more')
})
