// The pack changes while cases are open: their item ends, a material, an element, an answer or the whole guide goes. They are read and
// go on to their end; what was handed in is not lost and not judged again.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { countRows } from '../../tools/count-rows.mjs'
import { inTurn, newKey, runProgram, top } from '../server.mjs'
import { A, B, GUIDED_SPLIT, MONDAY, SPLIT, act, assertHolds, assertRefused, clockAt, fill, application, startAt, take } from './support.mjs'

const folder = mkdtempSync(join(tmpdir(), 'tongban-changed-'))
const pack = join(folder, 'pack')
const read = (name) => readFileSync(join(pack, name), 'utf8').replace(/\n$/, '').split('\n').map((line) => line.split('\t'))
const write = (name, rows) => {
  writeFileSync(join(pack, name), `${rows.map((row) => row.join('\t')).join('\n')}\n`)
  countRows(pack)
}
let server
const at = {}, cases = {}

async function signIn() {
  for (const [side, centre] of [['A', A], ['B', B]]) for (const role of ['clerk', 'reviewer']) at[side + role] = await server.signIn(`${role}.${centre}`)
}
async function load() {
  await runProgram('load', ...server.where, '--data', pack)
  await server.restart([clockAt(MONDAY)])
  await signIn()
}
/** Each guide of the pack after `change`. */
function changeGuides(change) {
  for (const name of readdirSync(join(pack, 'guides'))) {
    const path = join(pack, 'guides', name), whole = JSON.parse(readFileSync(path, 'utf8'))
    change(whole)
    writeFileSync(path, JSON.stringify(whole))
  }
}
/** Asked for a supplement, answered with a paper, and to the end. */
async function toTheEnd(number, material) {
  await act(at.Breviewer, number, 'take_over')
  await act(at.Breviewer, number, 'ask_supplement', { reasons: [{ code: 'invalid_material', note: '请补充' }] })
  await act(at.Aclerk, number, 'supplement', { materials: [material] })
  for (const action of ['accept', 'review']) await act(at.Breviewer, number, action)
  assert.equal((await act(at.Breviewer, number, 'decide', { outcome: 'granted' })).state, 'decided')
}

before(async () => {
  cpSync(join(top, 'data/shanghai'), pack, { recursive: true })
  server = await startAt()
  await signIn()
  const whole = await fill(at.Aclerk, GUIDED_SPLIT, { hukou_division: B })
  for (const name of ['dictionary', 'guide']) {
    const person = application(GUIDED_SPLIT, { hukou_division: B }).applicant
    cases[name] = (await at.Aclerk.post('/v1/cases', { ...whole, applicant: person })).body
  }
  cases.incomplete = await take(at.Aclerk, GUIDED_SPLIT, { hukou_division: B }) // checked at the end, by a pack that has no guide for it
  assert.equal(cases.incomplete.complete, false)
  cases.ended = await take(at.Aclerk, SPLIT, { hukou_division: B }, { materials: [{ material_code: 'id_card' }] })
})
after(() => inTurn(() => assertHolds(server), () => server.stop(), () => rmSync(folder, { recursive: true, force: true })))

test('a key repeated after limits and kind of its item were mended answers with the same bytes', async () => {
  const [key, body] = [newKey(Date.parse(MONDAY)), application('CL-004', { hukou_division: B })]
  const first = await at.Aclerk.post('/v1/cases', body, { 'idempotency-key': key })
  assert.equal(first.status, 201, first.text)
  const rows = read('item_versions.tsv'), [legal, promised, mode] = ['legal_days', 'promised_days', 'mode'].map((name) => rows[0].indexOf(name))
  write('item_versions.tsv', rows.map((row) => (row[0] === 'CL-004' && row[1] === '2021-01-01' ? row.with(legal, '18').with(promised, '10').with(mode, 'direct') : row)))
  await load()
  const again = await at.Aclerk.post('/v1/cases', body, { 'idempotency-key': key })
  assert.equal(again.text, first.text)
  const other = (await at.Aclerk.post('/v1/cases', application('CL-004', { hukou_division: B }))).body
  assert.notEqual(other.promised_due, first.body.promised_due) // what comes now is by what stands now
})

