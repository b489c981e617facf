// What people are told when things do not go their way: on the resident's pages and at the desk, in both languages.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '../api/support.mjs'
import { startServer } from '../server.mjs'
import { assertAccessible, assertNoSideways, DESKTOP, launch, openPage, tornFigures, visit } from './browser.mjs'
import { A, go, signIn, typeItem, waitForField } from './desk-steps.mjs'
import { A5, assertPrinted, print } from './paper.mjs'

const CENTRE = A.centre
const atMoment = (moment) => `--clock-offset=${Math.round((Date.parse(moment) - Date.now()) / 1000)}`

let browser
before(async () => (browser = await launch()))
after(() => browser?.close())

test('whom an item is not for is spoken to, and always told where to go on: another item, or whom to ask', async () => {
  const server = await startServer()
  try {
    for (const language of ['zh-CN', 'en']) {
      const page = await openPage(browser, server.url, { language })
      for (const [code, who, said] of [
        ['GA-006', 'hukou', language === 'en' ? /you are registered in this city.*ask at 962200, or the department in charge \(Public Security\)/ : /您是本市户籍，不能办理。没有相近的事项可以代替，您可以打 962200 咨询，或者问主管部门（公安）。/],
        ['RS-002', 'permit_holder', language === 'en' ? /Related items open to you: / : /您户籍不在本市，持本市居住证，不能办理。相近且可以办理的事项：/],
      ]) {
        await visit(page, server.url, `/#/items/${code}?applicant=${who}`)
        const told = page.locator('.you .notice')
        await told.waitFor()
        assert.match(await told.innerText(), said)
        assert.doesNotMatch(await page.locator('main').innerText(), /申请人|the applicant/)
        await assertAccessible(page, `${code} for ${who}, ${language}`)
        await assertNoSideways(page, `${code} for ${who}, ${language}`)
      }
      assert.deepEqual(page.faults, [])
      await page.context().close()
    }
    // staff are told of the applicant
    const clerk = await server.signIn(`clerk.${CENTRE}`)
    const { body } = await clerk.post('/v1/cases/preview', { item_code: 'GA-006', applicant: { hukou_division: CENTRE } })
    assert.match(body.eligibility.zh, /申请人是本市户籍，不能办理。.*申请人可以打 962200 咨询/)
  } finally {
    await server.stop()
  }
})

test('left without a decision after the legal limit: the resident is told where to turn, and so is who works on it', async () => {
  const late = await startServer({ args: [atMoment('2026-03-02T10:00:00+08:00')] })
  try {
    const receiver = await late.signIn(`clerk.${CENTRE}`)
    const reply = await receiver.post('/v1/cases', { item_code: 'MZ-001', answers: {}, form: {}, materials: [],
      applicant: { id_type: '111', id_number: '11010519491231002X', name: '测试居民甲', phone: '13800000001', hukou_division: CENTRE, residence_division: CENTRE } })
    assert.equal(reply.status, 201, reply.text)
    const file = reply.body
    await late.restart([atMoment('2026-06-01T10:00:00+08:00')]) // accepted by silence, and never decided
    await until(async () => (await late.get(`/v1/cases/${file.case_number}?query_password=${file.query_password}`)).body.state === 'accepted')
    for (const options of [{}, { language: 'en', size: DESKTOP }, { elder: true }]) {
      const what = `no decision ${JSON.stringify(options)}`
      const page = await openPage(browser, late.url, options)
      await visit(page, late.url, `/#/case/${file.case_number}`)
      await page.locator('input[name="query_password"]').fill(file.query_password)
      await page.keyboard.press('Enter')
      await page.locator('.timeline').waitFor()
      const text = await page.locator('main').innerText()
      assert.match(text, options.language === 'en' ? /Reconsideration[^]*60 days of the end of the legal limit[^]*Last day[^]*litigation[^]*six months/i
        : /法定期限已过[^]*行政复议[^]*60 日[^]*最后一天[^]*行政诉讼[^]*6 个月[^]*最后一天[^]*法定期限[^]*届满/, what)
      assert.doesNotMatch(text, /不服这个决定|决定书/, what)
      await assertAccessible(page, what)
      await assertNoSideways(page, what)
      assert.deepEqual(page.faults, [], what)
      await page.context().close()
    }
    const desk = await signIn(browser, late.url, `clerk.${CENTRE}`)
    await go(desk, late.url, `/cases/${file.case_number}`)
    assert.match(await desk.locator('.card.outcome').innerText(), /法定期限已过[^]*行政复议[^]*行政诉讼/)
    await assertAccessible(desk, 'no decision, on the desk')
    await go(desk, late.url, `/receipt/${file.case_number}`)
    assert.match(await desk.locator('.paper .next').innerText(), /行政复议[^]*行政诉讼/)
    assert.deepEqual(desk.faults, [])
    await desk.context().close()
  } finally {
    await late.stop()
  }
})

