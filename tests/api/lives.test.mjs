// Whole lives of cases over HTTP, direct and split, to each of their ends.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn } from '../server.mjs'
import { A, AT_ONCE, B, DIRECT, GUIDED_SPLIT, SPLIT, act, actionsOf, application, assertHolds, assertRefused, fill, idNumber, readCase, startAt, take, until } from './support.mjs'

let server
const at = {} // at.A.clerk …

before(async () => {
  server = await startAt()
  for (const [side, centre] of [['A', A], ['B', B]]) {
    at[side] = {}
    for (const role of ['clerk', 'reviewer', 'lead']) at[side][role] = await server.signIn(`${role}.${centre}`)
  }
})
after(() => inTurn(() => assertHolds(server), () => server.stop()))

const eventsOf = async (who, number) => (await who.get(`/v1/cases/${number}/events`)).body.items
const takenIn = (events) => events.map((event) => event.action).join(' ')
const refuse = (who, number, body, status, code, field) =>
  who.post(`/v1/cases/${number}/actions`, body).then((reply) => assertRefused(reply, status, code, field))
const toB = { hukou_division: B }

test('a direct case is received, accepted, decided, issued and delivered where it was taken', async () => {
  const { clerk, reviewer } = at.A
  let it = await take(clerk, DIRECT)
  assert.match(it.case_number, /^SQ31010101320260302\d{6}[0-9X]$/)
  assert.match(it.query_password, /^\d{6}$/)
  assert.deepEqual([it.mode, it.state, it.routed_by, it.receiving_centre, it.responsible_centre, it.holder_centre], ['direct', 'received', 'direct', A, A, A])
  assert.deepEqual([it.notice_due, it.promised_due, it.legal_due], ['2026-03-09', '2026-03-16', '2026-03-30'])
  assert.deepEqual(it.clock, { running: 'notice', since: '2026-03-02', due: '2026-03-09', working_days: 5, working_days_left: 5, stopped: false, stopped_on: null })
  assert.deepEqual(it.allowed_actions, ['ask_supplement', 'accept', 'refuse', 'withdraw'])
  it = await act(clerk, it.case_number, 'accept')
  assert.equal(it.state, 'accepted')
  assert.deepEqual([it.clock.running, it.clock.due], ['promise', '2026-03-16'])
  assert.ok(it.accepted_at.startsWith('2026-03-02T'))
  assert.deepEqual(it.allowed_actions, ['withdraw']) // a clerk does not decide what is promised
  await refuse(clerk, it.case_number, { action: 'decide', outcome: 'granted' }, 403, 'action_not_yours')
  it = await act(reviewer, it.case_number, 'review')
  it = await act(reviewer, it.case_number, 'decide', { outcome: 'granted', revision: 3 })
  assert.deepEqual([it.state, it.outcome.came_to, it.clock.running, it.issue_due], ['decided', 'granted', 'issue', '2026-03-16'])
  it = await act(clerk, it.case_number, 'issue')
  it = await act(clerk, it.case_number, 'deliver', { delivery: 'window' })
  assert.deepEqual([it.state, it.light, it.clock.running, it.holder_centre, it.allowed_actions], ['delivered', 'grey', 'none', null, []])
  const events = await eventsOf(clerk, it.case_number)
  assert.equal(takenIn(events), 'receive accept review decide issue deliver')
  assert.deepEqual(events.map((event) => event.seq), [1, 2, 3, 4, 5, 6])
  assert.deepEqual(events.map((event) => event.outcome.came_to), ['open', 'open', 'open', 'granted', 'granted', 'granted'])
  assert.equal(events[3].actor, `reviewer.${A}`)
  assert.match(events[3].actor_name, /^[一-龥]{2,4}$/)
  assert.equal(events[5].delivery, 'window')
  for (let i = 1; i < events.length; i += 1) assert.equal(events[i].from, events[i - 1].to)
})

