// The city and its catalogue as the API shows them: the figures of the sources, filters, pages, conditional reads.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { top } from '../server.mjs'
import { A, B, assertRefused, resident, startAt } from './support.mjs'

let server
const pack = (name) => readFileSync(join(top, 'data/shanghai', name), 'utf8').trim().split('\n').slice(1).map((line) => line.split('\t'))
const read = async (path) => {
  const reply = await server.get(path)
  assert.equal(reply.status, 200, reply.text)
  return reply.body
}
async function walk(path) {
  const items = []
  for (let cursor = ''; ;) {
    const body = await read(`${path}${cursor && `&cursor=${cursor}`}`)
    items.push(...body.items)
    if (body.next === null) return items
    cursor = body.next
    assert.ok(items.length < 10_000)
  }
}

before(async () => {
  server = await startAt()
})
after(() => server.stop())

test('the figures of the catalogue through the years', async () => {
  for (const [on, wanted] of Object.entries({
    '2018-02-27': { items: 174 },
    '2018-03-01': { items: 174, citywide: 161, direct: 135, split: 26, permit_holder: 51, non_resident: 0 },
    '2018-07-01': { items: 174, citywide: 172, non_resident: 11 },
    '2019-01-09': { items: 169, departments: 11, systems: 22 },
    '2024-05-28': { items: 198, citywide: 197 },
  })) {
    const figures = await read(`/v1/catalogue/figures?on=${on}`)
    assert.equal(figures.on, on)
    for (const [name, value] of Object.entries(wanted)) assert.equal(figures[name], value, `${name} on ${on}`)
    const items = await walk(`/v1/items?on=${on}&limit=50`)
    assert.equal(items.length, figures.items)
    assert.equal(items.filter((one) => one.citywide).length, figures.citywide)
    for (const mode of ['direct', 'split']) {
      assert.equal(items.filter((one) => one.citywide && one.mode === mode).length, figures[mode], `${mode} on ${on}`)
      assert.equal((await walk(`/v1/items?on=${on}&limit=200&mode=${mode}`)).length, items.filter((one) => one.mode === mode).length)
    }
    for (const who of ['permit_holder', 'non_resident']) {
      assert.equal(items.filter((one) => one.citywide && one.audiences.includes(who)).length, figures[who], `${who} on ${on}`)
      assert.equal((await walk(`/v1/items?on=${on}&limit=200&audience=${who}`)).length, items.filter((one) => one.audiences.includes(who)).length)
    }
    if (on === '2018-03-01') {
      const departments = new Set(items.filter((one) => one.citywide && one.audiences.includes('permit_holder')).map((one) => one.department))
      for (const one of ['GA', 'RS', 'ZJ', 'WJ', 'DA']) assert.ok(departments.has(one), one)
    }
    if (on === '2018-07-01') assert.ok(items.filter((one) => one.citywide && one.audiences.includes('non_resident')).every((one) => one.department === 'GA'))
    assert.equal(new Set(items.map((one) => one.code)).size, items.length)
  }
  assert.deepEqual({ ...(await read('/v1/catalogue/figures?on=2010-01-01')), on: null }, { on: null, items: 0, citywide: 0, direct: 0, split: 0, permit_holder: 0, non_resident: 0, departments: 0, systems: 0 })
})

test('198 items in 11 departments today, at least 15 in full depth, 5 of them split', async () => {
  const items = await walk('/v1/items?limit=37')
  assert.ok(items.length >= 198)
  assert.equal((await read('/v1/departments')).items.length, 11)
  assert.equal(new Set(items.map((one) => one.department)).size, 11)
  const guided = items.filter((one) => one.materials_described)
  assert.ok(guided.length >= 15)
  assert.ok(new Set(guided.map((one) => one.department)).size >= 8)
  assert.ok(guided.filter((one) => one.mode === 'split').length >= 5)
  for (const department of (await read('/v1/departments')).items) {
    assert.deepEqual((await walk(`/v1/items?limit=500&department=${department.code}`)).map((one) => one.code), items.filter((one) => one.department === department.code).map((one) => one.code))
  }
})

