// Bodies that no honest client sends: a clear answer each, nothing half written, nothing personal in the log.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn } from '../server.mjs'
import { A, DIRECT, GUIDED_SPLIT, act, application, assertHolds, assertRefused, fill, idNumber, readCase, resident, startAt, take } from './support.mjs'

let server
let clerk

before(async () => {
  server = await startAt()
  clerk = await server.signIn(`clerk.${A}`)
})
after(() => inTurn(
  async () => assert.equal((await server.get('/healthz')).status, 200),
  () => assertHolds(server),
  () => server.stop(),
  () => { for (const secret of ['顾玉珍', '13800001234', '王小明', '13711112222', 'tongban-demo']) assert.ok(!server.log.includes(secret), `the log holds ${secret}`) },
  () => assert.doesNotMatch(server.log, /310101(19|20)\d\d/),
))

const json = { 'content-type': 'application/json' }
const post = (body, path = '/v1/cases') => clerk.post(path, body, json)
const good = () => application(DIRECT)
const total = async () => Object.values((await clerk.get('/v1/worklist?counts=true')).body.counts).filter(Number.isInteger).reduce((sum, one) => sum + one, 0)

test('a body cut off anywhere is 400', async () => {
  const before = await total()
  const whole = JSON.stringify(good())
  for (let size = 0; size < whole.length; size += 7) assertRefused(await post(whole.slice(0, size)), 400, 'json_syntax')
  for (const more of ['}', ' x', ',{}', '\0', `${whole}`]) assertRefused(await post(whole + more), 400, 'json_syntax')
  assert.equal(await total(), before)
})

test('a million brackets, a million members, long numbers', async () => {
  for (const body of ['['.repeat(1_000_000), '{"a":'.repeat(200_000), `${'['.repeat(500_000)}${']'.repeat(500_000)}`,
    `{"form":${'{"a":'.repeat(100)}1${'}'.repeat(100)}}`]) {
    const reply = await post(body)
    assert.ok([400, 413].includes(reply.status), `${reply.status}`)
  }
  const members = Array.from({ length: 60_000 }, (_, k) => `"k${k}":1`).join()
  for (const body of [`{${members}}`, `{"form":{${members}}}`, `{"materials":[${'{},'.repeat(100_000)}{}]}`]) {
    const reply = await post(body)
    assert.ok([400, 413, 422].includes(reply.status), `${reply.status}`)
  }
  for (const number of ['9'.repeat(100_000), `1e${'9'.repeat(400)}`, '1e999', '-1e999', '9223372036854775808', '01', '+1', '.5', '1.', '0x10', 'NaN', 'Infinity', '-']) {
    const reply = await post(`{"action":"accept","revision":${number}}`, '/v1/cases/SQ310101013202603020000019/actions')
    assert.ok([400, 422].includes(reply.status), `${number.slice(0, 20)} ${reply.status}`)
  }
})

test('the same name twice, at any level, is 400', async () => {
  for (const body of ['{"item_code":"MZ-013","item_code":"MZ-013"}', '{"applicant":{"name":"a","name":"b"}}', '{"form":{"a":1,"\\u0061":2}}', '{"materials":[{"copies":1,"copies":2}]}']) {
    assertRefused(await post(body), 400, 'json_syntax')
  }
})

test('wrong encodings are 400: overlong UTF-8, lone surrogates, NUL, broken sequences, UTF-16, a BOM', async () => {
  const around = (bytes) => Buffer.concat([Buffer.from('{"item_code":"'), Buffer.from(bytes), Buffer.from('"}')])
  for (const bytes of [[0xc0, 0xaf], [0xe0, 0x80, 0xaf], [0xf0, 0x80, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80], [0xff], [0xfe, 0xff],
    [0xe4, 0xbd], [0x80], [0xc3, 0x28], [0x00], [0x0a], [0x1f]]) {
    assertRefused(await post(around(bytes)), 400, 'json_syntax')
  }
  for (const text of ['\\ud800', '\\udc00', '\\ud800\\ud800', '\\u0000', '\\x41', '\\u12', '\\']) assertRefused(await post(`{"item_code":"${text}"}`), 400, 'json_syntax')
  assertRefused(await post(Buffer.from(`\ufeff${JSON.stringify(good())}`)), 400, 'json_syntax')
  assertRefused(await post(Buffer.from(JSON.stringify(good()), 'utf16le')), 400, 'json_syntax')
})

