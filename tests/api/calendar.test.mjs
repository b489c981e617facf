// A calendar that changes moves running clocks: a pack with other days off is loaded while cases run, and the server is started
// again on it. Beyond 2026 the pack knows no arrangement, so what is computed there is computed by the plain week.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { countRows } from '../../tools/count-rows.mjs'
import { runProgram, startServer, testEngine, top } from '../server.mjs'
import { A, B, DIRECT, SPLIT, act, application, assertHolds, clockAt, startAt, take, until, untilLooked } from './support.mjs'

const folders = [], servers = []
after(async () => {
  for (const server of servers) if (server.child.exitCode === null && server.child.signalCode === null) await server.kill()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
const kept = async (starting) => {
  const server = await starting
  servers.push(server)
  return server
}

const days = (first, last) => {
  const list = []
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000) list.push(new Date(at).toISOString().slice(0, 10))
  return list
}
const FEBRUARY = days('2027-02-01', '2027-02-11')
const WHOLE = [...FEBRUARY, '2027-01-01', '2027-04-05', '2027-05-03', '2027-06-09', '2027-09-15', '2027-10-01'] // each festival has a day off

// The city with more days off, or without some of them.
function pack({ off = [], without = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-pack-'))
  folders.push(folder)
  cpSync(join(top, 'data/shanghai'), folder, { recursive: true })
  const [head, ...lines] = readFileSync(join(folder, 'calendar.tsv'), 'utf8').trimEnd().split('\n')
  const all = [...lines.filter((line) => !without.includes(line.slice(0, 10))), ...off.map((day) => `${day}\toff\t春节\t0`)]
  writeFileSync(join(folder, 'calendar.tsv'), `${[head, ...all].join('\n')}\n`)
  countRows(folder)
  return folder
}

const moveTo = (server, moment) => server.restart([clockAt(moment)])
const load = (server, folder) => runProgram('load', ...server.where, '--data', folder)
const eventsOf = async (who, number) => (await who.get(`/v1/cases/${number}/events`)).body.items
const dues = (it) => [it.notice_due, it.legal_due, it.promised_due]
const logged = (server, word) => server.log.split('\n').filter((line) => line.includes(word))

test('a case of the end of January 2027, and eleven days off that come to be known on 5 February', async () => {
  const server = await kept(startAt('2027-01-28T10:00:00+08:00'))
  let clerk = await server.signIn(`clerk.${A}`)
  const taken = await take(clerk, 'ZJ-004')
  assert.deepEqual(dues(taken), ['2027-02-04', '2027-04-22', '2027-04-08'])
  assert.equal(taken.calendar_warning, true)
  const read = async () => (await clerk.get(`/v1/cases/${taken.case_number}`)).body
  assert.equal((await read()).calendar_warning, true)
  const listed = async () => (await clerk.get('/v1/worklist')).body.items.find((one) => one.case_number === taken.case_number)
  assert.equal((await listed()).calendar_warning, true)

  const { stdout } = await load(server, pack({ off: FEBRUARY }))
  assert.match(stdout, /restart/)
  assert.match(stdout, /single days of 2027 only \(no day off for New Year's Day\)/)
  assert.match((await runProgram('check', ...server.where)).stdout, /everything holds/) // by the calendar that is applied
  await moveTo(server, '2027-02-05T10:00:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  const moved = await read()
  assert.deepEqual([moved.state, moved.deemed_accepted, moved.revision], ['received', false, taken.revision + 1])
  assert.deepEqual(dues(moved), ['2027-02-17', '2027-05-05', '2027-04-21'])
  assert.equal(moved.clock.due, '2027-02-17')
  // single days are not the arrangement of the year: what falls into it may still move
  assert.deepEqual([moved.calendar_warning, (await listed()).calendar_warning], [true, true])
  const year = (await clerk.get('/v1/calendar/2027')).body
  assert.deepEqual([year.known, year.days.length, (await clerk.get('/v1/city')).body.calendar_years.includes(2027)], [false, FEBRUARY.length, false])
  assert.equal(moved.light, 'green')
  const last = (await eventsOf(clerk, taken.case_number)).at(-1)
  assert.deepEqual([last.action, last.actor, last.from, last.to, last.deemed_too_early], ['calendar_changed', null, 'received', 'received', false])
  assert.deepEqual(last.dues, { notice_due: '2027-02-17', supplement_due: null, legal_due: '2027-05-05', promised_due: '2027-04-21', issue_due: null })
  assert.equal(last.due, '2027-02-17')
  const row = (await clerk.get('/v1/worklist')).body.items.find((one) => one.case_number === taken.case_number)
  assert.equal(row.due, '2027-02-17')
  await assertHolds(server)

  // silence counts from the new day on, and nothing is done twice
  await moveTo(server, '2027-02-17T23:00:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  assert.deepEqual([(await read()).state, (await read()).revision], ['received', moved.revision])
  await moveTo(server, '2027-02-18T00:01:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  const now = await until(async () => {
    const it = await read()
    return it.state === 'accepted' && it
  }, 'accepted by silence')
  assert.deepEqual([now.state, now.deemed_accepted, now.promised_due, now.calendar_warning], ['accepted', true, '2027-04-21', true])
  await assertHolds(server)

  // the whole year is arranged
  assert.doesNotMatch((await load(server, pack({ off: WHOLE }))).stdout, /single days/)
  await moveTo(server, '2027-02-19T10:00:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  const arranged = await read()
  assert.deepEqual([arranged.promised_due, arranged.calendar_warning, (await listed()).calendar_warning], ['2027-04-22', false, false])
  assert.equal((await clerk.get('/v1/calendar/2027')).body.known, true)
  await assertHolds(server)
  await server.stop()
})

test('every clock of a case moves: notice, supplement, promise, stopped, extended, issue; what has ended stays', async () => {
  const server = await kept(startAt('2027-01-28T10:00:00+08:00'))
  const clerk = await server.signIn(`clerk.${A}`), lead = await server.signIn(`lead.${A}`), there = await server.signIn(`clerk.${B}`)
  const cases = {}
  for (const name of ['asked', 'mended', 'promised', 'suspended', 'resumed', 'extended', 'decided', 'refused']) cases[name] = (await take(clerk, DIRECT)).case_number
  cases.split = (await take(clerk, SPLIT, { hukou_division: B })).case_number
  cases.returned = (await take(clerk, SPLIT, { hukou_division: B })).case_number
  await act(there, cases.returned, 'return_to_receiver', { reasons: [{ code: 'unreadable_scan' }] })
  await act(clerk, cases.asked, 'ask_supplement', { reasons: [{ code: 'missing_material', note: '身份证复印件' }], days: 3 })
  await act(clerk, cases.mended, 'ask_supplement', { reasons: [{ code: 'missing_material', note: '身份证复印件' }], days: 3 })
  await act(clerk, cases.mended, 'supplement', { materials: [{ material_code: 'id_card' }] })
  await act(clerk, cases.refused, 'refuse', { reasons: [{ code: 'not_eligible' }] })
  for (const name of ['promised', 'suspended', 'resumed', 'extended', 'decided']) await act(clerk, cases[name], 'accept')
  for (const name of ['suspended', 'resumed']) await act(lead, cases[name], 'suspend', { procedure: 'inspection' })
  await act(lead, cases.resumed, 'resume')
  await act(lead, cases.extended, 'extend', { days: 3, reason: '案情复杂' })
  await act(lead, cases.decided, 'decide', { outcome: 'granted' })
  const all = async () => Object.fromEntries(await Promise.all(Object.entries(cases).map(async ([name, number]) => [name, (await clerk.get(`/v1/cases/${number}`)).body])))
  const before = await all()
  // two that are sent again when the calendar is another one
  const again = [['/v1/cases', application(DIRECT)], [`/v1/cases/${cases.promised}/actions`, { action: 'review' }]]
  for (const one of again) {
    one.push({ 'idempotency-key': randomUUID() })
    one.push((await lead.post(...one)).text)
  }
  assert.equal(before.refused.calendar_warning, false) // nothing runs
  assert.equal(before.decided.issue_due, '2027-02-11')

  await load(server, pack({ off: FEBRUARY }))
  await moveTo(server, '2027-02-01T10:00:00+08:00')
  Object.assign(clerk, await server.signIn(`clerk.${A}`))
  Object.assign(lead, await server.signIn(`lead.${A}`))
  for (const [path, body, key, text] of again) assert.equal((await lead.post(path, body, key)).text, text)
  const now = await all()
  assert.deepEqual(now.refused, before.refused)
  for (const name of Object.keys(cases).filter((one) => one !== 'refused')) {
    const event = (await eventsOf(clerk, cases[name])).find((one) => one.action === 'calendar_changed')
    assert.ok(event, name)
    assert.equal(event.dues.legal_due, now[name].legal_due, name)
    assert.equal(event.due, now[name].clock.due, name) // of the limit that runs, as the case says it; none while suspended
    assert.equal(now[name].calendar_warning, true, name) // eleven days are not the arrangement of 2027
  }
  const notice = '2027-02-17' // 29 January, 12, 15, 16, 17 February
  for (const name of ['mended', 'split', 'returned']) assert.equal(now[name].notice_due, notice, name)
  assert.equal(now.asked.supplement_due, '2027-02-15') // 29 January, 12, 15 February
  for (const name of ['promised', 'resumed']) assert.equal(now[name].promised_due, '2027-02-24', name)
  // what stands still since 28 January is told as if it went on today: 29 January is not used, the five and ten days are left
  assert.equal(now.asked.notice_due, '2027-02-18')
  assert.equal(now.suspended.promised_due, '2027-02-25')
  assert.equal(now.extended.promised_due, '2027-03-01')
  assert.equal(now.decided.issue_due, '2027-02-24')
  await assertHolds(server)

  // what has ended keeps the days of its time: those of the calendar now are wrong there
  const daysOf = (from) => server.ask(`UPDATE cases SET ${['notice_due', 'legal_due', 'promised_due'].map((due) => `${due} = ${from(due)}`).join(', ')} WHERE number = '${cases.refused}'`)
  const stood = (await server.ask(`SELECT notice_due || ' ' || legal_due || ' ' || promised_due FROM cases WHERE number = '${cases.refused}'`))[0].split(' ')
  await daysOf((due) => `(SELECT other.${due} FROM cases other WHERE other.number = '${cases.asked}')`)
  const wrong = await runProgram('check', ...server.where).catch((fault) => fault)
  assert.ok(`${wrong.stdout}${wrong.stderr}`.includes(`${cases.refused}`), wrong.stdout)
  await daysOf((due) => stood[['notice_due', 'legal_due', 'promised_due'].indexOf(due)])
  await assertHolds(server)

  // what stood still goes on with the days it had left: all ten, from 12 February on
  await moveTo(server, '2027-02-11T10:00:00+08:00')
  Object.assign(clerk, await server.signIn(`clerk.${A}`))
  Object.assign(lead, await server.signIn(`lead.${A}`))
  assert.equal((await act(lead, cases.suspended, 'resume')).promised_due, '2027-02-25')
  assert.equal((await act(clerk, cases.asked, 'supplement', { materials: [{ material_code: 'id_card' }] })).notice_due, '2027-02-18')
  await assertHolds(server)
  await server.stop()
})

test('a day off that is taken away makes nobody late; silence that came too early is told, not undone', async () => {
  const server = await kept(startServer({ data: pack({ off: FEBRUARY }), args: [clockAt('2027-01-28T10:00:00+08:00')] }))
  let clerk = await server.signIn(`clerk.${A}`)
  const short = await take(clerk, DIRECT), silent = await take(clerk, DIRECT)
  assert.equal(short.notice_due, '2027-02-17')
  // 1 to 11 February are worked after all, as comes out on the 10th
  await load(server, pack({ off: ['2027-01-01'] }))
  await moveTo(server, '2027-02-10T10:00:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  let it = (await clerk.get(`/v1/cases/${short.case_number}`)).body
  assert.deepEqual([it.state, it.notice_due], ['received', '2027-02-11']) // the next working day, not 4 February
  assert.deepEqual([it.promised_due, it.light], ['2027-02-11', 'yellow'])
  await act(clerk, short.case_number, 'accept')
  await assertHolds(server)
  // an unchanged start looks at nothing
  const looked = logged(server, 'calendar_changed').length
  assert.ok(looked > 0)
  await moveTo(server, '2027-02-10T11:00:00+08:00')
  assert.equal(logged(server, 'calendar_changed').length, looked)

  // the other is accepted by silence on the 12th; on the 15th the days off are back
  await moveTo(server, '2027-02-12T10:00:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  it = await until(async () => {
    const now = (await clerk.get(`/v1/cases/${silent.case_number}`)).body
    return now.state === 'accepted' && now
  }, 'accepted by silence')
  assert.equal(it.deemed_accepted, true)
  await load(server, pack({ off: FEBRUARY }))
  await moveTo(server, '2027-02-15T10:00:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  it = (await clerk.get(`/v1/cases/${silent.case_number}`)).body
  assert.deepEqual([it.state, it.deemed_accepted, it.promised_due], ['accepted', true, '2027-02-24'])
  const last = (await eventsOf(clerk, silent.case_number)).at(-1)
  assert.deepEqual([last.action, last.deemed_too_early], ['calendar_changed', true])
  assert.equal(logged(server, 'deemed_accepted_by_former_calendar').filter((line) => line.includes(silent.case_number)).length, 1)
  await assertHolds(server)
  await server.stop()
})

test('a calendar that is taken back: no day that can still come is told before the next working day, of what stands still neither', async () => {
  const server = await kept(startServer({ data: pack({ off: FEBRUARY }), args: [clockAt('2027-01-28T10:00:00+08:00')] }))
  let clerk = await server.signIn(`clerk.${A}`), lead = await server.signIn(`lead.${A}`)
  const asked = (await take(clerk, DIRECT)).case_number, suspended = (await take(clerk, DIRECT)).case_number
  await act(clerk, asked, 'ask_supplement', { reasons: [{ code: 'missing_material', material_code: 'id_card' }] })
  await act(clerk, suspended, 'accept')
  await act(lead, suspended, 'suspend', { procedure: 'inspection' })
  await load(server, pack())
  await moveTo(server, '2027-02-10T10:00:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  lead = await server.signIn(`lead.${A}`)
  const told = {}
  for (const number of [asked, suspended]) {
    const it = told[number] = (await clerk.get(`/v1/cases/${number}`)).body
    const { dues: said, action } = (await eventsOf(clerk, number)).at(-1)
    assert.equal(action, 'calendar_changed')
    for (const name of ['notice_due', 'supplement_due', 'legal_due', 'promised_due'].filter((due) => said[due] && !(due === 'notice_due' && it.accepted_at))) {
      assert.ok(said[name] >= '2027-02-11', `${it.state} ${name} ${said[name]}`)
      assert.equal(it[name], said[name], `${it.state} ${name}`)
    }
  }
  assert.deepEqual([told[asked].notice_due, told[asked].supplement_due], ['2027-02-17', '2027-02-18'])
  assert.equal(told[suspended].promised_due, '2027-02-24')
  await assertHolds(server)
  // and so it comes when it goes on
  assert.deepEqual(dues(await act(clerk, asked, 'supplement', { materials: [{ material_code: 'id_card' }] })), dues(told[asked]))
  assert.deepEqual(dues(await act(lead, suspended, 'resume')), dues(told[suspended]))
  await assertHolds(server)
  await server.stop()
})

test('a case whose events cannot be read stops no start, is named, and nothing happens to it by time', async () => {
  const server = await kept(startAt('2027-01-28T10:00:00+08:00'))
  let clerk = await server.signIn(`clerk.${A}`)
  const cases = {}
  for (const name of ['silent', 'whole', 'asked', 'later']) cases[name] = (await take(clerk, DIRECT)).case_number
  for (const name of ['silent', 'whole', 'asked']) await act(clerk, cases[name], 'ask_supplement', { reasons: [{ code: 'missing_material', material_code: 'id_card' }], days: 3 })
  for (const name of ['silent', 'whole']) await act(clerk, cases[name], 'supplement', { materials: [{ material_code: 'id_card' }] })
  const read = async (name) => (await clerk.get(`/v1/cases/${cases[name]}`)).body
  const { notice_due: former } = await read('silent')
  const broken = ['silent', 'asked']
  for (const name of broken) {
    await server.ask(`UPDATE case_events SET sealed = ${testEngine === 'postgres' ? "'\\x00'" : "X'00'"} WHERE number = '${cases[name]}' AND seq = 2`)
  }
  await load(server, pack({ off: FEBRUARY }))
  await moveTo(server, '2027-02-01T10:00:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  for (const name of broken) assert.equal(logged(server, 'case_days_not_moved').filter((line) => line.includes(cases[name])).length, 1, name)
  assert.equal(logged(server, 'case_days_not_moved').length, 2)
  assert.match(logged(server, 'calendar_changed').at(-1), /not_moved\W+2\b/)
  assert.equal((await read('whole')).notice_due, '2027-02-17')
  assert.equal((await read('silent')).notice_due, former)

  // later starts look at nothing, and when the former days are over, time leaves these two alone, once and for all
  const looked = logged(server, 'calendar_changed').length
  await moveTo(server, '2027-02-12T10:00:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  await until(() => logged(server, 'case_left_by_time').length >= 2, 'both are left alone')
  await untilLooked(server)
  assert.equal(logged(server, 'calendar_changed').length, looked)
  assert.equal(logged(server, 'case_left_by_time').length, 2)
  assert.deepEqual([(await read('silent')).state, (await read('asked')).state], ['received', 'supplement_asked'])
  await assert.rejects(runProgram('check', ...server.where))

  // the others go on by the new days; whoever examines the case itself may do so
  await moveTo(server, '2027-02-18T10:00:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  await until(async () => (await read('later')).state === 'accepted' && (await read('whole')).state === 'accepted', 'accepted by silence')
  assert.equal((await read('silent')).state, 'received')
  assert.equal((await act(clerk, cases.silent, 'accept')).deemed_accepted, false)
  await server.stop()
})

test('however long a life is, it follows the calendar, silence accepts it and the check lives it again', async () => {
  const server = await kept(startAt('2027-01-28T10:00:00+08:00'))
  let clerk = await server.signIn(`clerk.${A}`)
  const { case_number: number, revision } = await take(clerk, DIRECT), many = 2500, at = Date.parse('2027-01-28T10:05:00+08:00')
  const changes = testEngine === 'postgres' ? '' : '; SELECT changes()'
  await server.ask(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${many})
    INSERT INTO case_events (district, position, number, seq, at, action, from_state, to_state, actor, actor_name, centre)
    SELECT c.district, p.last + n.i, c.number, c.revision + n.i, ${at} + n.i, 'reissue_password', c.state, c.state, 'clerk.${A}', 'x', '${A}'
    FROM cases c JOIN case_positions p ON p.district = c.district CROSS JOIN n WHERE c.number = '${number}'${changes}`)
  await server.ask(`UPDATE cases SET revision = revision + ${many}, query_generation = ${many} WHERE number = '${number}'${changes}`)
  await server.ask(`UPDATE case_positions SET last = last + ${many} WHERE district = (SELECT district FROM cases WHERE number = '${number}')${changes}`)
  await assertHolds(server)
  await load(server, pack({ off: FEBRUARY }))
  await moveTo(server, '2027-02-05T10:00:00+08:00') // the former days are over
  clerk = await server.signIn(`clerk.${A}`)
  const read = async () => (await clerk.get(`/v1/cases/${number}`)).body
  assert.deepEqual([(await read()).state, (await read()).notice_due, (await read()).revision], ['received', '2027-02-17', revision + many + 1])
  await assertHolds(server)
  await moveTo(server, '2027-02-18T10:00:00+08:00')
  clerk = await server.signIn(`clerk.${A}`)
  await until(async () => (await read()).state === 'accepted', 'accepted by silence')
  assert.deepEqual(['case_not_woken', 'case_left_by_time', 'case_days_not_moved'].flatMap((word) => logged(server, word)), [])
  await assertHolds(server)
  // a password too many is found
  await server.ask(`UPDATE cases SET query_generation = query_generation + 1 WHERE number = '${number}'${changes}`)
  await assert.rejects(runProgram('check', ...server.where), (error) => /query password/.test(error.stdout))
  await server.stop()
})

test('a case that could not be moved at the start is moved before time acts on it', async () => {
  const server = await kept(startAt('2027-01-28T10:00:00+08:00'))
  let clerk = await server.signIn(`clerk.${A}`)
  const { case_number: silent } = await take(clerk, DIRECT), { case_number: asked } = await take(clerk, DIRECT)
  await act(clerk, asked, 'ask_supplement', { reasons: [{ code: 'missing_material', material_code: 'id_card' }], days: 3 })
  // for the time of one start the place of their next events is taken
  const changes = testEngine === 'postgres' ? '' : '; SELECT changes()'
  await server.ask(`INSERT INTO case_events (district, position, number, seq, at, action, from_state, to_state)
    SELECT district, 100000 + revision, number, revision + 1, 0, 'review', 0, 0 FROM cases${changes}`)
  await load(server, pack({ off: FEBRUARY }))
  await moveTo(server, '2027-02-01T10:00:00+08:00')
  assert.equal(logged(server, 'case_days_not_moved').length, 2)
  await server.ask(`DELETE FROM case_events WHERE position > 100000${changes}`)

  await moveTo(server, '2027-02-05T10:00:00+08:00') // the former days are over
  clerk = await server.signIn(`clerk.${A}`)
  const read = async (number) => (await clerk.get(`/v1/cases/${number}`)).body
  await until(async () => (await read(silent)).revision === 2 && (await read(asked)).revision === 3, 'both are moved')
  await untilLooked(server)
  const [received, waiting] = [await read(silent), await read(asked)]
  assert.deepEqual([received.state, received.deemed_accepted, received.notice_due], ['received', false, '2027-02-17'])
  assert.deepEqual([waiting.state, waiting.supplement_due], ['supplement_asked', '2027-02-15'])
  for (const number of [silent, asked]) assert.equal((await eventsOf(clerk, number)).at(-1).action, 'calendar_changed')
  await assertHolds(server)
  await server.stop()
})

test('what another server received by the former calendar is counted by the newest before time acts on it', { skip: testEngine !== 'postgres' }, async () => {
  const former = await kept(startAt('2027-01-28T10:00:00+08:00'))
  await load(former, pack({ off: FEBRUARY }))
  const newest = await kept(startServer({ beside: former, args: [clockAt('2027-01-28T10:00:00+08:00')] }))
  let clerk = await former.signIn(`clerk.${A}`)
  const taken = await take(clerk, DIRECT)
  assert.equal(taken.notice_due, '2027-02-04')
  await newest.stop()
  await former.end() // without a word of it
  await former.ask('UPDATE case_calendars SET done_at = begun_at')
  former.options.args = [clockAt('2027-02-05T10:00:00+08:00')]
  await former.start()
  clerk = await former.signIn(`clerk.${A}`)
  const read = async () => (await clerk.get(`/v1/cases/${taken.case_number}`)).body
  await until(async () => (await read()).revision === 2, 'it is moved')
  await untilLooked(former)
  assert.deepEqual([(await read()).state, (await read()).notice_due], ['received', '2027-02-17'])
  await assertHolds(former)
  await former.stop()
})

test('killed in the middle, and several servers at once: every case moves once', async () => {
  const server = await kept(startServer({ args: [clockAt('2027-01-28T10:00:00+08:00')] }))
  const clerk = await server.signIn(`clerk.${A}`)
  const numbers = []
  for (let i = 0; i < 70; i += 1) numbers.push((await take(clerk, i % 2 ? SPLIT : DIRECT, { hukou_division: i % 2 ? B : A })).case_number)
  await load(server, pack({ off: ['2027-06-01'] })) // moves none of them
  await server.restart()
  await load(server, pack({ off: FEBRUARY }))
  await server.end()
  server.options.args = [clockAt('2027-02-05T10:00:00+08:00')]
  for (let wait = 0; wait < 200; wait += 40) { // somewhere in its start
    const starting = server.start().catch(() => {})
    await new Promise((done) => setTimeout(done, wait))
    await server.kill()
    await starting
    await assertHolds(server) // half of them moved or not
  }
  await server.start()
  const others = []
  if (testEngine === 'postgres') others.push(...await Promise.all([1, 2].map(() => kept(startServer({ beside: server, args: server.options.args })))))
  const again = await server.signIn(`clerk.${A}`)
  for (const number of numbers) {
    const list = await eventsOf(again, number)
    assert.equal(list.filter((one) => one.action === 'calendar_changed').length, 1, number)
    assert.ok(!list.some((one) => one.action === 'deem_accepted'), number)
  }
  for (const other of others) await other.stop()
  await assertHolds(server)
  await server.stop()
})