test('what is promised on the spot and not done stays red; silence says nothing', async () => {
  const server = await startAt('2026-03-02T16:00:00+08:00') // a Monday
  try {
    let clerk = await server.signIn(`clerk.${A}`)
    const { case_number: number, ...taken } = await take(clerk, AT_ONCE)
    const read = async () => (await clerk.get(`/v1/cases/${number}`)).body
    assert.deepEqual([taken.kind, taken.light, taken.clock.running, taken.clock.due], ['immediate', 'yellow', 'promise', '2026-03-02'])
    assert.equal(taken.outcome.next_step.until, '2026-03-02')
    for (const [when, light] of [['2026-03-02T23:59:00', 'yellow'], ['2026-03-03T00:01:00', 'red'], ['2026-03-09T09:00:00', 'red'], ['2026-03-16T09:00:00', 'red']]) {
      await server.moveTo(`${when}+08:00`)
      clerk = await server.signIn(`clerk.${A}`)
      const it = await read()
      assert.deepEqual([it.state, it.light, it.deemed_accepted], ['received', light, false], when)
      const row = (await clerk.get('/v1/worklist')).body.items.find((one) => one.case_number === number)
      assert.deepEqual([row.light, row.due, row.due_kind], [light, '2026-03-02', 'promise'], when)
    }
    assert.equal((await clerk.get(`/v1/cases/${number}/events`)).body.items.length, 1) // nothing by time
    const late = await act(clerk, number, 'accept')
    assert.deepEqual([late.promised_due, late.light], ['2026-03-02', 'red'])
    await act(clerk, number, 'decide', { outcome: 'granted' })
    await assertHolds(server)
  } finally {
    await server.stop()
  }
})

test('what is decided on the spot is decided by the clerk', async () => {
  const { clerk } = at.A
  let it = await take(clerk, AT_ONCE)
  assert.deepEqual([it.kind, it.promised_due, it.legal_due], ['immediate', '2026-03-02', '2026-03-02'])
  it = await act(clerk, it.case_number, 'accept')
  assert.deepEqual(it.allowed_actions, ['decide', 'withdraw'])
  it = await act(clerk, it.case_number, 'decide', { outcome: 'granted' })
  assert.equal(it.state, 'decided')
})

test('a split case travels to the centre of the hukou and lives there', async () => {
  let it = await take(at.A.clerk, SPLIT, toB)
  const number = it.case_number
  assert.deepEqual([it.mode, it.state, it.routed_by, it.receiving_centre, it.responsible_centre, it.holder_centre], ['split', 'in_transit', 'hukou', A, B, B])
  assert.deepEqual(it.allowed_actions, ['withdraw'])
  for (const action of ['take_over', 'return_to_receiver', 'accept']) {
    await refuse(at.A.lead, number, { action, ...(action === 'return_to_receiver' && { reasons: [{ code: 'other' }] }) }, action === 'accept' ? 409 : 403)
  }
  it = await act(at.B.clerk, number, 'take_over')
  assert.equal(it.state, 'taken_over')
  it = await act(at.B.clerk, number, 'accept')
  it = await act(at.B.reviewer, number, 'decide', { outcome: 'granted' })
  it = await act(at.B.clerk, number, 'issue')
  it = await act(at.B.clerk, number, 'deliver', { delivery: 'courier' })
  assert.deepEqual([it.state, it.receiving_centre, it.responsible_centre], ['delivered', A, B])
  for (const who of [at.A.clerk, at.B.clerk]) {
    const events = await eventsOf(who, number)
    assert.equal(takenIn(events.filter((one) => one.action !== 'arrive')), 'receive take_over accept decide issue deliver')
    assert.deepEqual([events[0].centre, events.at(-1).centre], [A, B])
  }
})

test('a case in transit arrives by itself', async () => {
  const { case_number: number } = await take(at.A.clerk, SPLIT, toB)
  await until(async () => (await at.B.clerk.get(`/v1/cases/${number}`)).body.state === 'waiting', 'it waits')
  const arrival = (await eventsOf(at.B.clerk, number))[1]
  assert.deepEqual([arrival.action, arrival.actor, arrival.centre], ['arrive', null, null])
  await act(at.B.clerk, number, 'take_over')
})

test('where A is B the split case stays in one house', async () => {
  let it = await take(at.A.clerk, SPLIT)
  assert.deepEqual([it.mode, it.state, it.routed_by], ['split', 'received', 'hukou'])
  it = await act(at.A.clerk, it.case_number, 'accept')
  assert.equal(it.state, 'accepted')
})

