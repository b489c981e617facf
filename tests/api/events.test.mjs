// The stream of events (server-sent events): one's own scope, nothing lost over a short break, `reset` after a long one.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testEngine } from '../server.mjs'
import { Raw, request } from './raw.mjs'
import { A, B, DIRECT, MONDAY, SPLIT, act, assertRefused, startAt, take } from './support.mjs'

let server
let clerk, there

before(async () => {
  server = await startAt()
  clerk = await server.signIn(`clerk.${A}`)
  there = await server.signIn(`clerk.${B}`)
})
after(() => server.stop())

class Stream {
  static async open(who, last, { url } = server) {
    const stream = new Stream()
    const headers = { authorization: `Bearer ${who.token}`, ...(last ? { 'last-event-id': String(last) } : {}) }
    stream.stop = new AbortController()
    stream.reply = await fetch(`${url}/v1/events`, { headers, signal: stream.stop.signal })
    assert.equal(stream.reply.status, 200)
    stream.events = []
    stream.text = ''
    stream.over = stream.read()
    return stream
  }

  async read() {
    try {
      for await (const chunk of this.reply.body.pipeThrough(new TextDecoderStream())) {
        this.text += chunk
        for (let end; (end = this.text.indexOf('\n\n')) >= 0; this.text = this.text.slice(end + 2)) {
          const lines = this.text.slice(0, end).split('\n').filter((line) => !line.startsWith(':'))
          if (lines.length === 0) continue
          const event = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]))
          this.events.push({ ...event, data: JSON.parse(event.data) })
        }
      }
    } catch { /* closed by us */ }
  }

  async until(count) {
    for (let tries = 0; tries < 4000 && this.events.length < count; tries += 1) await new Promise((done) => setTimeout(done, 30))
    return this.events
  }

  /** Until this case has told of this action. */
  async untilTold({ case_number: number }, action) {
    for (let tries = 0; tries < 4000 && !of(this.events, number).includes(action); tries += 1) await new Promise((done) => setTimeout(done, 30))
    return this.events
  }

  async close() {
    this.stop.abort()
    await this.over
  }
}

const of = (events, number) => events.filter((event) => event.data.case_number === number).map((event) => event.data.action)

test('each hears of the cases of its own scope only', async () => {
  const callers = { clerk, there, third: await server.signIn('clerk.310117001'), huangpu: await server.signIn('district.310101'), city: await server.signIn('city'), auditor: await server.signIn('auditor') }
  const streams = {}
  for (const [name, caller] of Object.entries(callers)) streams[name] = await Stream.open(caller)
  const direct = await take(clerk, DIRECT)
  const split = await take(clerk, SPLIT, { hukou_division: B })
  await act(there, split.case_number, 'take_over')
  await act(clerk, direct.case_number, 'withdraw')
  for (const name of ['clerk', 'huangpu', 'city', 'auditor']) {
    await streams[name].untilTold(split, 'take_over')
    const events = await streams[name].untilTold(direct, 'withdraw')
    assert.deepEqual(of(events, direct.case_number), ['receive', 'withdraw'], name)
    assert.deepEqual(of(events, split.case_number).filter((one) => one !== 'arrive'), ['receive', 'take_over'], name)
  }
  const events = await streams.there.untilTold(split, 'take_over')
  assert.deepEqual(of(events, direct.case_number), [])
  assert.deepEqual(of(events, split.case_number).filter((one) => one !== 'arrive'), ['receive', 'take_over'])
  assert.deepEqual(streams.third.events, [])
  const { event, id, data } = events[0]
  assert.equal(event, 'case')
  assert.deepEqual(data, { case_number: split.case_number, seq: 1, action: 'receive', state: 'in_transit', item_code: SPLIT, receiving_centre: A, responsible_centre: B })
  assert.match(id, /^[0-9a-f]{16}-\d+$/)
  for (const stream of Object.values(streams)) await stream.close()
})

test('the stream is for staff with cases', async () => {
  assertRefused(await server.get('/v1/events'), 401, 'unauthenticated')
  for (const name of ['keeper', 'admin']) assertRefused(await (await server.signIn(name)).get('/v1/events'), 403, 'forbidden')
})

test('after a break the stream goes on behind the last event; behind an unknown one it says reset', async () => {
  const first = await Stream.open(clerk)
  await take(clerk, DIRECT)
  const [{ id }] = await first.until(1)
  await first.close()
  const missed = [await take(clerk, DIRECT), await take(clerk, DIRECT)]
  const second = await Stream.open(clerk, id)
  const events = await second.until(2)
  assert.deepEqual(events.map((event) => event.data.case_number), missed.map((one) => one.case_number))
  await second.close()
  for (const unknown of ['99999999', '1e9', '-5', id.replace(/\d+$/, '99999999'), `0${id.slice(1)}0`]) {
    const stream = await Stream.open(clerk, unknown)
    assert.deepEqual((await stream.until(1)).map((event) => event.event), ['reset'], unknown)
    await stream.close()
  }
})

