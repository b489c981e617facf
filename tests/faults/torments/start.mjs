// What the program finds at its start is not its database, or no longer: told in one sentence, with exit status 1, and left
// as it is. Damage deep inside is not looked for at the start; `tongban check` finds it, and who reads it is told.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoPassword, program, startServer, top } from '../../server.mjs'
import { A, DIRECT, application } from '../../api/support.mjs'
import { TEMPLATE, noCluster } from '../cluster.mjs'
import { Skip, cluster, isRoot, must } from '../scene.mjs'

const PAGE = 4096
const NOBODY = 65534
const COMMANDS = ['serve', 'check', 'migrate', 'load']
const sql = (path, text) => execFileSync('sqlite3', ['-batch', path, text], { encoding: 'utf8' }).trim()
const seen = (path) => (statSync(path).isDirectory() ? readdirSync(path).join() : createHash('sha256').update(readFileSync(path)).digest('hex'))

function ends(command, path, as = {}, url = `sqlite:${path}`) {
  const { status, signal, stdout, stderr } = spawnSync(program, [command, '--listen', '127.0.0.1:0', '--db', url, '--web', '', ...(path ? [] : ['--key-file', join(tmpdir(), `tongban-no-keys-${process.pid}`)])],
    { cwd: top, encoding: 'utf8', timeout: 60_000, env: { ...process.env, LC_ALL: 'C' }, ...as })
  return { status, signal, stdout, stderr, sentences: (stderr ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('{')) }
}

function refused(command, path, words, as, url, expected = 1) {
  const { status, signal, stdout, stderr, sentences } = ends(command, path, as, url)
  must(status === expected, `${command} ${path}: ended with ${status ?? signal}\n${stdout}${stderr}`)
  must(sentences.length === 1 && words.test(sentences[0]), `${command} ${path}: said\n${stderr}`)
  must(!stdout.includes('holds'), `${command} ${path}: ${stdout}`)
}

// What is not our database, or visibly damaged: [how it is made from a good one, the words]
const FILES = {
  'text.db': [(path) => writeFileSync(path, 'no database at all\n'.repeat(500)), /not a database/],
  'short.db': [(path) => writeFileSync(path, 'hi'), /not a database/],
  'foreign.db': [(path) => { rmSync(path); sql(path, 'CREATE TABLE recipes (dish TEXT); INSERT INTO recipes VALUES (\'noodles\')') }, /another program/],
  'cut.db': [(path) => writeFileSync(path, readFileSync(path).subarray(0, Math.floor(statSync(path).size / PAGE / 2) * PAGE)), /damaged/],
  'head.db': [(path) => writeFileSync(path, readFileSync(path).fill(0xa5, 100, PAGE)), /damaged/],
  'newer.db': [(path) => sql(path, 'INSERT INTO migrations VALUES (9999, \'tomorrow\', 0)'), /newer version/],
  'folder.db': [(path) => { rmSync(path); mkdirSync(path) }, /cannot open/],
}

function damage(path, table) {
  const pages = sql(path, `SELECT pageno FROM dbstat WHERE name = '${table}' AND pagetype = 'leaf' ORDER BY pageno`).split('\n').map(Number)
  const bytes = readFileSync(path)
  const page = pages[Math.floor(pages.length / 2)]
  bytes.fill(0xa5, (page - 1) * PAGE, page * PAGE)
  writeFileSync(path, bytes)
}

