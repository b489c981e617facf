// tongban backup while clients are accepting, tongban restore, and a server on what was restored.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, before, test } from 'node:test'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { inTurn, program, runProgram, startServer, top } from '../server.mjs'
import { A, DIRECT, MONDAY, application, clockAt, startAt } from './support.mjs'

const otherEngine = process.env.TONGBAN_TEST_ENGINE === 'postgres' && 'the files are SQLite\'s'
let server
let folder

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-backup-'))
  if (!otherEngine) server = await startAt()
})
after(() => inTurn(() => server?.stop(), () => rmSync(folder, { recursive: true, force: true })))

const at = (name) => join(folder, name)
const url = (name) => `sqlite:${at(name)}`

async function refused(pattern, ...args) {
  const error = await runProgram(...args).then(() => assert.fail(`${args.join(' ')} should fail`), (reason) => reason)
  assert.equal(error.code, 1, error.stderr)
  assert.match(error.stderr, pattern)
}

// accepts until it is told to stop; `taken` grows by every number that was answered
async function accept(clerk, taken, working) {
  while (working.on) {
    const reply = await clerk.post('/v1/cases', application(DIRECT))
    assert.equal(reply.status, 201, reply.text)
    taken.push(reply.body.case_number)
  }
}

// a server on this file has these cases and takes new ones
async function assertServes(path, numbers) {
  const copy = await startServer({ folder: mkdtempSync(join(tmpdir(), 'tongban-test-')), args: [clockAt(MONDAY)] })
  try {
    await copy.end()
    copy.where = ['--db', `sqlite:${path}`]
    await copy.start()
    const clerk = await copy.signIn(`clerk.${A}`)
    for (const number of numbers) assert.equal((await clerk.get(`/v1/cases/${number}`)).status, 200, `${number} is not in ${path}`)
    assert.equal((await clerk.post('/v1/cases', application(DIRECT))).status, 201)
  } finally {
    await copy.stop()
  }
}

test('backups while clients accept hold every case that was answered before they began', { skip: otherEngine }, async () => {
  const clerk = await server.signIn(`clerk.${A}`)
  const taken = []
  const working = { on: true }
  const workers = Array.from({ length: 8 }, () => accept(clerk, taken, working))
  const all = Promise.all(workers)
  const before = []
  const more = async (wanted) => { while (working.on && taken.length < wanted) await new Promise((done) => setTimeout(done, 5)) }
  try {
    for (let round = 0; round < 3; round += 1) {
      await Promise.race([all, more(taken.length + 20)]) // a worker that fails ends it
      before.push([...taken])
      const { stdout } = await runProgram('backup', '--db', server.database, '--to', at(`backup-${round}.db`), '--keys-to', at('the.keys'))
      assert.match(stdout, /version \d+, \d+ bytes, checked\n {2}SM3 [0-9a-f]{64}/)
      assert.doesNotMatch(stdout, /its keys are not in it/)
    }
  } finally {
    working.on = false
  }
  await all
  assert.equal(statSync(at('backup-2.db')).mode & 0o777, 0o600)
  assert.equal(statSync(at('the.keys')).mode & 0o777, 0o600)
  for (const [round, numbers] of before.entries()) {
    await runProgram('restore', '--from', at(`backup-${round}.db`), '--keys-from', at('the.keys'), '--db', url(`again-${round}.db`))
    assert.match((await runProgram('check', '--db', url(`again-${round}.db`))).stdout, /everything holds/)
    await assertServes(at(`again-${round}.db`), numbers)
  }
  assert.deepEqual(readdirSync(folder).filter((name) => name.endsWith('.part')), [])
})

test('into a folder it has the name of its moment, and says that the keys are apart', { skip: otherEngine }, async () => {
  const { stdout } = await runProgram('backup', '--db', server.database, '--to', folder)
  const [, name] = /(tongban-\d{8}-\d{6}\.db)\n/.exec(stdout)
  assert.ok(existsSync(at(name)))
  assert.match(stdout, /its keys are not in it/)
})