test('an item on a day, its history, and a day before it was there', async () => {
  const then = await read('/v1/items/MZ-001?on=2018-02-28')
  assert.deepEqual([then.mode, then.citywide, then.promised_days, then.valid_to], ['direct', false, 30, '2018-03-01'])
  const now = await read('/v1/items/MZ-001')
  assert.deepEqual([now.mode, now.citywide, now.promised_days, now.valid_to], ['split', true, 20, null])
  assert.deepEqual(now.history.map((one) => one.valid_from), ['2018-01-01', '2018-03-01', '2021-01-01'])
  assertRefused(await server.get('/v1/items/MZ-001?on=2017-12-31'), 404, 'not_found')
  for (const on of ['2018-02-29', '20180301', 'today', '2018-3-1', '9999-99-99']) assertRefused(await server.get(`/v1/items/MZ-001?on=${on}`), 422, 'not_a_date', 'on')
})

test('items are found by words, pinyin, initials and code', async () => {
  const [item] = pack('items.tsv').filter((row) => row[0] === 'MZ-001')
  for (const q of ['MZ-001', 'mz-001', '最低生活保障', item[4], item[5], item[4].slice(0, 12), 'minimum living', '生活保障 最低']) {
    const found = (await read(`/v1/items?q=${encodeURIComponent(q)}`)).items
    assert.ok(found.some((one) => one.code === 'MZ-001'), q)
  }
  assert.deepEqual((await read(`/v1/items?q=${encodeURIComponent("' OR 1=1 --")}`)).items, [])
  assert.deepEqual((await read('/v1/items?q=%25')).items, [])
})

test('16 districts, 220 centres, 67 sub-centres, 215 streets and towns, 19 zones, 6,509 committees', async () => {
  const { items: districts } = await read('/v1/districts')
  assert.equal(districts.length, 16)
  assert.equal(districts.reduce((sum, one) => sum + one.centres, 0), 220)
  assert.equal(districts.reduce((sum, one) => sum + one.sub_centres, 0), 67)
  for (const one of districts) assert.match(one.outline.type, /Polygon/)
  const all = await walk('/v1/centres?limit=60')
  assert.equal(all.length, 287)
  assert.equal(new Set(all.map((one) => one.code)).size, 287)
  assert.equal((await walk('/v1/centres?limit=60&kind=centre')).length, 220)
  assert.equal((await walk('/v1/centres?limit=60&kind=sub_centre')).length, 67)
  const { items: divisions } = await read('/v1/divisions')
  assert.equal(divisions.filter((one) => one.kind !== 'zone').length, 215)
  assert.equal(divisions.filter((one) => one.kind === 'zone').length, 19)
  let committees = 0
  for (const division of divisions) {
    assert.ok(all.some((one) => one.code === division.centre), `${division.code} has no centre`)
    committees += (await read(`/v1/committees?division=${division.code}`)).items.length
  }
  assert.equal(committees, 6509)
  for (const district of districts) {
    const centres = await walk(`/v1/centres?limit=200&district=${district.code}&kind=centre`)
    assert.equal(centres.length, district.centres, district.name)
    assert.deepEqual(new Set(centres.map((one) => one.district)), new Set([district.code]))
  }
})

test('every division is served by the centre its duty names', async () => {
  const duty = new Map(pack('duty.tsv').filter((row) => !row[3]).map((row) => [row[0], row[1]]))
  const { items } = await read('/v1/divisions')
  assert.equal(duty.size, 234)
  for (const division of items) assert.equal(division.centre, duty.get(division.code), division.name)
})

test('every address that is offered is one an application may carry', async () => {
  const offered = new Map()
  for (const q of ['', '外滩', 'pudong', '3101', '310103', '新区', '江苏']) {
    const { items } = await read(`/v1/addresses${q && `?q=${encodeURIComponent(q)}`}`)
    assert.ok(items.length > 0 && items.length <= 60, q)
    for (const one of items) offered.set(one.code, one)
  }
  assert.deepEqual(new Set([...offered.values()].map((one) => one.kind)).has('abolished'), true)
  const clerk = await server.signIn(`clerk.${A}`)
  for (const code of offered.keys()) {
    const { body } = await clerk.post('/v1/cases/preview', { item_code: 'MZ-006', applicant: resident({ hukou_division: code, residence_permit: true }) })
    assert.deepEqual(body.errors, [], code)
    assert.equal(offered.get(code).asks_permit, !code.startsWith('31'), code)
  }
})