test('every field with a value of another kind is told, all at once', async () => {
  for (const value of [null, true, 1, 1.5, 'x', [], {}, [[]], [null], { a: { b: 1 } }]) {
    for (const key of ['item_code', 'applicant', 'agent', 'answers', 'form', 'materials', 'channel']) {
      const reply = await post({ ...good(), [key]: value })
      assert.ok([201, 422].includes(reply.status), `${key} = ${JSON.stringify(value)}: ${reply.status}`)
      if (reply.status === 201) assert.ok([null, undefined].includes(value) || (Object.keys(value).length === 0 && typeof value === 'object'), `${key} = ${JSON.stringify(value)} was taken`)
    }
    for (const key of ['id_type', 'id_number', 'name', 'phone', 'hukou_division', 'residence_division', 'address']) {
      const reply = await post({ item_code: DIRECT, applicant: { ...resident(), [key]: value } })
      if (value === 'x' && ['name', 'address'].includes(key)) assert.equal(reply.status, 201)
      else if (value === null && !['id_type', 'id_number', 'name', 'hukou_division'].includes(key)) // who may apply for it depends on the household
        assert.equal(reply.status, 201, key)
      else assertRefused(reply, 422)
    }
  }
  const reply = await post({ item_code: 1, applicant: { id_type: 2, id_number: [], name: {} }, materials: 'x', more: 1 })
  const fields = assertRefused(reply, 422).body.errors.map((error) => error.field).sort()
  assert.deepEqual(fields, ['applicant.id_number', 'applicant.id_type', 'applicant.name', 'item_code', 'materials', 'more'])
})

test('of very many faults fifty are told', async () => {
  const reply = assertRefused(await post({ ...good(), ...Object.fromEntries(Array.from({ length: 300 }, (_, k) => [`x${k}`, 1])) }), 422, 'unknown_field')
  assert.equal(reply.body.errors.length, 50)
})

const attacks = ["'; DROP TABLE cases; --", '" OR ""="', "1' OR '1'='1", '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '${7*7}', '{{7*7}}', '%s%n%x', '../../etc/passwd',
  '\u202egnp.exe', 'A\u0301', '𠮷野家', '​', '", "admin": "true', '\\', '/**/', '\r\nX-Injected: 1', 'a\tb']

test('SQL and HTML in every text: kept as text or refused, never run, shown as JSON', async () => {
  for (const text of attacks) {
    for (const key of ['name', 'phone', 'address', 'hukou_division', 'residence_division', 'id_number', 'id_type']) {
      const reply = await post({ item_code: DIRECT, applicant: { ...resident(), [key]: text } })
      assert.ok([201, 422].includes(reply.status), `${key} ${text}: ${reply.status}`)
      if (reply.status !== 201) continue
      const whole = (await clerk.post(`/v1/cases/${reply.body.case_number}/reveal`, { purpose: text.trim() || '看' })).body
      if (whole?.applicant && key === 'address') assert.equal(whole.applicant.address, text)
    }
    for (const body of [{ ...good(), item_code: text }, { ...good(), form: { [text]: text } }, { ...good(), answers: { [text]: text } },
      { ...good(), materials: [{ material_code: text }] }, { ...good(), channel: text }]) assertRefused(await post(body), 422)
    const it = await take(clerk, DIRECT)
    const withdrawn = await clerk.post(`/v1/cases/${it.case_number}/actions`, { action: 'withdraw', reason: text, note: text })
    assert.ok([200, 422].includes(withdrawn.status), `${withdrawn.status}`)
    if (withdrawn.status === 200) assert.equal((await readCase(clerk, it.case_number)).reason, text)
    const q = encodeURIComponent(text)
    for (const path of [`/v1/items?q=${q}`, `/v1/centres?q=${q}`, `/v1/divisions?q=${q}`]) assert.ok([200, 422].includes((await clerk.get(path)).status), path)
    assert.ok([200, 422].includes((await clerk.post('/v1/cases/search', { q: text })).status), text)
    for (const path of [`/v1/worklist?cursor=${q}`, `/v1/items?cursor=${q}`, `/v1/items?department=${q}&mode=${q}`]) assert.ok([200, 422].includes((await clerk.get(path)).status), path)
    for (const path of [`/v1/cases/${q}`, `/v1/centres/${q}`, `/v1/items/${q}`]) assert.ok([404, 405].includes((await clerk.get(path)).status), path)
    assert.ok([401, 422].includes((await server.post('/v1/sessions', { username: text, password: text })).status), text)
  }
})

