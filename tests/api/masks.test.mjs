// What is shown of people: every data element of the pack, and whatever else is personal of a case, to every kind of caller.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { countRows } from '../../tools/count-rows.mjs'
import { inTurn, newKey, runProgram, top } from '../server.mjs'
import { A, B, act, assertRefused, clockAt, idNumber, MONDAY, resident, startAt } from './support.mjs'

const folder = mkdtempSync(join(tmpdir(), 'tongban-masks-'))
const pack = join(folder, 'pack')
const read = (name) => readFileSync(join(pack, name), 'utf8').replace(/\n$/, '').split('\n').map((line) => line.split('\t'))
const write = (name, rows) => {
  writeFileSync(join(pack, name), rows.map((row) => row.join('\t')).join('\n') + '\n')
  countRows(pack)
}
const table = (name) => {
  const [head, ...rows] = read(name)
  return rows.map((row) => Object.fromEntries(head.map((key, i) => [key, row[i] ?? ''])))
}

// The city, and guides that ask for every data element there is: as many items as that takes.
cpSync(join(top, 'data/shanghai'), pack, { recursive: true })
const FIELDS_MAX = 80
const elements = table('elements.tsv')
const choices = table('codelists.tsv')
const sheets = Array.from({ length: Math.ceil(elements.length / FIELDS_MAX) }, (_, i) => ({ elements: elements.slice(i * FIELDS_MAX, (i + 1) * FIELDS_MAX) }))
{
  const [head, ...rows] = read('item_versions.tsv')
  const at = (row, name) => row[head.indexOf(name)]
  const open = rows.filter((row) => at(row, 'valid_to') === '' && at(row, 'mode') === 'split' && at(row, 'citywide') === '1' && at(row, 'guide') === '' &&
    at(row, 'audiences').split(',').includes('hukou'))
  for (const [i, sheet] of sheets.entries()) {
    sheet.item = at(open[i], 'item')
    open[i][head.indexOf('guide')] = `everything-${i}`
    const whole = JSON.parse(readFileSync(join(pack, 'guides/archives-marriage.json'), 'utf8'))
    Object.assign(whole, { item: sheet.item, questions: [], situations: [{ code: 'all', name: { zh: '全部', en: 'All' }, when: null }], agent: null, materials: [],
      fields: sheet.elements.map((one) => ({ element: one.code, required: false, prefill: null, when: null })) })
    writeFileSync(join(pack, `guides/everything-${i}.json`), JSON.stringify(whole))
  }
  write('item_versions.tsv', [head, ...rows])
}

const SECRET_ID = idNumber({ born: '19710203', serial: 8 })
const WORDS = `张秘密 ${SECRET_ID} 13911112222 上海市秘密路1号`
const AS = {
  text: (i) => `机密${i}`, person_name: () => '赵秘密', long_text: () => WORDS, integer: () => 7, money: () => '1234.50', date: () => '2026-01-05',
  phone: (i) => `1390000${String(i).padStart(4, '0')}`, id_number: () => SECRET_ID, division: () => A, address: (i) => `秘密路${i}号机密楼`,
  bank_account: (i) => `622202${String(i).padStart(13, '0')}`, bool: () => true,
  choice: (i, element) => choices.find((one) => one.list === element.codelist).code,
}
const form = Object.fromEntries(elements.map((one, i) => [one.code, AS[one.type](i, one)]))
form.disability_certificate_number = `${SECRET_ID}44`
// What must be nowhere in any reply: whatever somebody could be found by.
const TOLD_APART = ['text', 'person_name', 'long_text', 'phone', 'id_number', 'address', 'bank_account']
const person = resident({ id_number: idNumber({ born: '19660909', serial: 4 }), name: '欧阳机密', phone: '13733334444', hukou_division: `${B}001`, residence_division: A,
  address: '黄浦区机密弄5号' })
const agent = { id_type: '111', id_number: idNumber({ born: '19881111', serial: 6 }), name: '司徒代办', phone: '13655556666' }
const secrets = [...elements.filter((one) => TOLD_APART.includes(one.type)).map((one) => form[one.code]), SECRET_ID, '13911112222', '上海市秘密路',
  ...[person, agent].flatMap((one) => [one.id_number, one.name, one.phone]), person.address, person.hukou_division]

let server, who, number // of the first sheet's case

const mayHold = (reply, where) => {
  for (const secret of secrets) assert.ok(!reply.text.includes(secret), `${where}: ${secret} in ${reply.text.slice(0, 4000)}`)
}

