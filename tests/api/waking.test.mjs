// What time does to many cases does not hang on any one of them: not on how long a life it has, nor on whether it can be read.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { countRows } from '../../tools/count-rows.mjs'
import { runProgram, testEngine, top } from '../server.mjs'
import { A, B, DIRECT, SPLIT, act, assertHolds, clockAt, startAt, take, until, untilLooked } from './support.mjs'

const MANY = 70 // more than are woken together
const folders = []
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

// The city with one more day off, long after all that happens here, or with others.
function otherCalendar(off = ['2027-05-03']) {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-pack-'))
  folders.push(folder)
  cpSync(join(top, 'data/shanghai'), folder, { recursive: true })
  const file = join(folder, 'calendar.tsv')
  const lines = off.map((day) => `${day}\toff\t劳动节\t0\n`)
  writeFileSync(file, `${readFileSync(file, 'utf8').trimEnd()}\n${lines.join('')}`)
  countRows(folder)
  return folder
}

test('seventy lives that are long to read all lapse in time after another calendar came, and what travels arrives', async () => {
  const server = await startAt('2026-11-03T09:00:00+08:00')
  try {
    const clerk = await server.signIn(`clerk.${A}`)
    const reasons = Array.from({ length: 30 }, (_, at) => ({ code: 'other', note: `${at} ${'请补交加盖公章的证明原件及复印件。'.repeat(29)}`.slice(0, 500) }))
    const numbers = []
    for (let i = 0; i < MANY; i++) {
      const { case_number } = await take(clerk, DIRECT)
      numbers.push(case_number)
      await act(clerk, case_number, 'ask_supplement', { reasons, days: 1 })
    }
    await runProgram('load', ...server.where, '--data', otherCalendar())
    await server.restart([clockAt('2026-11-09T09:00:00+08:00')])
    const later = await server.signIn(`clerk.${A}`)
    const travelling = await take(later, SPLIT, { hukou_division: B })
    const state = async (number) => (await later.get(`/v1/cases/${number}`)).body.state
    await until(async () => (await state(travelling.case_number)) === 'waiting', 'it arrives')
    for (const number of numbers) await until(async () => (await state(number)) === 'lapsed', `${number} lapses`)
    assert.doesNotMatch(server.log, /case_not_woken|case_left_by_time/)
    await assertHolds(server)
  } finally {
    await server.stop()
  }
})

test('cases that are due and cannot be acted on, more than are woken together, do not hold up those behind them', async () => {
  const server = await startAt('2026-11-03T09:00:00+08:00')
  try {
    const clerk = await server.signIn(`clerk.${A}`)
    for (let i = 0; i < MANY; i++) await take(clerk, DIRECT)
    // due before all others, with nothing that time could do
    const changed = testEngine === 'postgres' ? '' : '; SELECT changes()'
    await server.ask(`UPDATE cases SET wake_at = 1${changed}`)
    const travelling = await take(clerk, SPLIT, { hukou_division: B })
    await until(async () => (await clerk.get(`/v1/cases/${travelling.case_number}`)).body.state === 'waiting', 'it arrives')
  } finally {
    await server.stop()
  }
})