test('identity numbers that cannot be', async () => {
  const refused = (applicant, code) => post({ item_code: DIRECT, applicant: { ...resident(), ...applicant } }).then((reply) => assertRefused(reply, 422, code))
  const number = idNumber({ born: '19600229', serial: 12 })
  for (const digit of '0123456789X') {
    if (digit !== number[17]) await refused({ id_number: number.slice(0, 17) + digit }, 'id_check_digit')
  }
  await refused({ id_number: idNumber({ born: '20260303' }) }, 'id_birth_future')
  await refused({ id_number: idNumber({ born: '21991231' }) }, 'id_birth_future')
  await refused({ id_number: idNumber({ born: '19610229' }) }, 'id_birth_date')
  await refused({ id_number: idNumber({ born: '19601301' }) }, 'id_birth_date')
  await refused({ id_number: idNumber({ region: '990101' }) }, 'id_province')
  await refused({ id_number: '310101600229121' }, 'id_old_format')
  await refused({ id_number: `${number}0` }, 'id_length')
  await refused({ id_number: 'ABCDEFGHIJKLMNOPQR' }, 'id_characters')
  await refused({ id_type: '999' }, 'id_type_unknown')
  const reply = await post({ item_code: DIRECT, applicant: { ...resident(), id_number: `${idNumber({ born: '19600229', serial: 997 }).slice(0, 17)}?` } })
  assertRefused(reply, 422)
  assert.ok(!reply.text.includes('19600229'), 'a problem repeats the number')
})

test('unknown codes are told by name', async () => {
  const whole = await fill(clerk, GUIDED_SPLIT)
  const refused = (more, code, field) => post({ ...whole, ...more }).then((reply) => assertRefused(reply, 422, code, field))
  await refused({ item_code: 'MZ-999' }, 'item_unknown', 'item_code')
  await refused({ channel: 'telegraph' }, 'not_a_choice', 'channel')
  await refused({ materials: [{ material_code: 'moon_rock' }] }, undefined)
  await refused({ materials: [{ material_code: 'id_card', source: 'stolen' }] }, 'not_a_choice', 'materials.0.source')
  await refused({ materials: [{ material_code: 'id_card', copies: 100 }] }, 'out_of_range', 'materials.0.copies')
  await refused({ materials: [{ material_code: 'id_card', copies: -1 }] }, 'out_of_range', 'materials.0.copies')
  await refused({ answers: { ...whole.answers, surely_unknown: 'x' } }, undefined)
  await refused({ answers: { ...whole.answers, who: 'nobody' } }, undefined, 'answers.who')
  await refused({ form: { ...whole.form, surely_unknown: 'x' } }, undefined)
  const it = await take(clerk, DIRECT)
  for (const body of [{ action: 'explode' }, {}, { action: null }, { action: 'refuse', reasons: [{ code: 'bad_mood' }] }, { action: 'suspend', procedure: 'holiday' },
    { action: 'accept', revision: 0 }, { action: 'accept', revision: '1' }]) assertRefused(await clerk.post(`/v1/cases/${it.case_number}/actions`, body), 422)
  await act(clerk, it.case_number, 'accept')
})

test('the largest application that is allowed is taken and read back whole', async () => {
  const whole = await fill(clerk, GUIDED_SPLIT, { name: '王小明', phone: '13711112222', address: '路'.repeat(200) })
  whole.form.main_hardship = '难'.repeat(500)
  const reply = await post(whole)
  assert.equal(reply.status, 201, reply.text)
  const { form, applicant } = (await clerk.post(`/v1/cases/${reply.body.case_number}/reveal`, { purpose: '核对' })).body
  assert.deepEqual([form.find((one) => one.element === 'main_hardship').value, applicant.address, applicant.name], ['难'.repeat(500), '路'.repeat(200), '王小明'])
  assertRefused(await post({ ...whole, form: { ...whole.form, main_hardship: '难'.repeat(501) } }), 422, undefined, 'form.main_hardship')
  assertRefused(await post({ ...whole, applicant: { ...whole.applicant, address: '路'.repeat(201) } }), 422, 'too_long', 'applicant.address')
  const many = Array.from({ length: 30 }, () => ({ code: 'other', note: '因'.repeat(500) }))
  const it = await act(clerk, reply.body.case_number, 'refuse', { reasons: many, note: '注'.repeat(1000), reason: '由'.repeat(1000) })
  assert.equal(it.reasons.length, 30)
})
