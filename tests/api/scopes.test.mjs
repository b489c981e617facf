// Who sees which case, and who may do what with it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demoPassword } from '../server.mjs'
import { A, B, DIRECT, SPLIT, act, assertRefused, fill, idNumber, resident, startAt, take } from './support.mjs'

let server
let who
const cases = {}

before(async () => {
  server = await startAt()
  who = {}
  for (const [name, account] of Object.entries({ clerk: `clerk.${A}`, reviewer: `reviewer.${A}`, lead: `lead.${A}`, B: `clerk.${B}`, third: 'clerk.310117001',
    huangpu: 'district.310101', pudong: 'district.310115', city: 'city', auditor: 'auditor', keeper: 'keeper', admin: 'admin' })) who[name] = await server.signIn(account)
  cases.direct = await take(who.clerk, DIRECT)
  cases.split = await take(who.clerk, SPLIT, { hukou_division: B })
})
after(() => server.stop())

const sees = { direct: ['clerk', 'reviewer', 'lead', 'huangpu', 'city', 'auditor'], split: ['clerk', 'reviewer', 'lead', 'B', 'huangpu', 'pudong', 'city', 'auditor'] }

test('a case outside the scope is as if it did not exist', async () => {
  for (const [kind, allowed] of Object.entries(sees)) {
    const number = cases[kind].case_number
    for (const [name, caller] of Object.entries(who)) {
      for (const path of ['', '/events', '/qr.svg']) {
        const reply = await caller.get(`/v1/cases/${number}${path}`)
        if (allowed.includes(name)) assert.equal(reply.status, 200, `${name} ${kind}${path}`)
        else {
          assertRefused(reply, 404, 'not_found')
          const nothing = await caller.get(`/v1/cases/SQ310101013202603029999998${path}`)
          assert.equal(reply.text, nothing.text) // not a word more than for a number that was never given
        }
      }
    }
  }
})

test('only the staff of its centres act on a case; supervisors look', async () => {
  for (const [kind, allowed] of Object.entries(sees)) {
    const number = cases[kind].case_number
    for (const [name, caller] of Object.entries(who)) {
      const reply = await caller.post(`/v1/cases/${number}/actions`, { action: 'extend', days: 1, reason: '试' })
      if (['huangpu', 'pudong', 'city', 'auditor', 'keeper', 'admin'].includes(name)) assertRefused(reply, 403, 'forbidden')
      else if (allowed.includes(name)) assertRefused(reply, 409, 'action_not_possible')
      else assertRefused(reply, 404, 'not_found')
    }
  }
})

test('supervisors are offered no action', async () => {
  for (const name of ['huangpu', 'city', 'auditor']) assert.deepEqual((await who[name].get(`/v1/cases/${cases.direct.case_number}`)).body.allowed_actions, [])
})

test('whoever works at no centre takes no application', async () => {
  for (const name of ['huangpu', 'city', 'auditor', 'keeper', 'admin']) {
    assertRefused(await who[name].post('/v1/cases', {}), 403, 'forbidden')
    assertRefused(await who[name].post('/v1/cases/preview', {}), 403, 'forbidden')
  }
})

test('a look at the whole data wants a purpose, is logged, and is nobody else\'s', async () => {
  const path = `/v1/cases/${cases.direct.case_number}/reveal`
  assertRefused(await who.clerk.post(path, {}), 422, 'required', 'purpose')
  for (const name of sees.direct) {
    const { status, body } = await who[name].post(path, { purpose: `核对 ${name}` })
    assert.equal(status, 200, name)
    assert.deepEqual([body.applicant.name, body.applicant.phone], ['顾玉珍', '13800001234'])
    assert.match(body.applicant.id_number, /^310101\d{11}[0-9X]$/)
  }
  for (const name of ['B', 'third', 'pudong']) assertRefused(await who[name].post(path, { purpose: '看看' }), 404, 'not_found')
  for (const name of ['keeper', 'admin']) assertRefused(await who[name].post(path, { purpose: '看看' }), 403, 'forbidden')
  assertRefused(await server.post(path, { purpose: '看看' }), 401, 'unauthenticated')
  const looks = await server.ask(`SELECT username FROM disclosures WHERE number = '${cases.direct.case_number}'`)
  if (looks) assert.equal(looks.length, sees.direct.length)
})