test('what a lead can no longer do stands where it would be done, with why; its key leads there', async () => {
  const late = await startServer({ args: [atMoment('2026-03-02T10:00:00+08:00')] })
  try {
    const item = (await late.get('/v1/items?limit=300')).body.items.find((one) =>
      one.kind === 'promised' && !one.materials_described && one.mode === 'direct' && one.promised_days < one.legal_days && one.audiences.includes('hukou'))
    const reply = await (await late.signIn(`clerk.${CENTRE}`)).post('/v1/cases', { item_code: item.code,
      applicant: { id_type: '111', id_number: '11010519491231002X', name: '测试居民甲', phone: '13800000001', hukou_division: CENTRE, residence_division: CENTRE } })
    assert.equal(reply.status, 201, reply.text)
    const { body: file } = await (await late.signIn(`reviewer.${CENTRE}`)).post(`/v1/cases/${reply.body.case_number}/actions`, { action: 'accept' })
    await late.restart([atMoment(new Date(Date.parse(`${file.promised_due}T10:00:00+08:00`) + 86400e3).toISOString())])
    for (const language of ['zh-CN', 'en']) {
      const page = await signIn(browser, late.url, `lead.${CENTRE}`, { language })
      await go(page, late.url, `/cases/${file.case_number}`)
      const refused = page.locator('.panel [data-refused=extend]')
      await refused.waitFor()
      assert.match(await refused.innerText(), language === 'en' ? /promised limit has passed/ : /延长[^]*承诺期限已过，不能再延长/)
      assert.equal(await page.locator('.panel [data-action=extend]').count(), 0)
      await page.keyboard.press('e')
      await page.waitForSelector('[data-refused=extend]:focus')
      await assertAccessible(page, `an extension too late, ${language}`)
      assert.deepEqual(page.faults, [])
      await page.context().close()
    }
  } finally {
    await late.stop()
  }
})

test('a receipt names the sub-centre where the application was handed in, beside its centre', async () => {
  const server = await startServer()
  try {
    const clerk = await server.signIn('clerk.310106101-s1')
    const reply = await clerk.post('/v1/cases', { item_code: 'MZ-002', answers: {}, form: {}, materials: [],
      applicant: { id_type: '111', id_number: '11010519491231002X', name: '测试居民甲', phone: '13800000001', hukou_division: '310106101', residence_division: '310106101' } })
    assert.equal(reply.status, 201, reply.text)
    for (const [language, username, said] of [
      ['zh-CN', 'clerk.310106101-s1', /^彭浦镇社区事务受理服务中心 · 彭浦镇社区事务受理服务中心第一分中心/],
      ['en', 'clerk.310106101', /Pengpu Town Community Affairs Service Centre · Pengpu Town Community Affairs Service Centre, Sub-centre 1/],
    ]) {
      const page = await signIn(browser, server.url, username, { language })
      await go(page, server.url, `/receipt/${reply.body.case_number}`)
      await page.locator('.paper').waitFor()
      assert.match(await page.locator('.paper .running').innerText(), said)
      await assertAccessible(page, `a receipt of a sub-centre, ${language}`)
      assertPrinted(await print(page, `receipt-sub-${language}`), `of a sub-centre, ${language}`, { size: A5, pages: 1 })
      assert.deepEqual(page.faults, [])
      await page.context().close()
    }
  } finally {
    await server.stop()
  }
})