test('a key repeated after the guide was mended tells what was missing then, whatever was done since', async () => {
  const body = application(GUIDED_SPLIT, { hukou_division: B }), keys = { receive: newKey(Date.parse(MONDAY)), ask: newKey(Date.parse(MONDAY)) }
  const first = await at.Aclerk.post('/v1/cases', body, { 'idempotency-key': keys.receive })
  const { missing_materials: papers, missing_form: form, missing_answers: answers, case_number: number } = first.body
  assert.ok(papers.length > 1 && form.length > 1 && answers.length > 1)
  await act(at.Breviewer, number, 'take_over')
  const step = { action: 'ask_supplement', reasons: [{ code: 'missing_material', material_code: papers[0] }] }
  const ask = () => at.Breviewer.post(`/v1/cases/${number}/actions`, step, { 'idempotency-key': keys.ask })
  const asked = await ask()
  assert.equal(asked.status, 200, asked.text)
  const rows = read('item_versions.tsv'), stem = rows.find((row) => row[0] === GUIDED_SPLIT && row[2] === '')[rows[0].indexOf('guide')]
  const path = join(pack, 'guides', `${stem}.json`), former = readFileSync(path, 'utf8'), guide = JSON.parse(former)
  guide.materials.find((one) => one.material === papers[1]).when = { '==': [{ var: 'applicant.sex' }, 1] } // she is a woman
  guide.fields.find((one) => one.element === form[0]).required = false
  writeFileSync(path, JSON.stringify(guide))
  await load()
  const now = (await at.Aclerk.get(`/v1/cases/${number}`)).body // by the guide of now
  assert.deepEqual([now.missing_materials, now.missing_form], [papers.toSpliced(1, 1), form.slice(1)])
  assert.equal((await ask()).text, asked.text)
  assert.equal((await at.Aclerk.post('/v1/cases', body, { 'idempotency-key': keys.receive })).text, first.text)
  await assertHolds(server)
  writeFileSync(path, former)
  await load()
})

test('an item that has ended: no new case, the open ones go on', async () => {
  const rows = read('item_versions.tsv'), to = rows[0].indexOf('valid_to')
  write('item_versions.tsv', rows.map((row) => (row[0] === SPLIT && row[to] === '' ? row.with(to, '2026-03-02') : row)))
  await load()
  assertRefused(await at.Aclerk.post('/v1/cases', application(SPLIT, { hukou_division: B })), 422, 'item_not_valid', 'item_code')
  await toTheEnd(cases.ended.case_number, { name: '情况说明' })
})

test('a material, an element and a choice that have gone: everything handed in is still told, and the case goes on', async () => {
  const { case_number: number } = cases.dictionary
  const whole = (await at.Aclerk.get(`/v1/cases/${number}`)).body
  const clear = (await at.Aclerk.post(`/v1/cases/${number}/reveal`, { purpose: '核对' })).body
  const material = whole.materials.find((one) => one.state === 'present').material_code
  const element = 'has_vehicle' // no condition looks at it
  const former = (code) => clear.form.find((one) => one.element === code).value
  changeGuides((guide) => {
    guide.materials = guide.materials.filter((one) => one.material !== material)
    guide.fields = guide.fields.filter((one) => one.element !== element)
  })
  write('materials.tsv', read('materials.tsv').filter((row) => row[0] !== material))
  write('codelists.tsv', read('codelists.tsv').filter((row) => row[0] !== 'marital_status' || row[1] !== former('marital_status')))
  write('elements.tsv', read('elements.tsv').filter((row) => row[0] !== element))
  await load()
  const told = async () => {
    for (const who of [at.Aclerk, at.Breviewer, at.Areviewer]) {
      const { body } = await who.get(`/v1/cases/${number}`)
      const line = body.materials.find((one) => one.material_code === material)
      assert.deepEqual([line?.name, line?.source, line?.copies, line?.state], [material, 'original', 1, 'present'])
      assert.ok(body.form.some((one) => one.element === element && one.hidden))
    }
    const now = (await at.Aclerk.post(`/v1/cases/${number}/reveal`, { purpose: '核对' })).body
    for (const code of [element, 'marital_status']) assert.deepEqual(now.form.find((one) => one.element === code).value, former(code))
  }
  await told()
  const another = whole.materials.find((one) => one.state === 'present' && one.material_code !== material).material_code
  await toTheEnd(number, { material_code: another })
  await told()
  for (const path of ['events', 'receipt']) assert.ok([200, 404].includes((await at.Aclerk.get(`/v1/cases/${number}/${path}`)).status))
})

test('a guide that has gone: what was handed in is told by its dictionary, and the case goes on', async () => {
  const { case_number: number } = cases.guide
  const before = (await at.Aclerk.get(`/v1/cases/${number}`)).body
  const rows = read('item_versions.tsv'), guide = rows[0].indexOf('guide')
  const [stem] = rows.filter((row) => row[0] === GUIDED_SPLIT).map((row) => row[guide]).filter(Boolean)
  write('item_versions.tsv', rows.map((row) => (row[guide] === stem ? row.with(guide, '') : row)))
  rmSync(join(pack, 'guides', `${stem}.json`))
  await load()
  const now = (await at.Aclerk.get(`/v1/cases/${number}`)).body
  const given = (body) => body.materials.filter((one) => one.state === 'present').map((one) => one.material_code).sort()
  assert.equal(now.materials_described, false)
  assert.deepEqual(given(now), given(before))
  assert.deepEqual(now.form.map((one) => one.element), before.form.map((one) => one.element))
  await toTheEnd(number, { name: '情况说明' })
  const last = (await at.Breviewer.get(`/v1/cases/${number}`)).body
  assert.deepEqual(given(last), given(before))
  assert.deepEqual(last.form.map((one) => one.element), before.form.map((one) => one.element))
})