test('the worklist shows what one may see, and one centre of it when asked', async () => {
  const numbers = async (name, query = '') => (await who[name].get(`/v1/worklist${query}`)).body.items.map((one) => one.case_number)
  const { direct, split } = { direct: cases.direct.case_number, split: cases.split.case_number }
  assert.deepEqual(await numbers('clerk'), [direct])
  assert.deepEqual(await numbers('clerk', '?side=sent'), [split])
  assert.deepEqual(await numbers('B'), [split])
  assert.deepEqual(await numbers('B', '?side=sent'), [])
  assert.deepEqual(await numbers('third'), [])
  assert.deepEqual(await numbers('huangpu'), [direct])
  assert.deepEqual(await numbers('pudong'), [split])
  assert.deepEqual((await numbers('city')).sort(), [direct, split].sort())
  assert.deepEqual((await numbers('auditor')).sort(), [direct, split].sort())
  assert.deepEqual(await numbers('city', `?centre=${B}`), [split])
  assert.deepEqual(await numbers('clerk', `?centre=${A}`), [direct])
  for (const [name, centre] of [['clerk', B], ['huangpu', B], ['city', '310199999']]) assertRefused(await who[name].get(`/v1/worklist?centre=${centre}`), 404, 'not_found')
  for (const name of ['keeper', 'admin']) assertRefused(await who[name].get('/v1/worklist'), 403, 'forbidden')
})

test('a telephone number is taken as people write it and kept in one form', async () => {
  const ways = { '138-0013-8000': '13800138000', '(021)63212810': '021-63212810', '021 6321 2810': '021-63212810', '+86 138 0013 8000': '13800138000',
    '１３８００１３８０００': '13800138000', '+86 (0)21 6321–2810': '021-63212810' }
  const whole = await fill(who.clerk, 'WJ-002')
  const { element } = (await who.clerk.get('/v1/items/WJ-002')).body.fields.find((field) => field.type === 'phone')
  for (const [typed, kept] of Object.entries(ways)) {
    const taken = await who.clerk.post('/v1/cases', { ...whole, applicant: { ...resident(), phone: typed }, agent: { id_type: '111', id_number: idNumber({ born: '19800101', serial: 13 }), name: '陆建国', phone: typed },
      form: { ...whole.form, [element]: typed } })
    assert.equal(taken.status, 201, `${typed}: ${taken.text}`)
    const { body } = await who.clerk.post(`/v1/cases/${taken.body.case_number}/reveal`, { purpose: '核对' })
    assert.deepEqual([body.applicant.phone, body.agent.phone, body.form.find((one) => one.element === element).value], [kept, kept, kept], typed)
  }
  for (const two of ['13800138000/13900138000', '0512-632-1281-1']) {
    const refused = await who.clerk.post('/v1/cases', { ...whole, applicant: { ...resident(), phone: two } })
    assertRefused(refused, 422, 'phone_shape', 'applicant.phone')
  }
})

test('a search by number or identity card finds within the scope only, finished cases too', async () => {
  const done = await take(who.clerk, DIRECT)
  await act(who.clerk, done.case_number, 'withdraw')
  const find = async (name, q) => (await who[name].post('/v1/cases/search', { q })).body.items.map((one) => one.case_number)
  assert.deepEqual(await find('clerk', done.case_number), [done.case_number])
  assert.deepEqual(await find('B', done.case_number), [])
  const { applicant } = (await who.clerk.post(`/v1/cases/${done.case_number}/reveal`, { purpose: '核对' })).body
  assert.deepEqual(await find('clerk', applicant.id_number), [done.case_number])
  assert.deepEqual(await find('clerk', applicant.id_number.toLowerCase()), [done.case_number])
  assert.deepEqual(await find('B', applicant.id_number), [])
  assert.deepEqual(await find('city', applicant.id_number), [done.case_number])
  assertRefused(await who.clerk.post('/v1/cases/search', { q: '310101' }), 422, 'not_searchable', 'q')
  // no address holds a number of a person: proxies log it
  for (const path of [`/v1/worklist?q=${applicant.id_number}`, `/v1/worklist?id_number=${applicant.id_number}`]) assertRefused(await who.clerk.get(path), 422, 'unknown_field')
})