test('B returns with every reason at once; A corrects the address and the case goes where it belongs', async () => {
  const { case_number: number } = await take(at.A.clerk, SPLIT, toB)
  await act(at.B.clerk, number, 'take_over')
  await refuse(at.B.clerk, number, { action: 'return_to_receiver' }, 422, 'reason_required', 'reasons')
  const reasons = [{ code: 'wrong_routing', note: '户籍已迁至广富林街道' }, { code: 'unreadable_scan', material_code: 'hukou_book', note: '第二页不清' }]
  let it = await act(at.B.clerk, number, 'return_to_receiver', { reasons })
  assert.deepEqual([it.state, it.holder_centre], ['returned', A])
  assert.deepEqual(it.reasons, [{ code: 'wrong_routing', material_code: null, note: '户籍已迁至广富林街道' }, { code: 'unreadable_scan', material_code: 'hukou_book', note: '第二页不清' }])
  it = (await at.A.clerk.get(`/v1/cases/${number}`)).body
  assert.deepEqual(it.reasons.map((one) => one.code), ['wrong_routing', 'unreadable_scan'])
  assert.deepEqual(actionsOf(it), ['ask_supplement', 'supplement', 'withdraw'])
  await refuse(at.B.clerk, number, { action: 'supplement' }, 403, 'action_not_yours')
  await refuse(at.A.clerk, number, { action: 'supplement', hukou_division: '310199999' }, 422, 'division_unknown', 'applicant.hukou_division')

  const { items } = (await server.get('/v1/divisions?district=310117')).body
  const other = items[0]
  it = await act(at.A.clerk, number, 'supplement', { hukou_division: other.code, materials: [{ material_code: 'hukou_book' }] })
  assert.deepEqual([it.state, it.responsible_centre, it.applicant.hukou_division], ['in_transit', other.centre, other.code])
  assert.deepEqual(it.materials.map((one) => [one.material_code, one.state]), [['hukou_book', 'supplied']])
  // B has no more to do with it, and learns nothing more of it
  assertRefused(await at.B.clerk.get(`/v1/cases/${number}`), 404, 'not_found')
  const there = await server.signIn(`clerk.${other.centre}`)
  await act(there, number, 'take_over')
  await act(there, number, 'accept')
  // returned to A, which turns out to be responsible itself
  const back = await take(at.A.clerk, SPLIT, toB)
  await act(at.B.clerk, back.case_number, 'return_to_receiver', { reasons: [{ code: 'wrong_routing' }] })
  it = await act(at.A.clerk, back.case_number, 'supplement', { hukou_division: A })
  assert.deepEqual([it.state, it.responsible_centre], ['received', A])
  await act(at.A.clerk, back.case_number, 'accept')
})

test('what is missing at the window is received, told once and completely, and accepted when it has come', async () => {
  const whole = await fill(at.A.clerk, GUIDED_SPLIT, toB)
  const [first, ...others] = whole.materials
  const bare = { ...whole, materials: others, form: {} }
  const reply = await at.A.clerk.post('/v1/cases', bare)
  assert.equal(reply.status, 201)
  const number = reply.body.case_number
  assert.deepEqual(reply.body.missing_materials, [first.material_code])
  assert.ok(reply.body.missing_form.length > 0)
  assert.equal((await readCase(at.A.clerk, number)).complete, false)
  await act(at.B.clerk, number, 'take_over')
  await refuse(at.B.clerk, number, { action: 'accept' }, 409, 'materials_missing')
  await refuse(at.B.clerk, number, { action: 'ask_supplement' }, 422, 'list_required', 'reasons')
  await refuse(at.B.clerk, number, { action: 'ask_supplement', days: 61, reasons: [{ code: 'other' }] }, 422, 'days_out_of_range', 'days')
  const reasons = [{ code: 'missing_material', material_code: first.material_code, note: '请补交' }, { code: 'incomplete_form', note: '表单未填' }]
  let it = await act(at.B.clerk, number, 'ask_supplement', { reasons, days: 10 })
  assert.deepEqual([it.state, it.light, it.holder_centre, it.supplement_due], ['supplement_asked', 'grey', A, '2026-03-16'])
  assert.deepEqual([it.clock.running, it.clock.stopped, it.clock.stopped_on], ['supplement', true, '2026-03-02'])
  await refuse(at.A.clerk, number, { action: 'supplement', materials: [{ material_code: first.material_code }] }, 422, 'still_missing', `form.${reply.body.missing_form[0]}`)
  it = await act(at.A.clerk, number, 'supplement', { materials: [{ material_code: first.material_code, source: 'copy', copies: 2 }], form: whole.form })
  assert.deepEqual([it.state, it.complete, it.missing_form, it.missing_materials], ['taken_over', true, [], []])
  assert.equal(it.materials.find((one) => one.material_code === first.material_code).state, 'supplied')
  await refuse(at.B.clerk, number, { action: 'ask_supplement', reasons }, 409, 'supplement_asked_before')
  assert.ok(!it.allowed_actions.includes('ask_supplement'))
  it = await act(at.B.clerk, number, 'accept')
  assert.equal(it.state, 'accepted')
})

