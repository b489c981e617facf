// tongban user: accounts from the command line, while the server runs without demonstration accounts.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runProgram, startServer } from '../server.mjs'

const CENTRE = '310101013'
let server

before(async () => {
  server = await startServer({ demo: false })
})
after(() => server.stop())

function user(...args) {
  return runProgram('user', ...args, ...server.where)
}

async function fails(status, pattern, ...args) {
  const error = await user(...args).then(() => assert.fail(`user ${args.join(' ')} should fail`), (reason) => reason)
  assert.equal(error.code, status, error.stderr)
  assert.match(error.stderr, pattern)
}

function firstPassword(output) {
  const found = /first sign-in: (\S+)/.exec(output)
  assert.ok(found, output)
  return found[1]
}

function signIn(username, password) {
  return server.post('/v1/sessions', { username, password })
}

async function until(wanted, ask) {
  for (let tries = 0; tries < 600; tries += 1) { // two minutes
    if ((await ask()).status === wanted) return
    await new Promise((done) => setTimeout(done, 200))
  }
  assert.fail(`never answered ${wanted}`)
}

test('without --demo there are no demonstration accounts', async () => {
  assert.equal((await signIn(`clerk.${CENTRE}`, 'tongban-demo')).status, 401)
})

test('a new clerk signs in, must change the first password, and is stopped while working', async () => {
  const added = await user('add', 'wang.fang', 'clerk', CENTRE, '王芳')
  const password = firstPassword(added.stdout)
  const session = await signIn('wang.fang', password)
  assert.equal(session.status, 201)
  assert.equal(session.body.staff.name, '王芳')
  assert.equal(session.body.staff.centre, CENTRE)
  assert.equal(session.body.staff.must_change_password, true)
  const wang = await server.signIn('wang.fang', password)
  const refused = await wang.get('/v1/worklist')
  assert.equal(refused.status, 403)
  assert.equal(refused.body.code, 'password_change_required')
  assert.equal((await wang.post('/v1/password', { old_password: password, new_password: 'Sommer-2027' })).status, 204)
  assert.equal((await wang.get('/v1/worklist')).status, 200)

  await user('disable', 'wang.fang')
  assert.equal((await signIn('wang.fang', 'Sommer-2027')).status, 401)
  await until(401, () => wang.get('/v1/sessions/current'))
  await user('enable', 'wang.fang')
  assert.equal((await signIn('wang.fang', 'Sommer-2027')).status, 201)
  const again = firstPassword((await user('password', 'wang.fang')).stdout)
  assert.equal((await signIn('wang.fang', 'Sommer-2027')).status, 401)
  assert.equal((await signIn('wang.fang', again)).status, 201)
})

test('a locked account is unlocked', async () => {
  const password = firstPassword((await user('add', 'li.min', 'city')).stdout)
  for (let tries = 0; tries < 5; tries += 1) assert.equal((await signIn('li.min', 'wrong')).status, 401)
  const locked = await signIn('li.min', password)
  assert.equal(locked.status, 429)
  assert.ok(Number(locked.headers.get('retry-after')) > 0)
  assert.match((await user('list', 'li.min')).stdout, /\[locked\]/)
  await user('unlock', 'li.min')
  assert.equal((await signIn('li.min', password)).status, 201)
})

test('what cannot be is refused in a sentence', async () => {
  await user('add', 'lu.jun', 'district', '310115')
  await fails(1, /taken/, 'add', 'lu.jun', 'city')
  await fails(1, /no such centre/, 'add', 'somebody', 'clerk', '310199999')
  await fails(1, /no such centre/, 'add', 'somebody', 'clerk')
  await fails(1, /no such district/, 'add', 'somebody', 'district', '310199')
  await fails(1, /no role/, 'add', 'somebody', 'mayor')
  await fails(1, /user name has/, 'add', 'Some Body', 'city')
  await fails(1, /no account/, 'disable', 'nobody')
  await fails(2, /usage/, 'add', 'somebody')
  await fails(2, /usage/)
  assert.match((await user('list')).stdout, /^3 accounts$/m)
})

test('a slip in the path of the database leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-slip-'))
  const slip = async (pattern, ...args) => {
    const error = await runProgram(...args).then(() => assert.fail(args.join(' ')), (reason) => reason)
    assert.match(error.stderr, pattern)
  }
  try {
    await slip(/there is no database/, 'user', 'list', '--db', `sqlite:${join(folder, 'none.db')}`)
    for (const command of ['check', 'serve', 'user list']) await slip(/tongban: /, ...command.split(' '), '--db', `sqlite:${join(folder, 'none', 'x.db')}`, '--listen', '127.0.0.1:0')
    assert.deepEqual(readdirSync(folder), [])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