test('sixty looks at the same moment are sixty rows', async () => {
  const { case_number: number } = await take(who.clerk, DIRECT)
  const purposes = Array.from({ length: 60 }, (_, i) => `核对第${i + 1}项`)
  const replies = await Promise.all(purposes.map((purpose) => who.clerk.post(`/v1/cases/${number}/reveal`, { purpose })))
  assert.deepEqual(replies.map((reply) => reply.status), Array(60).fill(200))
  const rows = await server.ask(`SELECT purpose FROM disclosures WHERE district = 310101 AND number = '${number}' AND what = 'personal_data'`)
  if (rows) assert.deepEqual(rows.sort(), purposes.sort())
})

// ---- every operation and every kind of caller ----

const STAFF = ['clerk', 'reviewer', 'lead', 'B', 'third', 'huangpu', 'pudong', 'city', 'auditor', 'keeper', 'admin']
const COUNTER = ['clerk', 'reviewer', 'lead', 'B', 'third']
const WATCH = ['huangpu', 'pudong', 'city', 'auditor']
const number = () => cases.split.case_number

const everybody = (path) => ({ path, expect: () => 200 })
const staffOnly = (path, rest = {}) => ({ path, expect: (name) => (STAFF.includes(name) ? 200 : 401), ...rest })
/** Of the split case: its two centres, those who watch them, and the public with its password. */
const ofCase = (path) => ({ path: () => `/v1/cases/${number()}${path}`, expect: (name) => (name === 'nobody' ? 401 : name === 'owner' || sees.split.includes(name) ? 200 : 404) })
const byRole = (roles, may) => (name) => (!STAFF.includes(name) ? 401 : roles.includes(name) ? may(name) : 403)

