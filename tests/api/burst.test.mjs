// Many who all speak at the same moment. The program is halted while they send, so that it hears all of them at once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startServer } from '../server.mjs'
import { Raw, request } from './raw.mjs'

const EVENTS = 128 // what libmicrohttpd asks epoll for at a time
const THREADS = 2

const allHave = (many, count) => Promise.all(many.map(async (raw) => assert.deepEqual(await raw.answers(count, 20_000), Array(count).fill(200))))

test('as many as a thread hears of at a time are all answered', async () => {
  const server = await startServer({ engine: 'sqlite', args: [`--threads=${THREADS}`] })
  try {
    for (const count of [THREADS * EVENTS, THREADS * (EVENTS - 1), THREADS * EVENTS * 2]) {
      const many = await Promise.all(Array.from({ length: count }, () => Raw.open(server)))
      const ask = () => Promise.all(many.map((raw) => raw.write(request('GET', '/healthz'))))
      await ask()
      await allHave(many, 1)
      server.child.kill('SIGSTOP')
      await ask()
      server.child.kill('SIGCONT')
      await allHave(many, 2)
      for (const raw of many) raw.close()
    }
  } finally {
    await server.stop()
  }
})
