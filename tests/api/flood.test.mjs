// A crowd that signs in does not slow those who are in: passwords are hashed by threads of their own, what they cannot take is
// refused before any work, and the end of the program finishes what they took.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { A, assertRefused, startAt } from './support.mjs'

let server
let clerk

before(async () => {
  server = await startAt(undefined, { args: ['--work-threads', '1', '--work-queue-max', '100', '--login-source-failures-max', '10000'] })
  clerk = await server.signIn(`clerk.${A}`)
})
after(() => server.stop())

const figure = async (name) => Number((await server.get('/metrics')).text.match(new RegExp(`^${name} (\\d+)$`, 'm'))[1])
const crowd = (size, ended = () => {}) => Array.from({ length: size }, async (_, i) => {
  const reply = await server.post('/v1/sessions', { username: `nobody.${i}`, password: 'wrong' })
  ended(reply)
  return reply
})

test('those who are in are served while a crowd waits to get in', async () => {
  let ended = 0
  const hashes = await figure('tongban_password_hashes_total')
  const jobs = await figure('tongban_workers_jobs_total')
  const trying = crowd(48, () => { ended += 1 })
  for (let reads = 0; reads < 20; reads += 1) assert.equal((await clerk.get('/v1/worklist')).status, 200)
  assert.ok(ended < 40, `${ended} of 48 were through before 20 worklists were read`)
  for (const reply of await Promise.all(trying)) assertRefused(reply, 401, 'sign_in_refused')
  // each was hashed once, and all of them by the workers
  assert.equal(await figure('tongban_password_hashes_total') - hashes, 48)
  assert.equal(await figure('tongban_workers_jobs_total') - jobs, 48)
})

test('what the workers cannot take is refused at once; who is signed in still has a place', async () => {
  await server.restart(['--work-queue-max', '4'])
  const hashes = await figure('tongban_password_hashes_total')
  const trying = crowd(48)
  const replies = await Promise.all(trying)
  const refused = replies.filter((reply) => reply.status === 503)
  assert.ok(refused.length > 0, `${replies.map((reply) => reply.status)}`)
  for (const reply of refused) {
    assertRefused(reply, 503, 'busy')
    assert.ok(Number(reply.headers.get('retry-after')) > 0)
  }
  assert.equal(await figure('tongban_password_hashes_total') - hashes, 48 - refused.length)
  assert.ok(await figure('tongban_workers_refused_total') >= refused.length)
})

test('the end of the program finishes what was taken', async () => {
  await server.restart(['--work-queue-max', '100'])
  const trying = crowd(24).map((one) => one.catch((error) => error))
  while (await figure('tongban_workers_waiting') < 12) await new Promise((done) => { setTimeout(done, 2) })
  await server.restart(['--work-queue-max', '100'])
  const statuses = (await Promise.all(trying)).map((reply) => reply.status)
  assert.ok(statuses.filter((status) => status === 401).length >= 12, `${statuses}`)
})
