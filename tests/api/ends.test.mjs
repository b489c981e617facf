// A file of tests ends, whatever fails in it: the servers it started are stopped, or go with it.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { inTurn, top } from '../server.mjs'
import { until } from './support.mjs'

const folder = mkdtempSync(join(tmpdir(), 'tongban-ends-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Runs such a file by itself; how it ended, what it said, and the server it wrote down. Who takes ten minutes hangs. */
async function run(name, lines) {
  const file = join(folder, `${name}.test.mjs`), note = join(folder, `${name}.pid`)
  writeFileSync(file, `import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { inTurn, startServer } from ${JSON.stringify(join(top, 'tests/server.mjs'))}
const begin = async () => {
  const server = await startServer()
  writeFileSync(${JSON.stringify(note)}, String(server.child.pid))
  return server
}
${lines}`)
  const { NODE_TEST_CONTEXT, ...env } = process.env // it is no part of this run
  const how = await new Promise((done) => execFile(process.execPath, [file], { env, timeout: 600_000, killSignal: 'SIGKILL' }, (error, said) => done({ code: error?.code ?? 0, signal: error?.signal ?? null, said })))
  return { ...how, pid: Number(readFileSync(note, 'utf8')) }
}
/** Not there any more, or only until somebody asks how it ended. */
const isGone = (pid) => until(() => {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}, `process ${pid} has ended`)

test('each step is taken, also after one that fails; the first failure is told', async () => {
  const taken = []
  const step = (name, fails) => () => {
    taken.push(name)
    if (fails) throw new Error(name)
  }
  await assert.rejects(inTurn(step('look'), step('fails', true), async () => step('fails too', true)(), step('stop')), { message: 'fails' })
  assert.deepEqual(taken, ['look', 'fails', 'fails too', 'stop'])
  await inTurn(step('fine'))
})

test('what fails in the hook at its end stops no server from being stopped', async () => {
  const { code, signal, said, pid } = await run('hook', `let server
before(async () => { server = await begin() })
after(() => inTurn(() => assert.fail('it does not hold'), () => server.stop(), () => console.log('stopped:', server.child.exitCode)))
test('passes', async () => assert.equal((await server.get('/healthz')).status, 200))
`)
  assert.deepEqual([code, signal], [1, null], said)
  assert.match(said, /stopped: 0/)
  assert.match(said, /it does not hold/)
  await isGone(pid)
})

test('a server that a test has left goes with the file', async () => {
  const { code, signal, said, pid } = await run('body', `test('fails', async () => {
  const server = await begin()
  assert.equal((await server.get('/healthz')).status, 500)
  await server.stop()
})
`)
  assert.deepEqual([code, signal], [1, null], said)
  await isGone(pid)
})
