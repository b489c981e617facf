// File descriptors are few: who comes waits, and everybody is served in the end.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sanitizer, startServer } from '../server.mjs'
import { Raw, request } from './raw.mjs'

test('with few file descriptors connections wait, and everybody is served in the end', async () => {
  const server = await startServer({ engine: 'sqlite', under: ['prlimit', '--nofile=64'] })
  try {
    const many = await Promise.all(Array.from({ length: 120 }, () => Raw.open(server)))
    await new Promise((done) => setTimeout(done, 200))
    const spent = () => { // hundredths of a second of processor
      const fields = readFileSync(`/proc/${server.child.pid}/stat`, 'utf8').split(' ')
      return Number(fields[13]) + Number(fields[14])
    }
    const start = spent()
    await new Promise((done) => setTimeout(done, 1000))
    if (!sanitizer) assert.ok(spent() - start < 50, `${spent() - start} hundredths of a second spent on waiting`)
    for (const raw of many) raw.close()
    const again = await Promise.all(Array.from({ length: 120 }, () => Raw.open(server)))
    await Promise.all(again.map(async (raw) => {
      await raw.write(request('GET', '/v1/city', { Connection: 'close' }))
      assert.deepEqual(await raw.answers(1), [200])
    }))
  } finally {
    await server.stop()
  }
})