test('the one supplement brings what was objected to; what was returned goes on with a change or a word', async () => {
  // everything there, one paper unfit: nothing, or something else, does not use the supplement up
  const whole = await fill(at.A.clerk, GUIDED_SPLIT, toB)
  const [unfit, other] = whole.materials.map((one) => one.material_code)
  const { case_number: number } = (await at.A.clerk.post('/v1/cases', whole)).body
  await act(at.B.clerk, number, 'take_over')
  await act(at.B.clerk, number, 'ask_supplement', { reasons: [{ code: 'invalid_material', material_code: unfit, note: '已过期' }, { code: 'incomplete_form', note: '收入未写全' }] })
  for (const body of [{}, { note: '已补' }, { materials: [{ material_code: other }] }, { form: whole.form }])
    await refuse(at.A.clerk, number, { action: 'supplement', ...body }, 422, 'not_supplied', 'materials')
  await refuse(at.A.clerk, number, { action: 'supplement', materials: [{ material_code: unfit }] }, 422, 'not_supplied', 'form')
  let it = await act(at.A.clerk, number, 'supplement', { materials: [{ material_code: unfit }], form: whole.form })
  assert.equal(it.materials.find((one) => one.material_code === unfit).state, 'supplied')
  await act(at.B.clerk, number, 'accept')
  // a line of its own, and one asked for in words; the refusal names it, numbers of people masked
  const lines = await take(at.A.clerk, SPLIT, toB, { materials: [{ name: '情况说明 13912345678' }] })
  await act(at.B.clerk, lines.case_number, 'take_over')
  await act(at.B.clerk, lines.case_number, 'ask_supplement', { reasons: [{ code: 'invalid_material', material_code: 'own-1' }, { code: 'missing_material', note: '走访记录' }] })
  const reply = await at.A.clerk.post(`/v1/cases/${lines.case_number}/actions`, { action: 'supplement', materials: [{ name: '走访记录' }] })
  assertRefused(reply, 422, 'not_supplied', 'materials')
  assert.match(reply.text, /情况说明/)
  assert.ok(!reply.text.includes('13912345678') && !reply.text.includes('走访记录'), reply.text)
  await act(at.A.clerk, lines.case_number, 'supplement', { materials: [{ name: '走访记录' }, { material_code: 'own-1' }] })
  // returned
  const back = await take(at.A.clerk, SPLIT, toB)
  await act(at.B.clerk, back.case_number, 'return_to_receiver', { reasons: [{ code: 'unreadable_scan', note: '请重扫' }] })
  for (const body of [{}, { note: '' }, { hukou_division: B }])
    await refuse(at.A.clerk, back.case_number, { action: 'supplement', ...body }, 422, 'not_supplied', 'note')
  it = await act(at.A.clerk, back.case_number, 'supplement', { note: '已重新扫描' })
  assert.equal(it.state, 'in_transit')
})

test('filling one field in may ask for another: the refusal names it', async () => {
  const whole = await fill(at.A.clerk, 'MZ-001', toB)
  const { household_members, ...form } = { ...whole.form, household_size: 2 }
  const made = (await at.A.clerk.post('/v1/cases', { ...whole, form: {} })).body
  assert.ok(!made.missing_form.includes('household_members'))
  await act(at.B.clerk, made.case_number, 'take_over')
  await act(at.B.clerk, made.case_number, 'ask_supplement', { reasons: [{ code: 'incomplete_form', note: '未填' }] })
  await refuse(at.A.clerk, made.case_number, { action: 'supplement', form }, 422, 'still_missing', 'form.household_members')
  await act(at.A.clerk, made.case_number, 'supplement', { form: { ...form, household_members: '王小明，父子' } })
})

