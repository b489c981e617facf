// tongban check: lives of cases made by the real program hold; whatever somebody with an SQL shell breaks in them is told.
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { inTurn, runProgram, testEngine } from '../server.mjs'
import { A, B, AT_ONCE, DIRECT, MONDAY, SPLIT, act, fill, startAt, take, until } from './support.mjs'

const run = promisify(execFile)
let folder, city

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-check-'))
  const server = await startAt(MONDAY)
  try {
    await live(server)
  } catch (error) {
    server.child.kill('SIGKILL')
    throw error
  }
  city = testEngine === 'postgres' ? new Cluster(server) : new Files(server)
})
after(() => inTurn(() => city?.end(), () => folder && rmSync(folder, { recursive: true, force: true })))

// The database of the lives, copies of it, and somebody's shell: break() says how many rows it changed.
class Files {
  constructor(server) {
    copyFileSync(server.database.slice('sqlite:'.length), join(folder, 'good'))
    copyFileSync(`${server.database.slice('sqlite:'.length)}.key`, join(folder, 'the.keys'))
    rmSync(server.folder, { recursive: true, force: true })
  }

  address(name) { return `sqlite:${join(folder, name)}` }
  async copy(name) { copyFileSync(join(folder, 'good'), join(folder, name)) }
  async break(name, sql) { return Number(execFileSync('sqlite3', [join(folder, name), `${sql}; SELECT changes()`]).toString()) }
  async end() {}
}

class Cluster {
  constructor(server) {
    this.server = server
    this.good = new URL(server.database).pathname.slice(1)
    copyFileSync(join(server.folder, 'tongban.key'), join(folder, 'the.keys'))
  }

  name(name) { return name === 'good' ? this.good : `${this.good}_${name}` }
  address(name) { return Object.assign(new URL(this.server.database), { pathname: `/${this.name(name)}` }).href }
  async ask(address, ...lines) {
    return (await run('psql', ['--no-psqlrc', '--set', 'ON_ERROR_STOP=1', '--dbname', address, ...lines.flatMap((sql) => ['--command', sql])])).stdout
  }

  async copy(name) {
    await this.ask(process.env.TONGBAN_TEST_POSTGRES, `DROP DATABASE IF EXISTS ${this.name(name)}`, `CREATE DATABASE ${this.name(name)} TEMPLATE ${this.good}`)
  }

