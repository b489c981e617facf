// A file of SQLite has one server: a second one refuses at its start, and changes nothing; the other commands work beside the first.
// The mark dies with the process that set it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inTurn, runProgram, testEngine } from '../server.mjs'
import { A, DIRECT, assertHolds, startAt, take } from './support.mjs'

const skip = testEngine === 'postgres' && 'a database of PostgreSQL may have several servers'
const folder = mkdtempSync(join(tmpdir(), 'tongban-alone-'))
let server
let clerk

before(async () => {
  if (skip) return
  server = await startAt()
  clerk = await server.signIn(`clerk.${A}`)
})
after(() => inTurn(() => server && assertHolds(server), () => server?.stop(), () => rmSync(folder, { recursive: true })))

test('a second server says in both languages why it does not start, and ends with 1', { skip }, async () => {
  await assert.rejects(runProgram('serve', '--listen', '127.0.0.1:0', ...server.where), ({ code, stdout, stderr }) => {
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, /^tongban: 这个数据库已有一个 tongban serve 在使用.* \/ another tongban serve has this database/)
    assert.equal(stderr.trim().split('\n').length, 1)
    return true
  })
  await take(clerk, DIRECT)
})

test('check, backup, user, migrate, load and settings work beside a server', { skip }, async () => {
  assert.match((await runProgram('check', ...server.where)).stdout, /everything holds/)
  await runProgram('backup', ...server.where, '--to', join(folder, 'copy.db'))
  await runProgram('user', 'add', 'beside', 'city', ...server.where)
  assert.match((await runProgram('migrate', ...server.where)).stdout, /^0 migrations/)
  await runProgram('load', ...server.where, '--data', 'data/shanghai')
  await runProgram('settings', ...server.where)
  await take(clerk, DIRECT)
})

test('after the end of the first, and after kill -9, the next one starts at once', { skip }, async () => {
  await server.restart()
  await server.kill()
  await server.start()
  await take(await server.signIn(`clerk.${A}`), DIRECT)
})