test('what is read of an application is what was answered when it came, whatever its guide and whatever was brought', async () => {
  const { clerk } = at.A
  const guides = []
  for (const { code } of (await clerk.get('/v1/items?limit=500')).body.items) {
    const guide = (await clerk.get(`/v1/items/${code}`)).body
    if (guide.materials?.length > 0) guides.push(guide)
  }
  assert.ok(guides.length >= 8)
  for (const { code, materials } of guides) {
    const whole = await fill(clerk, code)
    const brought = new Set(whole.materials.map((one) => one.material_code))
    const rest = materials.map((one) => one.material_code).filter((one) => !brought.has(one))
    const ways = [ // as asked for; all the guide knows, whether it applies or not; odd ones; nothing
      whole.materials,
      [...rest.map((one) => ({ material_code: one })), ...whole.materials],
      [...whole.materials.map((one) => ({ ...one, source: 'copy', copies: 2 })), ...rest.map((one) => ({ material_code: one, copies: 0 }))],
      [],
    ]
    for (const way of ways) {
      const { query_password, ...answered } = (await clerk.post('/v1/cases', { ...whole, materials: way })).body
      assert.match(query_password, /^\d{6}$/, JSON.stringify(answered))
      assert.equal(answered.calendar_warning, false)
      const read = await readCase(clerk, answered.case_number)
      assert.deepEqual(Object.fromEntries(Object.keys(answered).map((key) => [key, key === 'allowed_actions' ? actionsOf(read) : read[key]])), answered, code)
      const came = new Map(read.materials.map((one) => [one.material_code, one]))
      for (const { material_code: one, source, copies = 1 } of way) assert.deepEqual([came.get(one).copies, source ? came.get(one).source : source], [copies, source], `${code} ${one}`)
    }
  }
})

test('an address is corrected as long as B has not taken the case over; then only B sends it back', async () => {
  const asked = { reasons: [{ code: 'missing_material', note: '身份证复印件' }, { code: 'other', note: '户籍地址有误' }] }
  const materials = [{ name: '身份证复印件' }]
  // B returned it, A asks the applicant, and the answer leads elsewhere
  const { case_number: number } = await take(at.A.clerk, SPLIT, toB)
  await act(at.B.clerk, number, 'return_to_receiver', { reasons: [{ code: 'wrong_routing' }] })
  await act(at.A.clerk, number, 'ask_supplement', asked)
  // an address is not the paper that was asked for besides
  await refuse(at.A.clerk, number, { action: 'supplement', hukou_division: '310117001' }, 422, 'not_supplied', 'materials')
  let it = await act(at.A.clerk, number, 'supplement', { hukou_division: '310117001', materials })
  assert.deepEqual([it.state, it.responsible_centre, it.applicant.hukou_division], ['in_transit', '310117001', '310117001'])
  assertRefused(await at.B.clerk.get(`/v1/cases/${number}`), 404, 'not_found')
  // in one house: it becomes another's
  const house = await take(at.A.clerk, SPLIT)
  await act(at.A.clerk, house.case_number, 'ask_supplement', asked)
  it = await act(at.A.clerk, house.case_number, 'supplement', { ...toB, materials })
  assert.deepEqual([it.state, it.responsible_centre], ['in_transit', B])
  // B has it in hand
  const held = await take(at.A.clerk, SPLIT, toB)
  await act(at.B.clerk, held.case_number, 'take_over')
  await act(at.B.clerk, held.case_number, 'ask_supplement', asked)
  await refuse(at.A.clerk, held.case_number, { action: 'supplement', hukou_division: A }, 422, 'division_fixed', 'hukou_division')
  it = await act(at.A.clerk, held.case_number, 'supplement', { materials: [{ material_code: 'id_card' }] })
  assert.deepEqual([it.state, it.responsible_centre], ['taken_over', B])
})

test('a case that has not changed is 304', async () => {
  const it = await take(at.A.clerk, DIRECT)
  const path = `/v1/cases/${it.case_number}`
  const tag = (await at.A.clerk.get(path)).headers.get('etag')
  assert.equal((await at.A.clerk.get(path, { 'if-none-match': tag })).status, 304)
  assert.notEqual((await at.A.reviewer.get(path)).headers.get('etag'), null)
  await act(at.A.clerk, it.case_number, 'accept')
  assert.equal((await at.A.clerk.get(path, { 'if-none-match': tag })).status, 200)
})