  async break(name, sql) {
    const words = sql.replace(/x'([0-9a-f]*)'/g, "'\\x$1'::bytea").replace('zeroblob(16)', "decode(repeat('00', 16), 'hex')")
      .replace(/CAST\(('[^']*') AS BLOB\)/g, "convert_to($1, 'UTF8')")
    return Number(/^(?:UPDATE|DELETE|INSERT 0) (\d+)$/m.exec(await this.ask(this.address(name), words))[1])
  }

  async end() {
    await this.ask(process.env.TONGBAN_TEST_POSTGRES, `DROP DATABASE IF EXISTS ${this.name('bad')}`)
    await this.server.stop()
  }
}

// lives of every kind; then the server ends
async function live(server) {
  const clerk = await server.signIn(`clerk.${A}`)
  const lead = await server.signIn(`lead.${A}`)
  const there = await server.signIn(`lead.${B}`)

  const whole = await take(clerk, DIRECT) // to its end, with an extension and a stop
  await act(clerk, whole.case_number, 'accept')
  await act(lead, whole.case_number, 'extend', { reason: '案情复杂', days: 4 })
  await act(lead, whole.case_number, 'suspend', { procedure: 'hearing' })
  await act(lead, whole.case_number, 'resume')
  await act(lead, whole.case_number, 'decide', { outcome: 'denied', reason: '不符合条件' })
  await act(clerk, whole.case_number, 'issue')
  const asked = await take(clerk, DIRECT)
  await act(clerk, asked.case_number, 'ask_supplement', { reasons: [{ code: 'missing_material', note: '身份证复印件' }], days: 7 })
  const running = await take(clerk, DIRECT)
  await act(clerk, running.case_number, 'accept')
  await clerk.post(`/v1/cases/${running.case_number}/reveal`, { purpose: '核对' })
  const split = await take(clerk, SPLIT, { hukou_division: B })
  await act(there, split.case_number, 'take_over')
  await act(there, split.case_number, 'return_to_receiver', { reasons: [{ code: 'wrong_routing' }] })
  await act(clerk, split.case_number, 'supplement', { hukou_division: A })
  const silent = await take(clerk, SPLIT, { hukou_division: B }) // counts as accepted when nobody says anything
  await take(clerk, AT_ONCE)
  assert.equal((await clerk.post('/v1/cases', await fill(clerk, 'MZ-001'))).status, 201)
  await server.moveTo('2026-03-20T10:00:00+08:00')
  const again = await server.signIn(`clerk.${A}`)
  await until(async () => (await again.get(`/v1/cases/${silent.case_number}`)).body.state === 'accepted', 'the follower comes')
  await take(again, DIRECT) // and one that still waits to be examined
  await server.end()
}

const check = (name, keys = 'the.keys') => runProgram('check', '--db', city.address(name), '--key-file', join(folder, keys))

test('lives with stops, extensions, silence and moves hold, and what was counted is said', async () => {
  const { stdout } = await check('good')
  const [, cases, events] = /^(\d+) cases with (\d+) events, \d+ rows of worklists, 1 disclosures$/m.exec(stdout)
  assert.equal(Number(cases), 8)
  assert.ok(Number(events) > 20, stdout)
  assert.match(stdout, /^\d+ keys of requests$/m)
  assert.match(stdout, /^everything holds$/m)
})

// what is told, what was done
const BREAKS = [
  [/its revision has no event/, 'UPDATE cases SET revision = revision + 1'],
  [/its revision has no event/, 'DELETE FROM case_events WHERE seq = 3'],
  [/its revision has no event/, 'DELETE FROM case_events WHERE number IN (SELECT number FROM cases WHERE state = 11)'],
  [/its revision has no event/, 'UPDATE cases SET district = 310999'], // nothing else tells of that district
  [/has events but is no case/, 'DELETE FROM cases WHERE state = 11'],
  [/has events but is no case/, "INSERT INTO case_events (district, position, number, seq, at, action, to_state) VALUES (310999, 1, 'x', 2, 1, 'accept', 6)"],
  [/has events but is no case/, "UPDATE case_events SET number = 'x' WHERE seq = 6 AND number = (SELECT max(number) FROM case_events WHERE seq = 6)"],
  [/has an event after that of its revision/, 'UPDATE cases SET revision = revision - 1 WHERE revision > 1'],
  [/its events are not 1, 2, 3/, 'DELETE FROM case_events WHERE seq = 2'],
  [/its events are not 1, 2, 3/, 'DELETE FROM case_events WHERE seq = 1'],
  [/its state is not that of its last event/, 'UPDATE cases SET state = 9 WHERE state = 6'],
  [/its events do not follow each other/, 'UPDATE case_events SET from_state = 3 WHERE seq = 3'],
  [/its events do not follow each other/, 'UPDATE case_events SET at = at - 90000000 WHERE seq = 2'],
  [/its events do not follow each other/, 'UPDATE case_events SET from_state = NULL WHERE seq = 3'],
  [/its events do not follow each other/, 'UPDATE case_events SET position = -position WHERE seq = 2'],
  [/the rules do not know/, "UPDATE case_events SET action = 'lapse' WHERE action = 'accept'"],
  [/the rules do not know/, "UPDATE case_events SET action = 'dance' WHERE action = 'extend'"],
  [/its first event is not its receipt/, "UPDATE case_events SET action = 'accept' WHERE seq = 1"],
  [/1 … the last one its counter tells/, 'UPDATE case_positions SET last = last + 5'],
  [/1 … the last one its counter tells/, 'UPDATE case_positions SET last = last - 1'],
  [/1 … the last one its counter tells/, 'DELETE FROM case_positions'],
  [/1 … the last one its counter tells/, 'UPDATE case_events SET position = position + 1000 WHERE position > 5'],
  [/1 … the last one its counter tells/, 'UPDATE case_events SET position = 0 WHERE position = 1'],
  [/counter tells is not there/, 'INSERT INTO case_positions (district, last) VALUES (310999, 0)'],
  [/counter tells is not there/, 'UPDATE case_positions SET last = last + 5'],
  [/does not stand in the worklist it should/, 'DELETE FROM worklist WHERE side = 0'],
  [/the other centre follows/, 'DELETE FROM worklist WHERE side = 1'],
  [/stands in a worklist it should not/, 'UPDATE worklist SET state = 3'],
  [/stands in a worklist it should not/, "UPDATE worklist SET number = 'x' || number WHERE side = 0"],
  [/stands in a worklist it should not/, 'UPDATE worklist SET side = 2 WHERE side = 1'],
  [/stands in a worklist it should not/, 'UPDATE cases SET task_centre = NULL WHERE state = 6'],
  [/stands in the worklist of another district/, 'UPDATE worklist SET district = 310999 WHERE side = 0'],
  [/shows something else than it is/, "UPDATE worklist SET applicant = '王**'"],
  [/shows something else than it is/, 'UPDATE worklist SET received_at = received_at + 1 WHERE side = 1'],
  [/shows something else than it is/, 'UPDATE cases SET marks = 16 + marks WHERE state = 6'],
  [/shows another clock than runs/, 'UPDATE worklist SET due = due + 1 WHERE due IS NOT NULL'],
  [/shows another clock than runs/, 'UPDATE worklist SET blue_on = blue_on - 1 WHERE blue_on IS NOT NULL'],
  [/shows another clock than runs/, "UPDATE worklist SET due_kind = 'issue' WHERE due_kind = 'promise'"],
  [/given fewer serials/, 'UPDATE case_serials SET last = last - 1'],
  [/given fewer serials/, 'DELETE FROM case_serials'],
  [/its number is of another centre or day/, 'UPDATE cases SET received_on = received_on + 1'],
  [/its days are not those of its events/, 'UPDATE cases SET accepted_on = accepted_on + 1 WHERE accepted_on IS NOT NULL'],
  [/its days are not those of its events/, 'UPDATE cases SET received_at = received_at + 1'],
  [/its days are not those of its events/, 'UPDATE cases SET decided_at = decided_at + 1 WHERE decided_at IS NOT NULL'],
  [/its outcome or its marks/, 'UPDATE cases SET outcome = 1 WHERE outcome = 2'],
  [/its outcome or its marks/, 'UPDATE cases SET marks = marks + 8 WHERE marks < 8'],
  [/its limits are not/, 'UPDATE cases SET notice_due = notice_due + 1'],
  [/its limits are not/, 'UPDATE cases SET legal_due = legal_due - 1'],
  [/its limits are not/, 'UPDATE cases SET promised_days = promised_days + 1, legal_days = legal_days + 1 WHERE state = 11'],
  [/its limits are not/, 'UPDATE cases SET supplement_due = supplement_due + 2 WHERE supplement_due IS NOT NULL AND task_centre IS NULL'],
  [/would not wake it/, 'UPDATE cases SET wake_at = wake_at + 1 WHERE wake_at IS NOT NULL'],
  [/would not wake it/, 'UPDATE cases SET wake_at = NULL WHERE wake_at IS NOT NULL'],
  [/its item is not in the catalogue/, "UPDATE cases SET item = 'XX-999'"],
  [/one of its centres does not exist/, "UPDATE cases SET responsible = '310199999'"],
  [/its seal does not open/, "UPDATE cases SET sealed = x'01020304'"],
  [/its seal does not open/, 'UPDATE cases SET person = zeroblob(16)'],
  [/written with one of its events does not open/, "UPDATE case_events SET sealed = x'01020304' WHERE sealed IS NOT NULL"],
  [/says wrongly whether it is complete/, 'UPDATE cases SET complete = 1 - complete'],
  [/wrong check character/, "UPDATE cases SET number = substr(number, 1, 25) || CASE substr(number, 26, 1) WHEN '1' THEN '2' ELSE '1' END"],
  [/somebody without an account acted/, "UPDATE case_events SET actor = 'nobody' WHERE actor IS NOT NULL"],
  [/was looked at, but is no case/, "UPDATE disclosures SET number = 'SQ310101013202603020009990'"],
  [/looked at by somebody without an account/, "UPDATE disclosures SET username = 'nobody'"],
  [/its sealed answer does not open/, "UPDATE idempotency SET answer = CAST('nothing' AS BLOB)"],
  [/its sealed answer does not open/, "UPDATE idempotency SET answer = x'0102030405'"],
  [/holds no answer/, 'UPDATE idempotency SET status = 7'],
  [/an unknown role/, "UPDATE staff SET role = 'king'"],
  [/1 sessions? belong to no account/, "INSERT INTO sessions (token_sm3, kind, principal, created_at, last_seen_at) VALUES (x'01', 'staff', 'nobody', 1, 1)"],
  [/passwords_used/, "INSERT INTO passwords_used (username, set_at, password) VALUES ('nobody', 1, 'x')", testEngine === 'postgres' && 'refused by PostgreSQL'],
]

// what is seen in no other way than by living through a case again, or by opening what is sealed
const BY_KEYS = /rules do not know|not its receipt|days are not|outcome or its marks|limits are not|would not wake|another centre or day|open$|whether it is complete/

for (const [told, sql, skip = false] of BREAKS) {
  test(`it notices: ${sql}`, { skip }, async () => {
    await city.copy('bad')
    assert.ok(await city.break('bad', sql) > 0, 'nothing was broken')
    for (const keys of BY_KEYS.test(told.source) ? ['the.keys'] : ['the.keys', 'no.keys']) {
      const error = await check('bad', keys).then(() => assert.fail('it says that everything holds'), (reason) => reason)
      assert.equal(error.code, 1, error.stderr)
      assert.match(error.stdout, told)
      assert.match(error.stdout, /^\d+ faults?$/m)
    }
  })
}