test('a new start of the program ends the stream, and the next one says reset', async () => {
  const stream = await Stream.open(clerk)
  await take(clerk, DIRECT)
  const [{ id }] = await stream.until(1)
  await server.moveTo(new Date(Date.parse(MONDAY) + 60_000).toISOString())
  await stream.over
  const next = await Stream.open(clerk, id)
  assert.equal((await next.until(1))[0].event, 'reset')
  const it = await take(clerk, DIRECT)
  assert.deepEqual(of(await next.until(2), it.case_number), ['receive'])
  await next.close()
})

test('two servers on one database: each tells what the other has taken', { skip: testEngine === 'sqlite' && 'a file has one server' }, async () => {
  const other = await startAt(MONDAY, { beside: server })
  try {
    const away = await other.signIn(`clerk.${A}`)
    const streams = [await Stream.open(clerk), await Stream.open(away, null, other)]
    const taken = [await take(clerk, DIRECT), await take(away, DIRECT), await take(clerk, DIRECT)]
    for (const stream of streams) {
      assert.deepEqual((await stream.until(3)).map((event) => event.data.case_number), taken.map((one) => one.case_number))
      await stream.close()
    }
    const stranger = await Stream.open(clerk, streams[1].events[0].id) // the other's
    assert.equal((await stranger.until(1))[0].event, 'reset')
    await stranger.close()
  } finally {
    await other.stop()
  }
})

test('an account has eight streams; the ninth waits until one is closed, cut or killed', async () => {
  const her = await server.signIn(`reviewer.${A}`)
  const again = await server.signIn(`reviewer.${A}`) // another session of the same account
  const figure = async (name) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec((await server.get('/metrics')).text)[1])
  const refused = await figure('tongban_event_refused_total')
  const streams = []
  for (let k = 0; k < 8; k += 1) streams.push(await Stream.open(k % 2 ? her : again))
  const reply = assertRefused(await her.get('/v1/events'), 429, 'too_many_streams')
  assert.equal(reply.headers.get('retry-after'), '30')
  assert.equal(await figure('tongban_event_refused_total'), refused + 1)
  const other = await Stream.open(clerk) // somebody else's are not counted
  await other.close()
  // whoever has closed, or was killed, has left its place at once
  await streams.pop().close()
  streams.push(await Stream.open(her))
  await streams.pop().close()
  const killed = await Raw.open(server)
  await killed.write(request('GET', '/v1/events', { Authorization: `Bearer ${her.token}` }))
  assert.deepEqual(await killed.answers(), [200])
  assertRefused(await her.get('/v1/events'), 429, 'too_many_streams')
  killed.socket.resetAndDestroy()
  for (let tries = 0; ; tries += 1) {
    const stream = await Stream.open(her).catch((error) => error)
    if (stream instanceof Stream && streams.push(stream)) break
    assert.ok(tries < 6000, String(stream)) // the reset is on its way
    await new Promise((done) => setTimeout(done, 20))
  }
  for (const stream of streams) await stream.close()
})

test('the stream says how often something comes, and it comes', async () => {
  const quick = await startAt(MONDAY, { args: ['--heartbeat=1'] })
  const her = await quick.signIn(`clerk.${A}`)
  const stream = await fetch(`${quick.url}/v1/events`, { headers: { authorization: `Bearer ${her.token}` } })
  assert.equal(stream.headers.get('heartbeat'), '1')
  let text = ''
  for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) if ((text += chunk).split(': still here').length > 3) break
  await quick.stop()
})

test('a hundred readers hear of a case', async () => {
  const her = await startAt(MONDAY, { args: ['--streams-account-max=100'] })
  const clerk = await her.signIn(`clerk.${A}`)
  const streams = await Promise.all(Array.from({ length: 100 }, () => Stream.open(clerk, null, her)))
  const it = await take(clerk, DIRECT)
  for (const stream of streams) {
    await stream.until(1)
    assert.deepEqual(of(stream.events, it.case_number), ['receive'])
  }
  await Promise.all(streams.map((stream) => stream.close()))
  assert.equal((await her.get('/healthz')).status, 200)
  await her.stop()
})

test('who has signed out hears no more', async () => {
  const gone = await server.signIn(`reviewer.${A}`)
  const stream = await Stream.open(gone)
  assert.equal((await gone.send('DELETE', '/v1/sessions/current')).status, 204)
  const it = await take(clerk, DIRECT)
  await stream.over // the program ends it
  assert.deepEqual(of(stream.events, it.case_number), [])
})