test('other channels than the window send complete applications only', async () => {
  const whole = await fill(at.A.clerk, GUIDED_SPLIT, toB)
  assert.equal((await at.A.clerk.post('/v1/cases', { ...whole, channel: 'online' })).status, 201)
  const reply = assertRefused(await at.A.clerk.post('/v1/cases', { ...whole, answers: {}, form: {}, channel: 'online' }), 422, 'required')
  const fields = reply.body.errors.map((error) => error.field)
  for (const kind of ['answers.', 'form.']) assert.ok(fields.some((field) => field.startsWith(kind)), `${kind} not told: ${fields}`)
})

test('a refusal has its reasons and ends the case', async () => {
  const { case_number: number } = await take(at.A.clerk, DIRECT)
  await refuse(at.A.clerk, number, { action: 'refuse' }, 422, 'reason_required', 'reasons')
  const it = await act(at.A.clerk, number, 'refuse', { reasons: [{ code: 'not_competent', note: '请到车管所' }], reason: '不属于本中心受理范围' })
  assert.deepEqual([it.state, it.light, it.reason, it.allowed_actions], ['refused', 'grey', '不属于本中心受理范围', []])
  await refuse(at.A.lead, number, { action: 'accept' }, 409, 'action_not_possible')
})

test('a denial has its reason; decided cases cannot be withdrawn', async () => {
  const { case_number: number } = await take(at.A.clerk, DIRECT)
  await act(at.A.clerk, number, 'accept')
  await refuse(at.A.reviewer, number, { action: 'decide' }, 422, 'outcome_required', 'outcome')
  await refuse(at.A.reviewer, number, { action: 'decide', outcome: 'denied' }, 422, 'reason_required', 'reason')
  await refuse(at.A.reviewer, number, { action: 'decide', outcome: 'none' }, 422, 'not_a_choice', 'outcome')
  const it = await act(at.A.reviewer, number, 'decide', { outcome: 'denied', reason: '收入高于标准' })
  assert.deepEqual([it.state, it.outcome.came_to, it.outcome.reason, it.reason], ['decided', 'denied', '收入高于标准', '收入高于标准'])
  await refuse(at.A.lead, number, { action: 'withdraw' }, 409, 'action_not_possible')
})

test('a special procedure stops the clock; an extension comes once, from the head, up to ten days', async () => {
  const { case_number: number } = await take(at.A.clerk, DIRECT)
  await act(at.A.clerk, number, 'accept')
  await refuse(at.A.clerk, number, { action: 'suspend', procedure: 'hearing' }, 403, 'action_not_yours')
  await refuse(at.A.reviewer, number, { action: 'suspend' }, 422, 'procedure_required', 'procedure')
  let it = await act(at.A.reviewer, number, 'suspend', { procedure: 'verification', reason: '入户调查' })
  assert.deepEqual([it.state, it.light, it.procedure, it.clock.running, it.clock.stopped], ['suspended', 'grey', 'verification', 'none', true])
  assert.deepEqual(it.allowed_actions, ['resume', 'withdraw'])
  it = await act(at.A.reviewer, number, 'resume')
  assert.deepEqual([it.state, it.promised_due, it.legal_due], ['under_review', '2026-03-16', '2026-03-30']) // the same day: nothing lost
  await refuse(at.A.reviewer, number, { action: 'extend', days: 5, reason: '案情复杂' }, 403, 'action_not_yours')
  for (const days of [0, 11]) await refuse(at.A.lead, number, { action: 'extend', days, reason: '案情复杂' }, 422, 'days_out_of_range', 'days')
  await refuse(at.A.lead, number, { action: 'extend', days: 10 }, 422, 'reason_required', 'reason')
  it = await act(at.A.lead, number, 'extend', { days: 10, reason: '案情复杂' })
  assert.deepEqual([it.extended, it.promised_due, it.legal_due], [true, '2026-03-30', '2026-04-14']) // Qingming 4 to 6 April
  await refuse(at.A.lead, number, { action: 'extend', days: 1, reason: '再延' }, 409, 'extended_before')
  await act(at.A.reviewer, number, 'decide', { outcome: 'granted' })
})

test('an application is withdrawn at A or B, with a reason where one is given', async () => {
  const first = await take(at.A.clerk, SPLIT, toB)
  assert.equal((await act(at.A.clerk, first.case_number, 'withdraw', { reason: '申请人撤回' })).reason, '申请人撤回')
  const second = await take(at.A.clerk, SPLIT, toB)
  await act(at.B.clerk, second.case_number, 'take_over')
  const it = await act(at.B.clerk, second.case_number, 'withdraw')
  assert.deepEqual([it.state, it.holder_centre], ['withdrawn', null])
})