before(async () => {
  server = await startAt(MONDAY, { data: pack })
  who = { nobody: server }
  for (const [name, account] of Object.entries({ clerk: `clerk.${A}`, B: `reviewer.${B}`, lead: `lead.${A}`, huangpu: 'district.310101', pudong: 'district.310115',
    city: 'city', auditor: 'auditor', stranger: 'clerk.310117001', keeper: 'keeper', admin: 'admin' })) who[name] = await server.signIn(account)
  who.public = { get: (path) => server.get(path, { 'query-password': sheets.find((one) => path.includes(one.number)).password }) }
  for (const sheet of sheets) {
    const key = newKey()
    const body = { item_code: sheet.item, applicant: person, agent, form: Object.fromEntries(sheet.elements.map(({ code }) => [code, form[code]])) }
    const taken = await who.clerk.post('/v1/cases', body, { 'idempotency-key': key })
    assert.equal(taken.status, 201, taken.text)
    Object.assign(sheet, { number: taken.body.case_number, password: taken.body.query_password, form: body.form })
    mayHold(taken, 'accepted')
    mayHold(await who.clerk.post('/v1/cases', body, { 'idempotency-key': key }), 'accepted, again')
    mayHold(await who.clerk.post('/v1/cases/preview', { item_code: sheet.item, applicant: { ...person, name: '', phone: '', address: '', hukou_division: A } }), 'preview')
  }
  number = sheets[0].number
})
after(() => inTurn(() => rmSync(folder, { recursive: true, force: true }), () => server?.stop()))

const SEE = ['clerk', 'B', 'lead', 'huangpu', 'pudong', 'city', 'auditor', 'public']
const NOT = { stranger: 404, keeper: 404, admin: 404, nobody: 401 }

test('every data element is what it is declared to be, for every kind of caller', async () => {
  assert.ok(elements.length >= 95)
  for (const [name, sheet] of SEE.flatMap((name) => sheets.map((sheet) => [name, sheet]))) {
    const reply = await who[name].get(`/v1/cases/${sheet.number}`)
    assert.equal(reply.status, 200, name)
    mayHold(reply, name)
    const shown = new Map(reply.body.form.map((one) => [one.element, one]))
    for (const { code, type, exposure } of sheet.elements) {
      const one = shown.get(code), where = `${name} ${code}`
      assert.ok(one, where)
      assert.deepEqual([one.masked, one.hidden], [exposure === 'personal', exposure === 'free'], where)
      if (exposure === 'public') assert.deepEqual([one.value, one.value_name !== null], [form[code], type === 'choice'], where)
      else assert.deepEqual([one.value_name, one.value_name_en], [null, null], where)
      if (exposure === 'free') assert.equal(one.value, null, where)
      if (exposure === 'personal') {
        assert.notEqual(one.value, form[code], where)
        assert.match(one.value, /\*/, where)
        if (['text', 'integer', 'money', 'date', 'choice', 'bool', 'division', 'address'].includes(type)) assert.equal(one.value, '******', where)
      }
    }
  }
  for (const [name, status] of Object.entries(NOT)) assertRefused(await who[name].get(`/v1/cases/${number}`), status)
})

test('of the people of a case everybody sees masks', async () => {
  for (const name of SEE) {
    const { applicant, agent: other } = (await who[name].get(`/v1/cases/${number}`)).body
    assert.deepEqual(applicant, { id_type: '111', id_number: `310***********${person.id_number.slice(14)}`, name: '欧**密', phone: '137****4444', hukou_division: B,
      hukou_division_name: '潍坊新村街道', hukou_division_name_en: applicant.hukou_division_name_en, residence_division: A, residence_division_name: '外滩街道',
      residence_division_name_en: applicant.residence_division_name_en, residence_permit: null })
    assert.deepEqual(other, { id_type: '111', id_number: `310***********${agent.id_number.slice(14)}`, name: '司**办', phone: '136****6666' })
  }
})

test('what is written to the applicant is passed on whole, but for the numbers of people', async () => {
  const events = new AbortController()
  const stream = await fetch(`${server.url}/v1/events`, { headers: { authorization: `Bearer ${who.clerk.token}` }, signal: events.signal })
  const note = `请补户口簿，联系 13911112222 或 021-6321 2810，${SECRET_ID}（${SECRET_ID.slice(0, 6)} ${SECRET_ID.slice(6, 14)} ${SECRET_ID.slice(14)}）`
  await act(who.B, number, 'take_over')
  const acted = await act(who.B, number, 'ask_supplement', { days: 9, reasons: [{ code: 'missing_material', note }], note: `内部：${note}` })
  let heard = ''
  for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) if ((heard += chunk).includes('ask_supplement')) break
  events.abort()
  mayHold({ text: heard }, 'the stream')
  const masked = `请补户口簿，联系 139****2222 或 021-**** 2810，310***********${SECRET_ID.slice(14)}（310*** ******** ${SECRET_ID.slice(14)}）`
  assert.equal(acted.reasons[0].note, masked)
  for (const name of SEE) {
    const it = await who[name].get(`/v1/cases/${number}`), course = await who[name].get(`/v1/cases/${number}/events`)
    const last = course.body.items.find((one) => one.action === 'ask_supplement')
    assert.deepEqual([it.body.reasons[0].note, last.reasons[0].note], [masked, masked], name)
    assert.equal(last.note, name === 'public' ? null : `内部：${masked}`, name)
    mayHold(it, name)
    mayHold(course, name)
  }
})

