// A crowd that signs in does not slow those who are in: passwords are hashed by threads of their own, what they cannot take is
// refused before any work, and the end of the program finishes what they took.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { A, assertRefused, figure, startAt, until } from './support.mjs'

let server
let clerk

before(async () => {
  server = await startAt(undefined, { args: ['--work-threads', '1', '--work-queue-max', '100', '--login-source-failures-max', '10000'] })
  clerk = await server.signIn(`clerk.${A}`)
})
after(() => server.stop())

// Strangers who try again and again, each with a new name, until `end`; `replies` are what they have heard, by status.
let names = 0
function crowdOf(size) {
  const crowd = { replies: [], over: false }
  const one = async () => {
    while (!crowd.over) crowd.replies.push(await server.post('/v1/sessions', { username: `nobody.${(names += 1)}`, password: 'wrong' }))
  }
  const all = Array.from({ length: size }, () => one().catch((error) => { if (!crowd.over) throw error })) // the end of the program closes their connections
  crowd.heard = (status) => crowd.replies.filter((reply) => reply.status === status).length
  crowd.end = async () => { crowd.over = true; await Promise.all(all) }
  return crowd
}
const waiting = () => figure(server, 'tongban_workers_waiting')

test('those who are in are served while a crowd waits to get in', async () => {
  const hashes = await figure(server, 'tongban_password_hashes_total')
  const jobs = await figure(server, 'tongban_workers_jobs_total')
  const crowd = crowdOf(24)
  for (let reads = 0; reads < 20; reads += 1) {
    await until(waiting, 'strangers wait')
    assert.equal((await clerk.get('/v1/worklist')).status, 200)
  }
  await crowd.end()
  for (const reply of crowd.replies) assertRefused(reply, 401, 'sign_in_refused')
  // each was hashed once, and all of them by the workers
  assert.equal(await figure(server, 'tongban_password_hashes_total') - hashes, crowd.replies.length)
  assert.equal(await figure(server, 'tongban_workers_jobs_total') - jobs, crowd.replies.length)
})

test('what the workers cannot take is refused at once', async () => {
  await server.restart(['--work-queue-max', '4'])
  const hashes = await figure(server, 'tongban_password_hashes_total')
  const crowd = crowdOf(12)
  await until(() => crowd.heard(503) >= 12, 'strangers are refused')
  await crowd.end()
  for (const reply of crowd.replies.filter(({ status }) => status !== 401)) {
    assertRefused(reply, 503, 'busy')
    assert.ok(Number(reply.headers.get('retry-after')) > 0)
  }
  assert.equal(await figure(server, 'tongban_password_hashes_total') - hashes, crowd.heard(401))
  assert.ok(await figure(server, 'tongban_workers_refused_total') >= crowd.heard(503))
})

test('while strangers take every place, a known device signs in, and who is signed in changes a password', async () => {
  await server.restart(['--work-queue-max', '4'])
  const signIn = (username, device_token) => server.post('/v1/sessions', { username, password: 'tongban-demo', device_token })
  const { device_token } = (await signIn(`lead.${A}`)).body
  const lead = await server.signIn(`lead.${A}`)
  const crowd = crowdOf(12)
  const refusedAgain = async () => {
    const before = crowd.heard(503)
    await until(() => crowd.heard(503) > before, 'strangers are refused')
  }
  for (let tries = 0; tries < 5; tries += 1) {
    await refusedAgain()
    assert.equal((await signIn(`lead.${A}`, device_token)).status, 201)
    await refusedAgain()
    // a worker compares the old one and finds the new one among the last
    assertRefused(await lead.post('/v1/password', { old_password: 'tongban-demo', new_password: 'tongban-demo' }), 422, undefined, 'new_password')
  }
  // on another account's device one is a stranger
  await until(async () => (await signIn(`reviewer.${A}`, device_token)).status === 503)
  await crowd.end()
  assert.equal(crowd.heard(401) + crowd.heard(503), crowd.replies.length)
})

test('the end of the program finishes what was taken', async () => {
  await server.restart(['--work-queue-max', '100'])
  const crowd = crowdOf(12)
  const [taken, heard] = await until(async () => {
    const before = crowd.heard(401)
    const now = await waiting()
    return now >= 4 && [now, before]
  }, 'strangers wait')
  crowd.over = true
  await server.restart(['--work-queue-max', '100'])
  await crowd.end()
  assert.ok(crowd.heard(401) - heard >= taken, `${crowd.heard(401) - heard} of the ${taken} who waited were answered`)
})
