// What came over the counter for items that nobody has described: lines of the dictionary and lines of their own, end to end.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn } from '../server.mjs'
import { A, act, application, assertHolds, assertRefused, B, GUIDED_SPLIT, idNumber, SPLIT, startAt, take } from './support.mjs'

let server
const at = {}
before(async () => {
  server = await startAt()
  for (const [side, centre] of [['A', A], ['B', B]]) for (const role of ['clerk', 'reviewer']) at[side + role] = await server.signIn(`${role}.${centre}`)
})
after(() => inTurn(() => assertHolds(server), () => server.stop()))

const toB = { hukou_division: B }
const HTML = '<img src=x onerror=alert(1)>'
const listOf = (it) => it.materials.map((one) => [one.material_code, one.name, one.source, one.copies, one.state])
const LINES = [{ material_code: 'id_card' }, { name: '街道出具的情况说明', source: 'copy', copies: 2 }, { name: HTML }]
const LISTED = [
  ['id_card', '居民身份证', 'original', 1, 'present'], ['own-1', '街道出具的情况说明', 'copy', 2, 'present'], ['own-2', HTML, 'original', 1, 'present']]

test('an item nobody has described says so: in the list, its page and the preview, which asks for nothing and ticks nothing off', async () => {
  const guided = (await at.Aclerk.get(`/v1/items/${GUIDED_SPLIT}`)).body
  const bare = (await at.Aclerk.get(`/v1/items/${SPLIT}`)).body
  assert.deepEqual([guided.materials_described, bare.materials_described, bare.materials], [true, false, []])
  const preview = (await at.Aclerk.post('/v1/cases/preview', application(SPLIT, toB))).body
  assert.deepEqual([preview.materials_described, preview.complete, preview.missing_materials], [false, true, []])
})

test('what the clerk lists is seen by both centres, the district and the public, and stays through a whole life', async () => {
  let it = await take(at.Aclerk, SPLIT, toB, { materials: LINES })
  const { case_number: number, query_password } = it
  assert.equal(it.materials_described, false)
  assert.deepEqual(listOf(it), LISTED)
  const district = await server.signIn('district.310115')
  const readers = [at.Areviewer, at.Breviewer, district]
  for (const who of readers) assert.deepEqual(listOf((await who.get(`/v1/cases/${number}`)).body), LISTED)
  const seen = await server.send('GET', `/v1/cases/${number}`, undefined, { 'query-password': query_password })
  assert.deepEqual(listOf(seen.body), LISTED)

  await act(at.Breviewer, number, 'take_over')
  const reasons = [
    { code: 'missing_material', material_code: 'hukou_book' }, { code: 'invalid_material', material_code: 'own-1', note: '要盖章' },
    { code: 'missing_material', note: '居委会的走访记录' }]
  it = await act(at.Breviewer, number, 'ask_supplement', { reasons })
  assert.deepEqual(it.reasons.map((one) => one.material_code), ['hukou_book', 'own-1', null])
  it = await act(at.Aclerk, number, 'supplement', {
    materials: [{ material_code: 'own-1', copies: 1 }, { name: '居委会的走访记录' }, { material_code: 'hukou_book', source: 'copy' }] })
  const after = [
    LISTED[0], ['own-1', '街道出具的情况说明', 'original', 1, 'supplied'], LISTED[2],
    ['own-3', '居委会的走访记录', 'original', 1, 'supplied'], ['hukou_book', '居民户口簿', 'copy', 1, 'supplied']]
  assert.deepEqual(listOf(it), after)
  for (const action of ['accept', 'review']) await act(at.Breviewer, number, action)
  await act(at.Breviewer, number, 'decide', { outcome: 'granted' })
  assert.deepEqual(listOf((await at.Aclerk.get(`/v1/cases/${number}`)).body), after)
})

test('the same key gives the same list again', async () => {
  const body = application(SPLIT, toB, { materials: LINES })
  const key = { 'idempotency-key': 'lines-of-their-own' }
  const [first, second] = [await at.Aclerk.post('/v1/cases', body, key), await at.Aclerk.post('/v1/cases', body, key)]
  assert.equal(first.status, 201, first.text)
  assert.equal(second.text, first.text)
})

test('numbers of people typed into a line are masked for everybody', async () => {
  const number = idNumber({ serial: 40 })
  const it = await take(at.Aclerk, SPLIT, toB, { materials: [{ name: `户主${number}的说明，电话13912345678` }] })
  for (const reply of [await at.Aclerk.get(`/v1/cases/${it.case_number}`), await at.Breviewer.get(`/v1/cases/${it.case_number}`)]) {
    assert.ok(!reply.text.includes(number) && !reply.text.includes('13912345678'), reply.text)
    assert.match(reply.body.materials[0].name, /户主.+的说明/)
  }
  const clear = (await at.Breviewer.post(`/v1/cases/${it.case_number}/reveal`, { purpose: '核对' })).body.materials
  assert.deepEqual(clear, [{ material_code: 'own-1', name: `户主${number}的说明，电话13912345678` }])
})