test('a centre tells its hours, the week and whether it is open now', async () => {
  const centre = await read(`/v1/centres/${A}`)
  assert.deepEqual([centre.open_now, centre.opens, centre.closes], [true, '08:30', '16:30']) // Monday 2 March 2026, 10 o'clock
  assert.deepEqual(centre.opening, { state: 'open', sentence_zh: '现在开门，今天开到 16:30', sentence_en: 'Open now, today until 16:30', date: '2026-03-02', opens: '08:30', closes: '16:30' })
  assert.deepEqual(centre.week[0], { date: '2026-03-02', open: '08:30', close: '16:30', rest_day: false, name_zh: null, name_en: null })
  assert.deepEqual(centre.week[5], { date: '2026-03-07', open: '08:30', close: '11:30', rest_day: true, name_zh: null, name_en: null })
  assert.ok(centre.serves.includes(A))
  assertRefused(await server.get('/v1/centres/310101999'), 404, 'not_found')
})

test('the nearest centres come first', async () => {
  const centre = await read(`/v1/centres/${B}`)
  const { items } = await read(`/v1/centres?near=${centre.lon},${centre.lat}&limit=20`)
  assert.equal(items[0].distance_m, 0)
  assert.deepEqual(items.map((one) => one.distance_m), [...items.map((one) => one.distance_m)].sort((one, other) => one - other))
  assert.ok(items.every((one) => one.out_of_town === false))
  // who asks from Beijing is not told that anything is near
  for (const one of (await read('/v1/centres?near=116.4,39.9&limit=3')).items) assert.equal(one.out_of_town, true)
  assert.equal(centre.out_of_town, null)
  for (const near of ['1', '1,2,3', 'x,y', '181,0', '0,91', 'nan,nan', '1e400,0', ',']) assertRefused(await server.get(`/v1/centres?near=${near}`), 422)
})

test('the calendar of a year, and of one that is not arranged yet', async () => {
  const year = await read('/v1/calendar/2026')
  assert.deepEqual([year.known, year.working_days], [true, 248])
  assert.deepEqual([(await read('/v1/calendar/2024')).working_days, (await read('/v1/calendar/2025')).working_days], [251, 248])
  assert.equal((await read('/v1/calendar/2031')).known, false)
  for (const wrong of ['1899', '99999', 'x', '-1', '20.26']) assert.ok([404, 422].includes((await server.get(`/v1/calendar/${wrong}`)).status), wrong)
})

test('what has not changed is 304', async () => {
  for (const path of ['/v1/city', '/v1/items?limit=5', '/v1/items/MZ-001', '/v1/districts', '/v1/centres?limit=500', '/openapi.json']) {
    const first = await server.get(path)
    const tag = first.headers.get('etag')
    assert.match(tag, /^"[^"]+"$/, path)
    const again = await server.get(path, { 'if-none-match': tag })
    assert.deepEqual([again.status, again.text, again.headers.get('etag')], [304, '', tag], path)
    assert.equal((await server.get(path, { 'if-none-match': '"other"' })).status, 200)
    assert.equal((await server.get(path, { 'if-none-match': `"other", W/${tag}` })).status, 304)
  }
})

test('a cursor that no page gave is told', async () => {
  for (const path of ['/v1/items', '/v1/centres']) {
    for (const cursor of ['x', '-1', '1.5', '1234567890']) assertRefused(await server.get(`${path}?cursor=${cursor}`), 422)
    for (const limit of ['0', '501', '-1', 'x']) assertRefused(await server.get(`${path}?limit=${limit}`), 422, undefined, 'limit')
  }
})

test('what people look for most stands first: the item with a guide before its replacement', async () => {
  for (const words of ['敬老卡', 'jlk', 'jinglaoka']) {
    const found = (await server.get(`/v1/items?q=${encodeURIComponent(words)}`)).body.items
    assert.match(found[0].name, /敬老卡.*申领/, words)
    assert.ok(found.length > 1, words)
  }
})