test('what somebody else changed meanwhile is told, not overwritten', async () => {
  const it = await take(at.A.clerk, DIRECT)
  await act(at.A.reviewer, it.case_number, 'accept', { revision: 1 })
  await refuse(at.A.clerk, it.case_number, { action: 'withdraw', revision: 1 }, 409, 'stale')
  await act(at.A.clerk, it.case_number, 'withdraw', { revision: 2 })
})

test('nobody acts as the system', async () => {
  const { case_number: number } = await take(at.A.clerk, SPLIT, toB)
  await until(async () => (await readCase(at.B.lead, number)).state === 'waiting', 'it arrives by itself')
  await refuse(at.B.lead, number, { action: 'deem_accepted' }, 403, 'action_not_yours')
  for (const action of ['arrive', 'lapse']) await refuse(at.B.lead, number, { action }, 409, 'action_not_possible')
})

test('an agent stands at the counter; both are masked', async () => {
  const agent = { id_type: '111', id_number: idNumber({ born: '19800101', serial: 13 }), name: '陆建国', phone: '13900005678' }
  const reply = await at.A.clerk.post('/v1/cases', application(DIRECT, {}, { agent }))
  assert.equal(reply.status, 201)
  assert.deepEqual((await readCase(at.A.clerk, reply.body.case_number)).agent, { id_type: '111', id_number: `310***********${agent.id_number.slice(14)}`, name: '陆*国', phone: '139****5678' })
  assertRefused(await at.A.clerk.post('/v1/cases', application(DIRECT, {}, { agent: { ...agent, id_number: `${agent.id_number.slice(0, 17)}9` } })), 422, 'id_check_digit', 'agent.id_number')
})

test('whose answers say that somebody acts for the applicant is asked who', async () => {
  const { clerk } = at.A
  const byAgent = async (more) => ({ ...(await fill(clerk, 'MZ-023')), ...more })
  const agent = { id_type: '111', id_number: idNumber({ born: '19800101', serial: 13 }), name: '陆建国' }
  const answers = { who: 'agent', agent_kind: 'family', pick_up: 'window' }
  const preview = async (more) => (await clerk.post('/v1/cases/preview', await byAgent(more))).body
  assert.equal((await preview({})).agent_needed, false)
  assert.equal((await preview({ answers })).agent_needed, true)
  // what intake would refuse is told before it is sent, at its field
  const asked = async (more) => (await preview(more)).errors.map((one) => `${one.field} ${one.code}`)
  assert.deepEqual(await asked({}), [])
  assert.deepEqual(await asked({ answers }), ['agent agent_required'])
  assert.deepEqual(await asked({ answers, agent: { id_type: '111', id_number: '', name: '', phone: '' } }), ['agent.id_number required', 'agent.name required'])
  assert.deepEqual(await asked({ answers, agent }), [])
  assertRefused(await clerk.post('/v1/cases', await byAgent({ answers })), 422, 'agent_required', 'agent')
  const reply = await clerk.post('/v1/cases', await byAgent({ answers, agent }))
  assert.equal(reply.status, 201, reply.text)
  assert.equal((await readCase(clerk, reply.body.case_number)).agent.name, '陆*国')
})

test('where it cannot go it is refused with words: hukou outside the city, nothing known, an item not handled citywide', async () => {
  const { clerk } = at.A
  const refused = (item, more, code, field) => clerk.post('/v1/cases', application(item, more)).then((reply) => assertRefused(reply, 422, code, field))
  await refused(SPLIT, { hukou_division: '330106001', residence_division: A }, 'not_for_applicant', 'item_code')
  await refused(SPLIT, { hukou_division: '', residence_division: '' }, 'division_required', 'applicant.hukou_division')
  await refused(SPLIT, { hukou_division: '310000', residence_division: null }, 'division_required', 'applicant.hukou_division')
  for (const code of ['310199', '310199001', '31010', '3101010130', '999999', '31010101a']) await refused(SPLIT, { hukou_division: code }, 'division_unknown', 'applicant.hukou_division')
  await refused('CL-015', { hukou_division: B, residence_division: B }, 'not_citywide', 'item_code')
  await refused('XX-999', {}, 'item_unknown', 'item_code')
  assert.equal((await take(clerk, 'CL-015')).state, 'received')
  // district only, and a district that was merged: the appointed centre
  assert.equal((await take(clerk, SPLIT, { hukou_division: '310115' })).routed_by, 'district_default')
  assert.equal((await take(clerk, SPLIT, { hukou_division: '310115999' })).routed_by, 'district_default') // a street no more
  const merged = await take(clerk, SPLIT, { hukou_division: '310103' }) // Luwan, merged into Huangpu
  assert.deepEqual([merged.routed_by, merged.responsible_centre.slice(0, 6)], ['abolished_district', '310101'])
})