test('lists and searches hold masks', async () => {
  for (const name of SEE.filter((one) => one !== 'public')) {
    for (const query of ['', '?side=sent', number, person.id_number, '?counts=true']) {
      const reply = await (/^(\?|$)/.test(query) ? who[name].get(`/v1/worklist${query}`) : who[name].post('/v1/cases/search', { q: query }))
      assert.equal(reply.status, 200, `${name} ${query}`)
      mayHold(reply, `${name} ${query}`)
      for (const row of reply.body.items) assert.equal(row.applicant_name, '欧**密')
    }
  }
  for (const q of [number, person.id_number]) assert.deepEqual((await who.stranger.post('/v1/cases/search', { q })).body.items, [])
})

test('a disclosure shows all of it, a logged row each', async () => {
  const callers = SEE.filter((one) => one !== 'public')
  for (const name of callers) {
    const { status, body, text } = await who[name].post(`/v1/cases/${number}/reveal`, { purpose: `核对 ${name}` })
    assert.equal(status, 200, text)
    assert.deepEqual(Object.fromEntries(body.form.map((one) => [one.element, one.value])), sheets[0].form)
    assert.ok(body.form.every((one) => !one.masked && !one.hidden))
    assert.deepEqual([body.applicant.id_number, body.applicant.address, body.applicant.hukou_division], [person.id_number, person.address, person.hukou_division])
    assert.deepEqual(body.agent.name, agent.name)
    assert.ok(body.reasons[0].note.includes('13911112222') && body.reasons[0].note.includes(SECRET_ID))
    assert.ok(body.events.some((one) => one.note?.startsWith('内部') && one.note.includes(SECRET_ID)))
  }
  for (const name of ['stranger', 'keeper', 'admin', 'nobody']) {
    assert.ok([401, 403, 404].includes((await who[name].post(`/v1/cases/${number}/reveal`, { purpose: '看看' })).status), name)
  }
  for (const secret of [person.id_number, SECRET_ID, '13733334444']) {
    const purpose = `核对 ${secret} 的材料`
    assert.equal((await who.clerk.post(`/v1/cases/${number}/reveal`, { purpose })).status, 200)
    assert.equal((await who.stranger.post('/v1/cases/whereabouts', { item_code: sheets[0].item, id_type: '111', id_number: person.id_number, purpose })).status, 200)
  }
  const kept = await server.ask(`SELECT purpose FROM disclosures WHERE district = 310101 AND number = '${number}' AND purpose LIKE '%的材料'`)
  if (kept) assert.ok(kept.length >= 3 && kept.every((one) => one.includes('***')), JSON.stringify(kept))
  const rows = await server.ask(`SELECT purpose FROM disclosures WHERE district = 310101 AND number = '${number}' AND purpose NOT LIKE '%的材料'`)
  if (rows) assert.deepEqual(rows.sort(), callers.map((name) => `核对 ${name}`).sort())
})

test('the numbers of the case itself are masked in what is written for it, whatever their shape', async () => {
  const applicant = resident({ id_type: '511', id_number: '12345678', hukou_division: null, residence_division: A, residence_permit: true })
  const taken = await who.clerk.post('/v1/cases', { item_code: 'GA-006', applicant })
  assert.equal(taken.status, 201, taken.text)
  const at = `/v1/cases/${taken.body.case_number}`
  const told = ['12345678', '1234 5678', '１２３４５６７８', '12\u200b345678']
  const note = `证件 ${told.join(' 和 ')} 请核对`
  assert.equal((await who.clerk.post(`${at}/actions`, { action: 'withdraw', reason: note, note })).status, 200)
  for (const reply of [await who.clerk.get(at), await who.clerk.get(`${at}/events`)]) {
    for (const one of told) assert.ok(!reply.text.includes(one), one)
    assert.ok(reply.text.includes('请核对'))
  }
  assert.equal((await who.clerk.post(`${at}/reveal`, { purpose: note })).body.events.at(-1).note, note)
  const rows = await server.ask(`SELECT purpose FROM disclosures WHERE number = '${taken.body.case_number}'`)
  if (rows) for (const one of told) assert.ok(!rows.join().includes(one), one)
})

test('what the catalogue of today does not declare is hidden, and disclosed', async () => {
  const gone = sheets[0].elements.find((one) => one.code === 'has_vehicle')
  for (const name of readdirSync(join(pack, 'guides'))) {
    const path = join(pack, 'guides', name), whole = JSON.parse(readFileSync(path, 'utf8'))
    whole.fields = whole.fields.filter((one) => one.element !== gone.code)
    writeFileSync(path, JSON.stringify(whole))
  }
  write('elements.tsv', read('elements.tsv').filter((row) => row[0] !== gone.code))
  await runProgram('load', ...server.where, '--data', pack)
  await server.restart([clockAt(MONDAY)])
  const clerk = await server.signIn(`clerk.${A}`)
  const one = (await clerk.get(`/v1/cases/${number}`)).body.form.find((each) => each.element === gone.code)
  assert.deepEqual([one.name, one.value, one.masked, one.hidden], [gone.code, null, false, true])
  const { body } = await clerk.post(`/v1/cases/${number}/reveal`, { purpose: '核对' })
  assert.equal(body.form.find((each) => each.element === gone.code).value, true)
})