test('what does not stand in the worklist it should is damaged: it stops no start, is said once, and is left alone', async () => {
  const server = await startAt('2026-11-03T09:00:00+08:00')
  try {
    let clerk = await server.signIn(`clerk.${A}`)
    const direct = (await take(clerk, DIRECT)).case_number, split = (await take(clerk, SPLIT, { hukou_division: B })).case_number
    const state = async (number) => (await clerk.get(`/v1/cases/${number}`)).body.state
    await until(async () => (await state(split)) === 'waiting', 'it arrives')
    const changes = testEngine === 'postgres' ? '' : '; SELECT changes()'
    await server.ask(`DELETE FROM worklist WHERE number = '${direct}' OR side = 1${changes}`)
    const whole = (await take(clerk, DIRECT)).case_number
    await runProgram('load', ...server.where, '--data', otherCalendar(['2026-11-04', '2027-05-03']))
    await server.restart([clockAt('2026-11-05T09:00:00+08:00')])
    clerk = await server.signIn(`clerk.${A}`)
    const said = (word) => server.log.split('\n').filter((line) => line.includes(word))
    assert.deepEqual(said('case_days_not_moved').map((line) => line.includes(split)), [true])

    await server.restart([clockAt('2026-11-30T09:00:00+08:00')])
    clerk = await server.signIn(`clerk.${A}`)
    await until(async () => (await state(whole)) === 'accepted', 'silence accepts what is whole')
    await until(() => said('case_left_by_time').length >= 2, 'both are left')
    await untilLooked(server, 3)
    for (const number of [direct, split]) assert.equal(said('case_left_by_time').filter((line) => line.includes(number)).length, 1, number)
    assert.doesNotMatch(server.log, /case_not_woken/)
    assert.deepEqual([await state(direct), await state(split)], ['received', 'waiting'])
    // nor is somebody who acts told that others were faster
    const reply = await clerk.post(`/v1/cases/${direct}/actions`, { action: 'accept' })
    assert.deepEqual([reply.status, reply.body.code], [500, 'corrupt'])
    assert.ok(said('case_not_written').some((line) => line.includes(direct)))
    const { stdout, stderr } = await runProgram('check', ...server.where).catch((fault) => fault)
    assert.ok(`${stdout}${stderr}`.includes(`${direct}: does not stand in the worklist it should`), stdout)
    assert.ok(`${stdout}${stderr}`.includes(`${split}: does not stand among what the other centre follows`), stdout)
  } finally {
    await server.stop()
  }
})

test('more cases than are woken together fail each in its way: whole ones behind them lapse and arrive, each failing one is named', async () => {
  const server = await startAt('2026-11-03T09:00:00+08:00')
  try {
    let clerk = await server.signIn(`clerk.${A}`)
    const reasons = [{ code: 'other', note: '请补交证明' }]
    const taken = [], sealed = []
    for (let i = 0; i < MANY; i++) (i % 2 ? taken : sealed).push((await take(clerk, DIRECT)).case_number)
    for (const number of sealed) await act(clerk, number, 'ask_supplement', { reasons, days: 1 })
    const changes = testEngine === 'postgres' ? '' : '; SELECT changes()'
    const zero = testEngine === 'postgres' ? "'\\x00'" : "X'00'"
    await server.ask(`UPDATE case_events SET sealed = ${zero} WHERE seq = 2${changes}`) // cannot be read
    await server.ask(`INSERT INTO case_events (district, position, number, seq, at, action, from_state, to_state)
      SELECT district, 100000 + position, number, 2, at, 'reissue_password', 0, 0 FROM case_events
      WHERE seq = 1 AND number IN (SELECT number FROM cases WHERE revision = 1)${changes}`) // the place of their next event is taken
    const whole = (await take(clerk, DIRECT)).case_number
    await act(clerk, whole, 'ask_supplement', { reasons, days: 2 })
    await runProgram('load', ...server.where, '--data', otherCalendar())
    await server.restart([clockAt('2026-11-30T09:00:00+08:00')])
    clerk = await server.signIn(`clerk.${A}`)
    const travelling = (await take(clerk, SPLIT, { hukou_division: B })).case_number
    const state = async (number) => (await clerk.get(`/v1/cases/${number}`)).body.state
    await until(async () => (await state(whole)) === 'lapsed', 'the whole one lapses')
    await until(async () => (await state(travelling)) === 'waiting', 'it arrives')
    await untilLooked(server, 4)
    const named = (word) => server.log.split('\n').filter((line) => line.includes(word)).map((line) => JSON.parse(line).case).sort()
    assert.deepEqual([...new Set(named('"case_not_woken"'))], [...taken].sort()) // tried again when others had their turn
    assert.deepEqual(named('"case_left_by_time"'), [...sealed].sort())
    assert.deepEqual([await state(taken[0]), await state(sealed[0])], ['received', 'supplement_asked'])
    const { stdout, stderr } = await runProgram('check', ...server.where).catch((fault) => fault)
    for (const number of [...taken, ...sealed]) assert.ok(`${stdout}${stderr}`.includes(number), number)
  } finally {
    await server.stop()
  }
})