test('lines that are no names are refused at their field', async () => {
  const refused = async (item, line, code, key) => {
    const reply = await at.Aclerk.post('/v1/cases', application(item, toB, { materials: [line] }))
    assertRefused(reply, 422, code, `materials.0.${key}`)
  }
  await refused(SPLIT, {}, 'required', 'material_code')
  await refused(SPLIT, { name: '' }, undefined, 'name')
  await refused(SPLIT, { name: '　' }, 'characters', 'name')
  await refused(SPLIT, { name: '两行\n文字' }, 'characters', 'name')
  await refused(SPLIT, { name: '倒\u202e转' }, 'characters', 'name')
  await refused(SPLIT, { name: '长'.repeat(61) }, undefined, 'name')
  await refused(SPLIT, { name: '说明', material_code: 'id_card' }, 'not_both', 'name')
  await refused(SPLIT, { material_code: 'own-1' }, 'unknown_material', 'material_code')
  await refused(SPLIT, { material_code: HTML }, 'unknown_material', 'material_code')
  await refused(GUIDED_SPLIT, { name: '说明' }, 'described', 'name')
  assertRefused(await at.Aclerk.post('/v1/cases', application(SPLIT, toB, { materials: [{ name: '同' }, { name: '同' }] })), 422, 'repeated', 'materials.1.name')
  const many = Array.from({ length: 61 }, (_, index) => ({ name: `第${index}份` }))
  assertRefused(await at.Aclerk.post('/v1/cases', application(SPLIT, toB, { materials: many })), 422)
  // nor do supplements add up to more
  const it = await take(at.Aclerk, SPLIT, toB, { materials: many.slice(0, 60) })
  await act(at.Breviewer, it.case_number, 'take_over')
  await act(at.Breviewer, it.case_number, 'ask_supplement', { reasons: [{ code: 'other', note: '再补一份' }] })
  assertRefused(await at.Aclerk.post(`/v1/cases/${it.case_number}/actions`, { action: 'supplement', materials: [many[60]] }), 422, 'too_many', 'materials')
})

test('a reason names a material that there is', async () => {
  const { case_number: number } = await take(at.Aclerk, SPLIT, toB, { materials: LINES })
  await act(at.Breviewer, number, 'take_over')
  for (const material_code of [HTML, 'own-3', 'moon_rock', 'ID_CARD'])
    assertRefused(await at.Breviewer.post(`/v1/cases/${number}/actions`, { action: 'ask_supplement', reasons: [{ code: 'other' }, { code: 'missing_material', material_code }] }),
      422, 'unknown_material', 'reasons.1.material_code')
  const guided = await take(at.Aclerk, GUIDED_SPLIT, toB)
  await act(at.Breviewer, guided.case_number, 'take_over')
  assertRefused(await at.Breviewer.post(`/v1/cases/${guided.case_number}/actions`, { action: 'ask_supplement', reasons: [{ code: 'missing_material', material_code: 'own-1' }] }),
    422, 'unknown_material', 'reasons.0.material_code')
})

test('no word of a body that stands for something takes mark-up: choices, codes, keys, divisions, documents', async () => {
  const { case_number: number } = await take(at.Aclerk, SPLIT, toB)
  const person = application(SPLIT, toB).applicant
  const bodies = [
    { item_code: HTML }, { channel: HTML }, { answers: { [HTML]: '1' } }, { form: { [HTML]: '1' } }, { materials: [{ material_code: 'id_card', source: HTML }] },
    ...['id_type', 'id_number', 'phone', 'hukou_division', 'residence_division', 'name'].map((key) => ({ applicant: { ...person, [key]: HTML } }))]
  for (const more of bodies) {
    const reply = await at.Aclerk.post('/v1/cases', { ...application(SPLIT, toB), ...more })
    assert.equal(reply.status, 422, JSON.stringify(more) + reply.text)
  }
  assertRefused(await at.Aclerk.post('/v1/cases', { ...application(GUIDED_SPLIT, toB), answers: { who: HTML } }), 422, 'not_a_choice', 'answers.who')
  for (const more of [{ action: HTML }, { action: 'accept', outcome: HTML }, { action: 'accept', procedure: HTML }, { action: 'accept', delivery: HTML }, { action: 'accept', reasons: [{ code: HTML }] }, { action: 'supplement', hukou_division: HTML }])
    assert.ok((await at.Aclerk.post(`/v1/cases/${number}/actions`, more)).status >= 400, JSON.stringify(more))
})

test('the dictionary is looked through by words, pinyin, initials and English', async () => {
  const first = async (q) => (await server.get(`/v1/materials?q=${encodeURIComponent(q)}`)).body.items[0]?.material_code
  assert.equal(await first('户口'), 'hukou_book')
  assert.equal(await first('jmhkb'), 'hukou_book')
  assert.equal(await first('juminhukou'), 'hukou_book')
  assert.equal(await first('household reg'), 'hukou_book')
  assert.equal(await first('结婚'), 'marriage_certificate')
  assert.equal(await first('jhz'), 'marriage_certificate')
  assert.equal(await first('没有这种纸'), undefined)
  assert.ok((await server.get('/v1/materials?limit=200')).body.items.length >= 59)
})
