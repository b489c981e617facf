// The worklist: most urgent first, walked by cursor while the city goes on working.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn } from '../server.mjs'
import { A, B, DIRECT, SPLIT, act, application, assertHolds, assertRefused, startAt, take } from './support.mjs'

let server
let clerk, there, city

before(async () => {
  server = await startAt()
  clerk = await server.signIn(`clerk.${A}`)
  there = await server.signIn(`clerk.${B}`)
  city = await server.signIn('city')
})
after(() => inTurn(() => assertHolds(server), () => server.stop()))

const list = async (who, query = '') => {
  const reply = await who.get(`/v1/worklist${query}`)
  assert.equal(reply.status, 200, reply.text)
  return reply.body
}

// takes `count` applications, some at a time
async function takeMany(who, count, item, more = {}) {
  const numbers = []
  for (let done = 0; done < count; done += 20) {
    const some = await Promise.all(Array.from({ length: Math.min(20, count - done) }, () => who.post('/v1/cases', application(item, more))))
    for (const reply of some) {
      assert.equal(reply.status, 201, reply.text)
      numbers.push(reply.body.case_number)
    }
  }
  return numbers
}

// every page of a list; `between` is called after each
async function walk(who, query, between = async () => {}) {
  const items = []
  let cursor = null
  for (let page = 0; page < 200; page += 1) {
    const body = await list(who, `?${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    items.push(...body.items)
    cursor = body.next
    if (!cursor) return items
    await between()
  }
  assert.fail('the list never ends')
}

const numbersOf = (items) => items.map((one) => one.case_number)
const once = (numbers) => assert.equal(new Set(numbers).size, numbers.length, 'doubles')

test('pages of seven show every case once, while new ones come and others go', async () => {
  const numbers = await takeMany(clerk, 60, DIRECT)
  const gone = new Set()
  const seen = numbersOf(await walk(clerk, 'limit=7', async () => {
    await take(clerk, DIRECT)
    const number = numbers[numbers.length - 1 - gone.size]
    gone.add(number)
    await act(clerk, number, 'withdraw')
  }))
  once(seen)
  for (const number of numbers) if (!gone.has(number)) assert.ok(seen.includes(number), `${number} was left out`)
})

test('the most urgent stand first: by the day they turn red, what stands still last', async () => {
  const urgent = await take(clerk, DIRECT)
  await act(clerk, urgent.case_number, 'accept')
  const still = await take(clerk, DIRECT)
  await act(clerk, still.case_number, 'ask_supplement', { reasons: [{ code: 'missing_material', note: '身份证复印件' }] })
  const items = await walk(clerk, 'limit=50')
  const dues = items.filter((one) => one.light !== 'grey').map((one) => one.due)
  assert.deepEqual(dues, [...dues].sort())
  assert.equal(items.at(-1).case_number, still.case_number)
  assert.deepEqual([items.at(-1).light, items.at(-1).due_kind], ['grey', 'supplement'])
  assert.equal(items.at(-2).case_number, urgent.case_number)
})

test('filters by state, light and side; counts of all lights', async () => {
  const all = await walk(clerk, 'limit=200')
  for (const state of ['received', 'accepted', 'supplement_asked', 'waiting']) {
    assert.deepEqual(numbersOf(await walk(clerk, `limit=9&state=${state}`)), numbersOf(all.filter((one) => one.state === state)), state)
  }
  const { counts } = await list(clerk, '?counts=true&limit=1')
  for (const light of ['green', 'blue', 'yellow', 'red', 'grey']) {
    const some = all.filter((one) => one.light === light)
    assert.deepEqual(numbersOf(await walk(clerk, `limit=9&light=${light}`)), numbersOf(some), light)
    assert.equal(counts[light], some.length, light)
  }
  assert.equal(counts.at_least, false)
  assert.equal((await list(clerk)).counts, null)
  const split = await take(clerk, SPLIT, { hukou_division: B })
  assert.deepEqual(numbersOf((await list(clerk, '?side=sent')).items), [split.case_number])
  assert.ok(numbersOf((await list(there)).items).includes(split.case_number))
  await act(there, split.case_number, 'return_to_receiver', { reasons: [{ code: 'unreadable_scan' }] })
  assert.ok(numbersOf((await list(clerk, '?state=returned')).items).includes(split.case_number))
  assert.deepEqual(numbersOf((await list(there, '?side=sent')).items), [split.case_number])
})

test('a wrong cursor, limit, state or light is told', async () => {
  for (const query of ['cursor=x', 'cursor=1.', 'cursor=99999999.SQ310101013202603020000019', 'cursor=1.SQ310101013202603020000011', 'limit=0', 'limit=201', 'limit=x', 'limit=1.0',
    'limit=%2B1', 'limit=1&limit=2', 'state=nothing', 'light=pink', 'side=both', 'counts=yes']) {
    assertRefused(await clerk.get(`/v1/worklist?${query}`), 422)
  }
})

test('the city\'s list over all centres: every case once, its lights counted', async () => {
  const districts = (await server.get('/v1/centres?kind=centre&limit=500')).body.items.filter((one) => !one.code.includes('-')).map((one) => one.code)
  const homes = Array.from({ length: 12 }, (_, k) => districts[k * 17])
  for (const home of homes) await takeMany(clerk, 80, SPLIT, { hukou_division: home })
  const body = await list(city, '?counts=true&limit=200')
  const total = Object.values(body.counts).filter(Number.isInteger).reduce((sum, one) => sum + one, 0)
  assert.ok(total >= 960 || body.counts.at_least, JSON.stringify(body.counts))
  const seen = numbersOf(await walk(city, 'limit=200'))
  once(seen)
  assert.ok(seen.length >= 960, `${seen.length}`)
  const green = numbersOf(await walk(city, 'limit=200&light=green'))
  once(green)
  assert.ok(green.length >= 960, `${green.length}`)
  assert.deepEqual(numbersOf((await list(city, '?light=red')).items), [])
})

test('a number is searched for as people type it: full width, small letters, blanks and hyphens', async () => {
  const clerk = await server.signIn(`clerk.${A}`)
  const { case_number: number, applicant } = await take(clerk, DIRECT)
  const wide = (text) => text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
  for (const typed of [number, number.toLowerCase(), wide(number), `${number.slice(0, 2)} ${number.slice(2, 11)}-${number.slice(11)}`]) {
    const { body } = await clerk.post('/v1/cases/search', { q: typed })
    assert.deepEqual(body.items?.map((one) => one.case_number), [number], typed)
  }
  assert.ok(applicant)
  assertRefused(await clerk.post('/v1/cases/search', { q: 'SQ3101' }), 422, 'not_searchable')
  assert.ok(!(await clerk.get('/v1/addresses?q=71')).body.items.some((one) => one.code === '710000')) // keeps no household register
})
