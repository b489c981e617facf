// What people are told when things do not go their way: on the resident's pages and at the desk, in both languages.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '../api/support.mjs'
import { startServer } from '../server.mjs'
import { assertAccessible, assertNoSideways, DESKTOP, launch, openPage, visit } from './browser.mjs'
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