test('duplicates of one person for one item are shown before they are made; of those elsewhere only that one is open', async () => {
  const person = { ...application(DIRECT).applicant }
  const ask = (who) => who.post('/v1/cases/preview', { item_code: DIRECT, applicant: person }).then((reply) => reply.body.duplicates)
  assert.deepEqual(await ask(at.A.clerk), [])
  const first = (await at.A.clerk.post('/v1/cases', { item_code: DIRECT, applicant: person })).body
  const [seen] = await ask(at.A.clerk)
  assert.deepEqual([seen.case_number, seen.state, seen.finished, seen.centre], [first.case_number, 'received', false, A])
  const previewAtB = () => at.B.clerk.post('/v1/cases/preview', { item_code: DIRECT, applicant: person })
  const elsewhere = await previewAtB()
  assert.deepEqual([elsewhere.body.duplicates, elsewhere.body.open_elsewhere], [[], true])
  assert.ok(!elsewhere.text.includes(A) && !elsewhere.text.includes(first.case_number))
  const { id_type, id_number } = person
  const locate = (who, more = {}) => who.post('/v1/cases/whereabouts', { item_code: DIRECT, id_type, id_number, purpose: '告知申请人到何处办理', ...more })
  const told = async () => (await server.ask(`SELECT username, what, purpose FROM disclosures WHERE number = '${first.case_number}' ORDER BY at`))
  assertRefused(await locate(at.B.clerk, { purpose: '' }), 422, undefined, 'purpose')
  assertRefused(await locate(at.B.clerk, { id_number: `${id_number.slice(0, 17)}${id_number[17] === '0' ? '1' : '0'}` }), 422, 'id_check_digit', 'id_number')
  assert.deepEqual((await locate(at.B.clerk, { item_code: AT_ONCE })).body.items, [])
  assert.deepEqual((await told()) ?? [], [])
  const [where] = (await locate(at.B.clerk)).body.items
  assert.deepEqual([where.case_number, where.state, where.centre, where.finished], [first.case_number, 'received', A, false])
  assertRefused(await at.B.clerk.get(`/v1/cases/${first.case_number}`), 404) // the case itself stays where it is
  assert.equal((await locate(at.A.clerk)).body.items.length, 1) // in scope: nothing that one does not see anyway
  const rows = await told()
  if (rows) assert.deepEqual(rows, [`clerk.${B}|whereabouts|告知申请人到何处办理`])
  await act(at.A.clerk, first.case_number, 'withdraw')
  assert.equal((await previewAtB()).body.open_elsewhere, false)
  assert.deepEqual((await locate(at.B.clerk)).body.items, [])
  assert.equal((await ask(at.A.clerk))[0].finished, true)
  assert.deepEqual((await at.A.clerk.post('/v1/cases/preview', { item_code: AT_ONCE, applicant: person })).body.duplicates, [])
})

test('a preview writes nothing and needs nothing but the item', async () => {
  const before = (await at.A.clerk.get('/v1/worklist?counts=true')).body.counts
  const bare = (await at.A.clerk.post('/v1/cases/preview', { item_code: GUIDED_SPLIT })).body
  assert.deepEqual([bare.responsible_centre, bare.routed_by, bare.complete], [null, null, false])
  assert.ok(bare.errors.some((error) => error.code === 'division_required'))
  for (const field of ['applicant.id_number', 'applicant.name']) assert.ok(bare.errors.some((error) => error.code === 'required' && error.field === field && error.zh && error.en))
  assertRefused(await at.A.clerk.post('/v1/cases/preview', {}), 422, 'required', 'item_code')
  const known = (await at.A.clerk.post('/v1/cases/preview', await fill(at.A.clerk, GUIDED_SPLIT, toB))).body
  assert.deepEqual([known.responsible_centre, known.complete, known.errors, known.notice_due], [B, true, [], '2026-03-09'])
  assert.deepEqual((await at.A.clerk.get('/v1/worklist?counts=true')).body.counts, before)
})