// What each operation answers to whom. An operation that does not stand here fails the test: say who may have it, and what of it.
const WALK = {
  get_health: everybody('/healthz'), get_metrics: everybody('/metrics'), get_openapi: everybody('/openapi.json'), get_city: everybody('/v1/city'),
  list_districts: everybody('/v1/districts'), list_divisions: everybody('/v1/divisions'), list_committees: everybody(`/v1/committees?division=${A}`),
  list_centres: everybody('/v1/centres'), get_centre: everybody(`/v1/centres/${A}`), get_calendar: everybody('/v1/calendar/2026'),
  list_departments: everybody('/v1/departments'), list_items: everybody('/v1/items'), list_materials: everybody('/v1/materials'), get_item: everybody('/v1/items/MZ-001'),
  get_figures: everybody('/v1/catalogue/figures'), list_addresses: everybody('/v1/addresses'),
  sign_in: { path: '/v1/sessions', body: { username: 'keeper', password: demoPassword }, expect: () => 201 },
  get_current_session: staffOnly('/v1/sessions/current'),
  sign_out: { path: '/v1/sessions/current', fresh: true, expect: (name) => (STAFF.includes(name) ? 204 : 401) },
  change_password: staffOnly('/v1/password', { body: { old_password: 'wrong', new_password: 'Winter-2026' }, expect: (name) => (STAFF.includes(name) ? 422 : 401) }),
  check_identity: staffOnly('/v1/identity/check', { body: { id_type: '111', id_number: '310101199001010012' } }),
  stream_events: { path: '/v1/events', stream: true, expect: (name) => (!STAFF.includes(name) ? 401 : ['keeper', 'admin'].includes(name) ? 403 : 200) },
  list_staff: { path: '/v1/staff', expect: byRole(['admin'], () => 200) },
  create_staff: { path: '/v1/staff', body: { username: 'x', name: '', role: 'clerk' }, expect: byRole(['admin'], () => 422) },
  change_staff: { path: '/v1/staff/no.such.one', body: {}, expect: byRole(['admin'], () => 404) },
  preview_case: { path: '/v1/cases/preview', body: { item_code: DIRECT }, expect: byRole(COUNTER, () => 200) },
  locate_open_cases: { path: '/v1/cases/whereabouts', body: { item_code: DIRECT, id_type: '111', id_number: '310101199001010012', purpose: '核对' }, expect: byRole(COUNTER, () => 200) },
  accept_case: { path: '/v1/cases', body: { item_code: 'XX-001', applicant: { id_type: '111', id_number: '1', name: '某' } }, expect: byRole(COUNTER, () => 422) },
  get_case: ofCase(''), list_case_events: ofCase('/events'), get_case_qr: ofCase('/qr.svg'),
  act_on_case: { path: () => `/v1/cases/${number()}/actions`, body: { action: 'resume' }, expect: byRole(COUNTER, (name) => (sees.split.includes(name) ? 409 : 404)) },
  reveal_case: { path: () => `/v1/cases/${number()}/reveal`, body: { purpose: '核对' }, expect: byRole([...COUNTER, ...WATCH], (name) => (sees.split.includes(name) ? 200 : 404)) },
  // any centre may, against the document; with another one nobody learns anything
  reissue_query_password: { path: () => `/v1/cases/${number()}/query-password`, body: { id_type: '111', id_number: '310101199001010012' }, expect: byRole(COUNTER, () => 404) },
  search_cases: { path: '/v1/cases/search', body: { q: '310101199001010012' }, expect: byRole([...COUNTER, ...WATCH], () => 200) },
  list_work: { path: '/v1/worklist', expect: byRole([...COUNTER, ...WATCH], () => 200) },
}

test('every operation, every kind of caller: who gets what, and nobody else a word of the case', async () => {
  const password = { 'query-password': cases.split.query_password }
  const callers = { ...who, nobody: server, owner: { send: (method, path, body) => server.send(method, path, body, password), url: server.url } }
  const accounts = { clerk: `clerk.${A}`, reviewer: `reviewer.${A}`, lead: `lead.${A}`, B: `clerk.${B}`, third: 'clerk.310117001', huangpu: 'district.310101', pudong: 'district.310115' }
  for (const operation of server.contract.operations) {
    const known = WALK[operation.id]
    assert.ok(known, `${operation.id}: nobody has said who may`)
    for (const [name, caller] of Object.entries(callers)) {
      const path = typeof known.path === 'function' ? known.path() : known.path, where = `${operation.id} by ${name}`
      if (known.stream) {
        const reply = await fetch(server.url + path, { headers: caller.token ? { authorization: `Bearer ${caller.token}` } : {} })
        assert.equal(reply.status, known.expect(name), where)
        await reply.body.cancel()
        continue
      }
      const by = known.fresh && STAFF.includes(name) ? await server.signIn(accounts[name] ?? name) : caller
      const reply = await by.send(operation.method, path, known.body)
      assert.equal(reply.status, known.expect(name), `${where}: ${reply.text}`)
      const mayTell = sees.split.includes(name) || name === 'owner'
      if (!mayTell && operation.id !== 'get_metrics') assert.ok(!reply.text.includes(number()), `${where} tells of the case`)
      if (operation.id !== 'reveal_case') for (const secret of ['顾玉珍', '13800001234']) assert.ok(!reply.text.includes(secret), `${where} tells ${secret}`)
    }
  }
  assert.deepEqual(Object.keys(WALK).filter((id) => !server.contract.operations.some((one) => one.id === id)), [], 'operations that are no more')
})