test('taking a case: whatever is missing at a station is told there, the station is marked, confirming leads to the first of it', async () => {
  const server = await startServer()
  try {
    for (const language of ['zh-CN', 'en']) {
      const page = await signIn(browser, server.url, `clerk.${CENTRE}`, { language })
      await waitForField(page, 'applicant.id_number')
      const sent = []
      page.on('request', (request) => request.method() === 'POST' && request.url().endsWith('/v1/cases') && sent.push(request.url()))
      await page.keyboard.press('Control+Enter') // nothing at all: first of all the item
      await waitForField(page, 'item_code')
      assert.match(await page.locator('[data-field=item_code] .problem').innerText(), language === 'en' ? /Choose the service/ : /请先选办理事项/)
      assert.equal(await page.locator('.station.item.wrong .mark').count(), 1)
      await assertAccessible(page, `no item, ${language}`)
      await typeItem(page, 'MZ-002')
      assert.equal(await page.locator('.station.item.wrong').count(), 0)
      await page.locator('#unready').waitFor()
      assert.equal(await page.locator('#confirm.primary').count(), 0)
      await page.keyboard.press('Control+Enter')
      await waitForField(page, 'applicant.id_number')
      for (const field of ['applicant.id_number', 'applicant.name', 'applicant.hukou_division'])
        assert.ok(await page.locator(`[data-field="${field}"] .problem`).isVisible(), field)
      assert.equal(await page.locator('.station.applicant.wrong .mark svg').count(), 1)
      await assertAccessible(page, `nobody named, ${language}`)
      await page.keyboard.type('310101199001010012')
      await page.keyboard.press('Enter')
      await page.keyboard.type('张三')
      await page.focus('#applicant-hukou')
      await page.keyboard.type('nanjing')
      await page.waitForSelector('#applicant-hukou-list [role=option]')
      await page.keyboard.press('Enter')
      await page.locator('#confirm.primary').waitFor()
      assert.equal(await page.locator('.station.wrong').count(), 0)
      assert.deepEqual(sent, [])
      assert.deepEqual(page.faults, [])
      await page.context().close()
    }
  } finally {
    await server.stop()
  }
})

test('no date, time, number or code is torn over two lines, at any width', async () => {
  const late = await startServer({ args: [atMoment('2026-12-07T10:00:00+08:00')] })
  try {
    const receiver = await late.signIn(`clerk.${CENTRE}`)
    const taken = await receiver.post('/v1/cases', { item_code: 'MZ-001', answers: {}, form: {}, materials: [],
      applicant: { id_type: '111', id_number: '11010519491231002X', name: '测试居民甲', phone: '13800000001', hukou_division: CENTRE, residence_division: CENTRE } })
    assert.equal(taken.status, 201, taken.text)
    const file = taken.body
    const reviewer = await late.signIn(`reviewer.${CENTRE}`)
    const refused = await reviewer.post(`/v1/cases/${file.case_number}/actions`, { action: 'refuse',
      reasons: [{ code: 'other', note: '经核对您于2026年11月30日在别处提出的申请，办理编号 MZ-001，请在2026年12月31日 16:30以前带上原件再来一次' }] })
    assert.equal(refused.status, 200, refused.text)
    const torn = []
    for (const language of ['zh-CN', 'en']) {
      const page = await openPage(browser, late.url, { language })
      const look = async (what) => {
        for (let width = 320; width <= 420; width += 10) {
          await page.setViewportSize({ width, height: 800 })
          for (const each of await tornFigures(page)) torn.push(`${what}, ${language}, ${width}: ${each}`)
        }
      }
      const items = ['MZ-001', 'GA-006', 'RS-002'].map((code) => `/#/items/${code}?applicant=permit_holder`)
      for (const path of ['/#/', ...items, `/#/centres/${CENTRE}`, '/#/centres/310106101-s1', '/#/case']) {
        await visit(page, late.url, path)
        await look(path)
      }
      await page.locator('input[name="case_number"]').fill(file.case_number)
      await page.locator('input[name="query_password"]').fill(file.query_password)
      await page.keyboard.press('Enter')
      await page.locator('.timeline').waitFor()
      await look('case')
      await page.context().close()
      const desk = await signIn(browser, late.url, `lead.${CENTRE}`, { language })
      await go(desk, late.url, `/cases/${file.case_number}`)
      for (let width = 700; width <= 1500; width += 50) {
        await desk.setViewportSize({ width, height: 900 })
        for (const each of await tornFigures(desk)) torn.push(`desk case, ${language}, ${width}: ${each}`)
      }
      await desk.context().close()
    }
    assert.deepEqual(torn, [])
  } finally {
    await late.stop()
  }
})

