// The database file is not what it should be, the disk is full, file descriptors are few: told in words, nothing spoiled,
// and work goes on as soon as it can.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { program, sanitizer, startServer, top } from '../server.mjs'
import { Raw, request } from './raw.mjs'
import { A, DIRECT, application, assertHolds } from './support.mjs'

let folder, good
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-files-'))
  good = join(folder, 'good.db')
  for (const command of ['migrate', 'load']) execFileSync(program, [command, '--db', `sqlite:${good}`], { cwd: top })
})
after(() => rmSync(folder, { recursive: true, force: true }))

// what a command says about a database, and that it refuses it
function refused(command, path, words) {
  const { status, signal, stdout, stderr } = spawnSync(program, [command, '--listen', '127.0.0.1:0', '--db', `sqlite:${path}`, '--web', ''], { cwd: top, encoding: 'utf8', timeout: 60_000 })
  assert.equal(status, 1, `${command} ${path}: ${signal} ${stdout}${stderr}`)
  assert.match(stderr, words, command)
  assert.doesNotMatch(stdout, /holds/)
}

function changed(name, change) {
  const path = join(folder, name)
  const bytes = readFileSync(good)
  writeFileSync(path, change(bytes) ?? bytes)
  return path
}

test('a file that is no database, another program\'s, or damaged is refused in words and left as it is', () => {
  const files = {
    'words.db': [() => Buffer.from('no database at all\n'.repeat(500)), /not a database/],
    'short.db': [() => Buffer.from('hi'), /not a database/],
    'foreign.db': [(bytes) => { bytes.writeUInt32BE(77, 68); bytes.writeUInt16BE(0x0101, 18) /* without a write-ahead log */ }, /another program/],
    'cut.db': [(bytes) => bytes.subarray(0, Math.floor(bytes.length / 8192) * 4096), /damaged/],
    'page.db': [(bytes) => { bytes.fill(0xa5, 100, 4096) }, /damaged/],
  }
  for (const [name, [change, words]] of Object.entries(files)) {
    const path = changed(name, change)
    const bytes = readFileSync(path)
    for (const command of ['serve', 'check', 'load', 'migrate']) refused(command, path, words)
    assert.deepEqual(readFileSync(path), bytes, name)
  }
})

test('a damage inside is found by check', () => {
  const path = changed('inside.db', (bytes) => { bytes.fill(0xa5, bytes.length - 40 * 4096, bytes.length - 4096) })
  const { status, stdout, stderr } = spawnSync(program, ['check', '--db', `sqlite:${path}`], { cwd: top, encoding: 'utf8' })
  assert.equal(status, 1, stdout + stderr)
  assert.match(stdout + stderr, /fault|damaged/)
  assert.doesNotMatch(stdout, /holds/)
})

test('check makes no database', () => {
  const path = join(folder, 'none.db')
  refused('check', path, /there is no database/)
  assert.ok(!existsSync(path))
})

test('what may not be written is refused', { skip: process.getuid() === 0 && 'root may write everything' }, () => {
  const path = changed('fixed.db', () => {})
  chmodSync(path, 0o444)
  for (const command of ['serve', 'load', 'migrate']) refused(command, path, /cannot be written|write beside it/)
})

test('with few file descriptors connections wait, and everybody is served in the end', async () => {
  const server = await startServer({ under: ['prlimit', '--nofile=64'] })
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
      assert.deepEqual(await raw.answers(1, 20_000), [200])
    }))
  } finally {
    await server.stop()
  }
})

// a small file system of our own, where that is allowed; the log (WAL) alone grows to 16 MB before it is used again
function mountSmall() {
  const path = join(folder, 'small')
  mkdirSync(path, { recursive: true })
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', path]).status === 0 ? path : null
}

test('a full disk is 503, nothing is half written, and work goes on when there is room', async (t) => {
  const small = mountSmall()
  if (!small) return t.skip('file systems may not be mounted here')
  const filler = join(small, 'filler')
  let server
  try {
    server = await startServer({ folder: small })
    const clerk = await server.signIn(`clerk.${A}`)
    const { bavail, bsize } = statfsSync(small)
    for (let left = bavail * bsize - 200 * 1024; left > 0; left -= 1 << 20) appendFileSync(filler, Buffer.alloc(Math.min(left, 1 << 20)))
    const sent = []
    for (let k = 0; k < 300; k += 1) sent.push({ key: `full-${k}`, body: application(DIRECT) })
    for (const one of sent) one.reply = await clerk.post('/v1/cases', one.body, { 'idempotency-key': one.key })
    assert.equal(sent[0].reply.status, 201)
    const late = sent.at(-1).reply
    assert.equal(late.status, 503, late.text)
    assert.ok(Number(late.headers.get('retry-after')) > 0)
    assert.ok(sent.every(({ reply }) => [201, 503].includes(reply.status)))
    assert.equal((await clerk.get('/v1/worklist')).status, 200)
    await assertHolds(server)
    rmSync(filler)
    for (const { key, body, reply } of sent) {
      const again = await clerk.post('/v1/cases', body, { 'idempotency-key': key })
      assert.equal(again.status, 201, again.text)
      if (reply.status === 201) assert.equal(again.text, reply.text)
    }
    await assertHolds(server)
    await server.end()
    await assertHolds(server)
  } finally {
    server?.child.kill('SIGKILL')
    await server?.ended
    execFileSync('umount', [small])
  }
})