test('a backup replaces nothing, nor other keys', { skip: otherEngine }, async () => {
  const bytes = readFileSync(at('backup-0.db'))
  await refused(/never replaces/, 'backup', '--db', server.database, '--to', at('backup-0.db'))
  assert.ok(bytes.equals(readFileSync(at('backup-0.db'))))
  writeFileSync(at('other.keys'), 'others\n')
  await refused(/left alone/, 'backup', '--db', server.database, '--to', at('never.db'), '--keys-to', at('other.keys'))
  assert.ok(!existsSync(at('never.db')))
  await refused(/no database/, 'backup', '--db', url('nowhere.db'), '--to', at('never.db'))
  assert.ok(!existsSync(at('nowhere.db')))
})

test('a database in use is not replaced; a stopped one only when that is asked for, and is kept', { skip: otherEngine }, async () => {
  const path = server.database.slice('sqlite:'.length)
  const restore = ['restore', '--from', at('backup-1.db'), '--db', server.database]
  await refused(/has the database open \(process \d+\)/, ...restore, '--replace')
  await server.end()
  await refused(/--replace moves it aside/, ...restore)
  const was = statSync(path).size
  const { stdout } = await runProgram(...restore, '--replace')
  const [, kept] = /kept: (\S+)/.exec(stdout)
  assert.equal(statSync(kept).size, was)
  assert.equal(statSync(path).size, statSync(at('backup-1.db')).size)
  await server.start()
})

test('a database that was killed, and one that is damaged, give way whole', { skip: otherEngine }, async () => {
  const clerk = await server.signIn(`clerk.${A}`)
  const number = (await clerk.post('/v1/cases', application(DIRECT))).body.case_number
  await server.kill() // its last commits stand in the log only
  const path = server.database.slice('sqlite:'.length)
  const { stdout } = await runProgram('restore', '--from', at('backup-2.db'), '--db', server.database, '--replace')
  const [, kept] = /kept: (\S+)/.exec(stdout)
  assert.ok(!existsSync(`${path}-wal`))
  copyFileSync(`${path}.key`, `${kept}.key`)
  await assertServes(kept, [number])
  writeFileSync(path, 'no database any more')
  await runProgram('restore', '--from', at('backup-2.db'), '--db', server.database, '--replace')
  await server.start()
})

test('what is no backup, damaged or without its keys is refused, and nothing is left behind', { skip: otherEngine }, async () => {
  const names = () => readdirSync(folder).filter((name) => name.startsWith('refused'))
  const restore = (from, pattern) => refused(pattern, 'restore', '--from', from, '--keys-from', at('the.keys'), '--db', url('refused.db'))
  await restore(join(top, 'README.md'), /no backup/)
  await restore(at('nothing.db'), /no such backup/)
  copyFileSync(at('backup-0.db'), at('cut.db'))
  truncateSync(at('cut.db'), statSync(at('cut.db')).size - 40960)
  await restore(at('cut.db'), /damaged/)
  copyFileSync(at('backup-0.db'), at('live.db'))
  writeFileSync(at('live.db-wal'), 'half of it')
  await restore(at('live.db'), /in use/)
  await refused(/keys are not here/, 'restore', '--from', at('backup-0.db'), '--db', url('refused.db'))
  const stranger = await startServer()
  await stranger.end()
  await refused(/not the keys of this backup/, 'restore', '--from', at('backup-0.db'), '--keys-from', `${stranger.database.slice(7)}.key`, '--db', url('refused.db'))
  rmSync(stranger.folder, { recursive: true, force: true })
  assert.deepEqual(names(), [])
})

test('on PostgreSQL both say what to use', async () => {
  await refused(/pg_basebackup/, 'backup', '--db', 'postgresql://nobody@nowhere/x', '--to', at('never.db'))
  await refused(/pg_basebackup/, 'restore', '--db', 'postgresql://nobody@nowhere/x', '--from', at('never.db'))
})

test('wrong use tells how', async () => {
  for (const args of [['backup'], ['backup', '--to'], ['restore'], ['restore', '--from', 'x', 'y'], ['backup', '--to=x', '--replace']]) {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (chunk) => { said += chunk })
    assert.equal(await new Promise((done) => child.once('close', done)), 2, args.join(' '))
    assert.match(said, /usage|needs a value|unknown setting/)
  }
})