async function files() {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-start-'))
  chmodSync(folder, 0o755)
  const facts = { starts_refused: 0 }
  const good = join(folder, 'good.db')
  const copy = (name, from = good) => { copyFileSync(from, join(folder, name)); return join(folder, name) }
  const untouched = (path, words, commands, as) => {
    const before = seen(path), beside = readdirSync(folder).join()
    for (const command of commands) {
      refused(command, path, words, as)
      must(seen(path) === before, `${command} changed ${path}`)
      must(readdirSync(folder).join() === beside, `${command} left something beside ${path}`)
      facts.starts_refused += 1
    }
  }
  try {
    for (const command of ['migrate', 'load']) must(ends(command, good).status === 0, command)
    sql(good, 'PRAGMA wal_checkpoint(TRUNCATE)')
    for (const suffix of ['-wal', '-shm']) rmSync(good + suffix, { force: true })
    for (const [name, [make, words]] of Object.entries(FILES)) {
      const path = copy(name)
      make(path)
      untouched(path, words, COMMANDS)
    }
    must(ends('check', join(folder, 'none.db')).status === 1 && !existsSync(join(folder, 'none.db')), 'check makes no database')
    const shut = copy('shut.db')
    chmodSync(shut, 0o400)
    const other = { uid: NOBODY, gid: NOBODY } // may not even be able to reach the program
    if (isRoot && ends('version', shut, other).status !== null) untouched(shut, /cannot open|cannot be (read|written|opened)/, COMMANDS, other)
    else if (!isRoot) untouched(shut, /cannot be written|write beside it/, ['serve', 'migrate', 'load'])
    const lost = copy('lost.db')
    sql(lost, 'DROP TABLE devices')
    untouched(lost, /a table is missing.*devices/, ['serve', 'migrate', 'load'])
    must(/devices/.test(ends('check', lost).stdout) && ends('check', lost).status === 1, 'check misses a table that is lost')
    const city = copy('city.db')
    damage(city, 'place_division')
    refused('serve', city, /damaged|cannot be read/)
    must(ends('check', city).status === 1, 'check holds a damaged city good')
    await damagedCases(good, facts)
    return facts
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// A page of cases is damaged: who needs it is told, nobody else is hurt, and check finds it. Without their keys, or with those of
// another database, cases are not served at all.
async function damagedCases(good, facts) {
  const server = await startServer({ args: ['--clock-offset=0'] })
  const path = server.database.slice('sqlite:'.length)
  try {
    let clerk = await server.signIn(`clerk.${A}`, demoPassword)
    const numbers = []
    for (let k = 0; k < 60; k += 1) numbers.push((await clerk.post('/v1/cases', application(DIRECT))).body.case_number)
    await server.end()
    sql(path, 'PRAGMA wal_checkpoint(TRUNCATE)')
    const whole = readFileSync(path)
    damage(path, 'cases')
    const { status, stdout, stderr } = ends('check', path)
    must(status === 1 && /fault|damaged|malformed/.test(stdout + stderr), `check of damaged cases: ${status} ${stdout}${stderr}`)
    await server.start()
    clerk = await server.signIn(`clerk.${A}`, demoPassword)
    const replies = await Promise.all(numbers.map((number) => clerk.get(`/v1/cases/${number}`)))
    const hurt = replies.filter((reply) => reply.status !== 200)
    facts.cases_damaged = hurt.length
    must(hurt.length > 0 && hurt.length < numbers.length, `${hurt.length} of ${numbers.length} cases are hurt by a damaged page`)
    for (const reply of hurt) must([500, 503].includes(reply.status) && reply.body.detail_en, `a damaged case: ${reply.status} ${reply.text}`)
    await server.end()
    writeFileSync(path, whole)
    const key = `${path}.key`
    const keys = readFileSync(key)
    rmSync(key)
    refused('serve', path, /file of its keys is missing/)
    must(!existsSync(key), 'keys were made for cases that have others')
    writeFileSync(key, keys.subarray(0, 20))
    refused('serve', path, /file of keys cannot be used/)
    writeFileSync(key, keys)
    must(ends('check', path).status === 0, 'whole again, and check does not hold')
    facts.starts_refused += 2
  } finally {
    server.child.kill('SIGKILL')
    await server.ended
    await server.forget()
  }
}

// On PostgreSQL: nobody there, no such database, another program's, from a newer version, one that only reads or has lost a table.
async function addresses() {
  if (!cluster) throw new Skip(noCluster())
  const facts = { starts_refused: 0 }
  const make = async (name, sql, from = '') => {
    await cluster.ask(`CREATE DATABASE ${name} ${from}`)
    if (sql) await cluster.ask(sql, name)
    return cluster.url(name)
  }
  const secret = (url) => url.replace('tongban@', 'tongban:not-to-be-shown@')
  const addresses = [
    [secret('postgresql://tongban@127.0.0.1:1/city'), /cannot reach the database/],
    [secret('postgres://tongban@127.0.0.1:1/city'), /cannot reach the database/],
    [secret('postgres-ql://tongban@127.0.0.1:1/city'), /unknown kind of database/, 2], // a setting, not a database
    [secret(cluster.url('nowhere')), /does not exist/],
    [secret(await make('foreign_one', 'CREATE TABLE recipes (dish TEXT)')), /another program's tables/],
    [await make('newer', 'INSERT INTO migrations VALUES (9999, \'tomorrow\', 0)', `TEMPLATE ${TEMPLATE}`), /newer version/],
    [await make('fixed', 'ALTER DATABASE fixed SET default_transaction_read_only = on', `TEMPLATE ${TEMPLATE}`), /read-only/],
  ]
  for (const [url, words, expected] of addresses) {
    for (const command of COMMANDS) {
      refused(command, null, words, {}, url, expected)
      const { stdout, stderr } = ends(command, null, {}, url)
      must(!(stdout + stderr).includes('not-to-be-shown'), `${command} shows the password of ${url}`)
      facts.starts_refused += 1
    }
  }
  const lost = await make('lost', 'DROP TABLE devices', `TEMPLATE ${TEMPLATE}`)
  for (const command of ['serve', 'migrate', 'load']) {
    refused(command, null, /a table is missing.*devices/, {}, lost)
    facts.starts_refused += 1
  }
  const check = ends('check', null, {}, lost)
  must(check.status === 1 && /devices/.test(check.stdout), `check misses a table that is lost: ${check.stdout}${check.stderr}`)
  must((await cluster.ask('SELECT count(*) FROM pg_tables WHERE schemaname = \'public\'', 'foreign_one'))[0] === '1', 'another program\'s database was changed')
  return facts
}

export default [
  { name: 'start', engines: ['postgres'], about: 'nobody there, no such database, another program\'s, newer, without a table, or one that only reads is refused in words', run: addresses },
  { name: 'start', engines: ['sqlite'], about: 'what is no database, damaged, another\'s, newer, shut, without a table, or without its keys is refused in words', run: files },
]