test('a limit in a year whose days off are not arranged: resident and staff are told which year, by name', async () => {
  const late = await startServer({ args: [atMoment('2026-12-14T10:00:00+08:00')] })
  try {
    const { calendar_years: known } = (await late.get('/v1/city')).body
    assert.ok(known.includes(2026) && !known.includes(2027))
    const item = (await late.get('/v1/items?limit=300')).body.items.find((one) =>
      one.kind === 'promised' && !one.materials_described && one.mode === 'direct' && one.promised_days === 20 && one.audiences.includes('hukou'))
    const clerk = await late.signIn(`clerk.${CENTRE}`)
    const applicant = { id_type: '111', id_number: '11010519491231002X', name: '测试居民甲', phone: '13800000001', hukou_division: CENTRE, residence_division: CENTRE }
    const { body: file, status } = await clerk.post('/v1/cases', { item_code: item.code, applicant })
    assert.equal(status, 201)
    assert.deepEqual([file.calendar_warning, file.notice_due.slice(0, 4)], [true, '2026'])
    const open = async (language) => {
      const page = await openPage(browser, late.url, { language })
      await visit(page, late.url, `/#/case/${file.case_number}`)
      await page.locator('input[name="query_password"]').fill(file.query_password)
      await page.keyboard.press('Enter')
      await page.locator('.timeline').waitFor()
      return page
    }
    // the day that is shown first lies in this year: it is certain
    const sure = await open('zh-CN')
    assert.doesNotMatch(await sure.locator('.band').innerText(), /放假安排/)
    await sure.context().close()
    const accepted = await (await late.signIn(`reviewer.${CENTRE}`)).post(`/v1/cases/${file.case_number}/actions`, { action: 'accept' })
    assert.equal(accepted.body.promised_due.slice(0, 4), '2027', accepted.text)
    for (const language of ['zh-CN', 'en']) {
      const page = await open(language)
      assert.match(await page.locator('.band').innerText(), language === 'en' ? /days off of 2027 have not been announced/ : /2027 年的放假安排还没有公布/)
      await assertAccessible(page, `a day that may move, ${language}`)
      const desk = await signIn(browser, late.url, `clerk.${CENTRE}`, { language })
      await go(desk, late.url, `/cases/${file.case_number}`)
      assert.match(await desk.locator('.alert.warn').first().innerText(), language === 'en' ? /2027/ : /2027 年的放假安排尚未公布/)
      await go(desk, late.url, '/take')
      await waitForField(desk, 'applicant.id_number')
      await desk.focus('#item')
      await typeItem(desk, item.code)
      await desk.locator('.summary .alert.warn', { hasText: '2027' }).waitFor()
      for (const each of [page, desk]) {
        assert.deepEqual(each.faults, [])
        await each.context().close()
      }
    }
  } finally {
    await late.stop()
  }
})

test('a reason about a paper outside the dictionary is told by the name it was given, never by a code', async () => {
  const server = await startServer()
  try {
    const item = (await server.get('/v1/items?limit=300')).body.items.find((one) =>
      one.kind === 'promised' && !one.materials_described && one.mode === 'direct' && one.audiences.includes('hukou'))
    const clerk = await server.signIn(`clerk.${CENTRE}`)
    const { body: made, status, text } = await clerk.post('/v1/cases', { item_code: item.code, materials: [{ name: '居委会手写证明' }],
      applicant: { id_type: '111', id_number: '11010519491231002X', name: '测试居民甲', phone: '13800000001', hukou_division: CENTRE, residence_division: CENTRE } })
    assert.equal(status, 201, text)
    const file = { ...(await clerk.get(`/v1/cases/${made.case_number}`)).body, ...made }
    const asked = await clerk.post(`/v1/cases/${file.case_number}/actions`, { action: 'ask_supplement',
      reasons: [{ code: 'invalid_material', material_code: (await clerk.get(`/v1/cases/${file.case_number}`)).body.materials[0].material_code, note: '没有盖章' }] })
    assert.equal(asked.status, 200, asked.text)
    for (const language of ['zh-CN', 'en']) {
      const page = await openPage(browser, server.url, { language })
      await visit(page, server.url, `/#/case/${file.case_number}`)
      await page.locator('input[name="query_password"]').fill(file.query_password)
      await page.keyboard.press('Enter')
      await page.locator('.timeline').waitFor()
      assert.match(await page.locator('.bring').innerText(), /居委会手写证明\s+没有盖章/)
      const desk = await signIn(browser, server.url, `clerk.${CENTRE}`, { language })
      await go(desk, server.url, `/cases/${file.case_number}`)
      assert.match(await desk.locator('.told').innerText(), /居委会手写证明.*没有盖章/)
      const course = await desk.locator('.timeline').innerText()
      assert.match(course, /居委会手写证明.*没有盖章/)
      await go(desk, server.url, `/receipt/${file.case_number}`)
      assert.match(await desk.locator('.paper .missing').innerText(), /居委会手写证明.*没有盖章/)
      for (const each of [page, desk]) {
        assert.doesNotMatch(await each.locator('body').innerText(), /own-\d|invalid_material/)
        await assertAccessible(each, `a paper of its own, ${language}`)
        assert.deepEqual(each.faults, [])
        await each.context().close()
      }
    }
  } finally {
    await server.stop()
  }
})
