// Everything that is printed, as sheets of paper: receipts first of all.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { inTurn, startServer, top } from '../server.mjs'
import { act, AT_ONCE, fill, resident } from '../api/support.mjs'
import { DESKTOP, launch, openPage, settled, visit } from './browser.mjs'
import { A, B, go, press, signIn, SPLIT } from './desk-steps.mjs'
import { A4, A5, assertPrinted, assertQrWhole, assertSays, LANDSCAPE, print } from './paper.mjs'

let server, url, browser, clerk
const made = {}

const person = (more = {}) => resident({ hukou_division: B.centre, residence_division: A.centre, ...more })
async function take(body) {
  const reply = await clerk.post('/v1/cases', body)
  assert.equal(reply.status, 201, reply.text)
  return { ...(await clerk.get(`/v1/cases/${reply.body.case_number}`)).body, ...reply.body }
}
const ANSWERS = { who: 'self', household: 'single', marriage: 'other', ill_or_disabled: 'none' }
const DENY = ['decide', { outcome: 'denied', reason: '收入超过标准' }]
const COMES_OF_IT = {
  asked: [['take_over'], ['ask_supplement', { reasons: [{ code: 'missing_material', material_code: 'application_form' }, { code: 'other', note: '请补交近三个月的银行流水' }] }]],
  accepted: [['take_over'], ['accept']],
  granted: [['take_over'], ['accept'], ['decide', { outcome: 'granted' }]],
  denied: [['take_over'], ['accept'], DENY],
  'denied, delivered': [['take_over'], ['accept'], DENY, ['issue'], ['deliver', { delivery: 'window' }]],
  'not accepted': [['take_over'], ['refuse', { reasons: [{ code: 'not_eligible', note: '不在名单上' }] }]],
}
const LONG_NAME = '买买提艾力·阿卜杜热依木·吾斯曼江·图尔荪尼亚孜·艾合买提江·阿卜杜克里木·麦麦提敏'

before(async () => {
  ;[server, browser] = await Promise.all([startServer(), launch()])
  url = server.url
  clerk = await server.signIn(`clerk.${A.centre}`)
  const materials = ['id_card', 'hukou_book'].map((material_code) => ({ material_code, source: 'original', copies: 1 }))
  made.split = await take({ item_code: SPLIT.code, answers: ANSWERS, applicant: person(), materials })
  made.incomplete = await take({ item_code: SPLIT.code, answers: {}, applicant: person() })
  made.direct = await take({ item_code: 'MZ-013', applicant: person({ hukou_division: A.centre }) })
  made.immediate = await take({ item_code: 'MZ-002', applicant: person({ hukou_division: A.centre }) })
  const agent = { id_type: '111', id_number: person().id_number, name: '王小明', phone: '13900001234' }
  made.agent = await take({ item_code: 'MZ-003', applicant: person(), agent, materials })
  const agents = ['agent_id_card', 'power_of_attorney'].map((material_code) => ({ material_code, source: 'original', copies: 1 }))
  const byAgent = { item_code: SPLIT.code, answers: { ...ANSWERS, who: 'agent' }, applicant: person(), agent, materials: [...materials, ...agents] }
  made.guided = await take(byAgent)
  // nearly everything it can ask for is missing
  made.bare = await take({ ...byAgent, answers: { who: 'agent', household: 'family', minor: 'yes', marriage: 'married', ill_or_disabled: 'ill' }, applicant: person(), materials: agents.slice(0, 1) })
  // complete, and what comes of it
  const whole = await fill(clerk, SPLIT.code, person())
  const complete = async () => take({ ...whole, answers: byAgent.answers, applicant: person(), agent, materials: [...whole.materials, ...agents] })
  const reviewer = await server.signIn(`reviewer.${B.centre}`)
  for (const [what, steps] of Object.entries(COMES_OF_IT)) {
    made[what] = await complete()
    for (const [action, more] of steps) await act(reviewer, made[what].case_number, action, more)
  }
  for (const outcome of ['granted', 'denied']) {
    const spot = (made[`spot ${outcome}`] = await take({ item_code: AT_ONCE, applicant: person({ hukou_division: A.centre }) }))
    for (const [action, more] of [['accept'], ['decide', { outcome, reason: outcome === 'denied' ? '不符合条件' : undefined }], ['issue'], ['deliver', { delivery: 'window' }]]) await act(clerk, spot.case_number, action, more)
  }
})
after(() => inTurn(() => browser?.close(), () => server?.stop()))

const done = async (page) => {
  assert.deepEqual(page.faults, [])
  await page.context().close()
}

for (const language of ['zh-CN', 'en']) {
  test(`receipts, ${language}: one sheet of A5 each, whole, with all that the applicant needs`, async () => {
    const page = await signIn(browser, url, `clerk.${A.centre}`, { language })
    for (const [kind, { case_number }] of Object.entries(made)) {
      await go(page, url, `/receipt/${case_number}`)
      await page.waitForSelector('.paper img')
      await settled(page)
      const paper = await print(page, `receipt-${kind}-${language}`)
      assertPrinted(paper, `${kind} ${language}`, { size: A5, pages: 1 })
      assertQrWhole(paper.sheets[0], kind)
      assertSays(paper, case_number, '962200')
    }
    await done(page)
  })

  test(`receipts, ${language}: what the case came to stands first, nothing is promised that is over`, async () => {
    const page = await signIn(browser, url, `clerk.${A.centre}`, { language })
    const SAYS = language === 'en'
      ? { granted: 'Granted', denied: 'Denied', over: 'Finished', next: 'What comes next', spot: 'done on the spot', remedy: 'Administrative reconsideration' }
      : { granted: '准予', denied: '不予批准', over: '已办结', next: '接下来', spot: '当场办结', remedy: '申请行政复议' }
    const { today } = (await server.get('/v1/city')).body
    const [year, month, day] = today.split('-').map(Number)
    const written = language === 'en' ? `${day} ${new Date(today).toLocaleString('en-GB', { month: 'long' })} ${year}` : `${year}年${month}月${day}日`
    for (const outcome of ['granted', 'denied']) {
      await go(page, url, `/receipt/${made[`spot ${outcome}`].case_number}`)
      await page.waitForSelector('.paper img')
      const paper = await page.locator('.paper').innerText()
      assert.match(paper, new RegExp(`^[^]*${SAYS[outcome]}\\s+${SAYS.over} ${written}`))
      assert.doesNotMatch(paper, new RegExp(`${SAYS.next}|${SAYS.spot}`, 'i'))
      assert.equal(paper.includes(SAYS.remedy), outcome === 'denied')
      // before the item and whoever applied
      assert.ok(await page.evaluate(() => document.querySelector('.came').compareDocumentPosition(document.querySelector('.rows')) & Node.DOCUMENT_POSITION_FOLLOWING))
    }
    // while it is open: that it is done the same day, and until when, as the program says it
    await go(page, url, `/receipt/${made.immediate.case_number}`)
    await page.waitForSelector('.paper img')
    const { outcome } = made.immediate
    const open = await page.locator('.next').innerText()
    assert.ok(open.includes(language === 'en' ? outcome.next_step.what_en : outcome.next_step.what_zh), open)
    assert.equal(open.split(written).length, 2, 'one day, and no acceptance by silence')
    await done(page)
  })
}

test('thirty materials, long names and an agent: as many sheets as it takes, the head on each, no signature alone', async () => {
  const codes = (await readFile(join(top, 'data/shanghai/materials.tsv'), 'utf8')).split('\n').slice(1, 31).map((line) => line.split('\t')[0])
  const agent = { id_type: '111', id_number: person().id_number, name: LONG_NAME, phone: '13900001234' }
  const materials = codes.map((material_code, index) => ({ material_code, source: index % 2 ? 'copy' : 'original', copies: 1 + index % 3 }))
  const { case_number } = await take({ item_code: 'MZ-003', applicant: person({ name: LONG_NAME }), agent, materials })
  for (const language of ['zh-CN', 'en']) {
    const page = await signIn(browser, url, `clerk.${A.centre}`, { language })
    await go(page, url, `/receipt/${case_number}`)
    await page.waitForSelector('.paper img')
    await settled(page)
    const names = await page.locator('.paper ol li > span:first-child').allInnerTexts()
    assert.equal(names.length, 30)
    const paper = await print(page, `receipt-long-${language}`)
    assertPrinted(paper, `long ${language}`, { size: A5, pages: 2 })
    assertQrWhole(paper.sheets[0], 'long')
    assertSays(paper, ...names)
    for (const sheet of paper.sheets) assertSays(sheet, case_number)
    // what is signed stands behind some of the list or of what comes next
    assertSays(paper.sheets.at(-1), language === 'en' ? 'What comes next' : '接下来', language === 'en' ? 'Applicant or agent' : '签名')
    await page.getByLabel('A4').check()
    assertPrinted(await print(page, `receipt-long-a4-${language}`), `long on A4 ${language}`, { size: A4, pages: 1 })
    await done(page)
  }
})

test('whatever stands on the screen beside a page, its paper begins with the page itself', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await go(page, url, `/receipt/${made.split.case_number}`)
  await page.waitForSelector('.paper img')
  await page.route('**/v1/**', (route) => route.abort())
  await page.evaluate(() => fetch('/v1/city').catch(() => {}))
  await press(page, '?')
  await page.waitForSelector('dialog[open]')
  const paper = await print(page, 'receipt-beside')
  assertPrinted(paper, 'beside', { size: A5, pages: 1 })
  assert.ok(!paper.text.includes('快捷键'), paper.text)
  page.faults = page.faults.filter((fault) => !fault.includes('Failed'))
  await done(page)
})

for (const language of ['zh-CN', 'en']) {
  test(`the desk's other pages, ${language}: the list and the case on paper`, async () => {
    const page = await signIn(browser, url, `clerk.${A.centre}`, { language })
    const papers = { '/worklist': LANDSCAPE, [`/cases/${made.split.case_number}`]: A4, '/take': A4 }
    for (const [path, size] of Object.entries(papers)) {
      await go(page, url, path)
      const paper = await print(page, `desk${path.split('/')[1]}-${language}`)
      assertPrinted(paper, `${path} ${language}`, { size, pages: path === '/worklist' ? 1 : undefined })
      assertSays(paper.sheets[0], await page.locator('h1').innerText())
    }
    await done(page)
  })

  test(`what residents print, ${language}: guides, a case, a centre, and every other page`, async () => {
    const page = await openPage(browser, url, { language, size: DESKTOP })
    const bare = (await server.get('/v1/items?limit=200')).body.items.find((item) => !item.materials_described).code
    const paths = { home: '/#/', items: '/#/items?department=CL', guide: `/#/items/${SPLIT.code}`, bare: `/#/items/${bare}`, centres: '/#/centres?district=310101', centre: `/#/centres/${A.centre}`, ask: '/#/case' }
    for (const [what, path] of Object.entries(paths)) {
      await visit(page, url, path)
      if (what === 'guide') for (const name of await page.locator('fieldset').count() ? ['who', 'household', 'marriage', 'ill_or_disabled'] : []) await page.locator(`input[name$="${name}"]`).first().check()
      const paper = await print(page, `resident-${what}-${language}`)
      assertPrinted(paper, `${what} ${language}`, { pages: ['bare', 'ask'].includes(what) ? 1 : undefined })
      assertSays(paper.sheets[0], await page.locator('h1').innerText())
    }
    await visit(page, url, `/#/case/${made.split.case_number}`)
    await page.locator('input[name=query_password]').fill(made.split.query_password)
    await press(page, 'Enter')
    await page.waitForSelector('.progress')
    const paper = await print(page, `resident-case-${language}`)
    assertPrinted(paper, `case ${language}`, { pages: 1 })
    assertSays(paper, made.split.case_number, '962200')
    assertQrWhole(paper.sheets[0], 'case')
    await done(page)
  })
}

/** A case that came to a refusal, as its applicant prints it. */
const REFUSALS = {
  'denied, issued': [['reviewer', { action: 'take_over' }], ['reviewer', { action: 'accept' }], ['reviewer', { action: 'decide', outcome: 'denied', reason: '收入超过标准' }], ['reviewer', { action: 'issue' }]],
  'denied, delivered': [['reviewer', { action: 'take_over' }], ['reviewer', { action: 'accept' }], ['reviewer', { action: 'decide', outcome: 'denied', reason: '收入超过标准' }], ['reviewer', { action: 'issue' }], ['reviewer', { action: 'deliver', delivery: 'window' }]],
  'not accepted': [['reviewer', { action: 'take_over' }], ['reviewer', { action: 'refuse', reasons: [{ code: 'not_eligible', note: '不在名单上' }] }]],
}
for (const [what, steps] of Object.entries(REFUSALS)) {
  test(`a case that came to a refusal, ${what}: one sheet, with remedies, materials and a QR code that says what it is for`, async () => {
    // what nobody has described is accepted as it is
    const listed = what === 'not accepted'
    const materials = listed ? ['id_card', 'hukou_book'].map((material_code) => ({ material_code, source: 'original', copies: 1 })) : []
    const file = await take({ item_code: listed ? SPLIT.code : 'MZ-013', answers: listed ? ANSWERS : {}, applicant: person(listed ? {} : { hukou_division: A.centre }), materials })
    for (const [role, body] of steps.filter((each) => listed || each[1].action !== 'take_over')) {
      const who = await server.signIn(`${role}.${file.responsible_centre}`)
      const reply = await who.post(`/v1/cases/${file.case_number}/actions`, body)
      assert.equal(reply.status, 200, reply.text)
    }
    for (const options of [{}, { elder: true }, { language: 'en' }, { language: 'en', elder: true }]) {
      const page = await openPage(browser, url, options)
      await visit(page, url, `/#/case/${file.case_number}`)
      await page.locator('input[name=query_password]').fill(file.query_password)
      await press(page, 'Enter')
      await page.waitForSelector('.qr img', { state: 'attached' })
      await settled(page)
      const paper = await print(page, `resident-${what.replace(/\W+/g, '-')}-${JSON.stringify(options).replace(/\W+/g, '')}`)
      assertPrinted(paper, `${what} ${JSON.stringify(options)}`, { pages: 1 })
      assertQrWhole(paper.sheets[0], what)
      assertSays(paper, file.case_number, ...(options.language === 'en' ? ['Scan to see the latest', 'art. 46'] : ['扫一扫看最新进展', '第四十六条']), ...(listed ? [options.language === 'en' ? 'Handed in' : '交来的材料'] : []))
      // no circle of what happened touches its words
      const gap = await page.locator('.timeline li').first().evaluate((row) => parseFloat(getComputedStyle(row).paddingLeft))
      assert.ok(gap >= 20, `${gap}`)
      await done(page)
    }
  })
}

test('a guide on paper: without answers everything that may be asked for, no drawing, no promise of a list', async () => {
  const page = await openPage(browser, url, { size: DESKTOP })
  await visit(page, url, `/#/items/${SPLIT.code}`)
  const paper = await print(page, 'resident-guide-open')
  const { materials } = (await server.get(`/v1/items/${SPLIT.code}`)).body
  assertSays(paper, ...materials.map((each) => each.name))
  assert.ok(!paper.text.replace(/\s/g, '').includes('回答上面的问题后'), paper.text)
  assert.ok(paper.sheets.at(-1).words.length > 20, 'no sheet for three lines')
  const bare = (await server.get('/v1/items?limit=200')).body.items.find((item) => !item.has_guide).code
  await visit(page, url, `/#/items/${bare}`)
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.locator('.empty svg').first().isVisible(), false)
  await done(page)
})

test('a receipt on which nothing is listed says so, and nobody signs for materials', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await go(page, url, `/receipt/${made.direct.case_number}`)
  await page.waitForSelector('.paper img')
  await settled(page)
  const stub = await page.locator('.stub').innerText()
  assert.match(stub, /未登记材料/)
  assert.doesNotMatch(stub, /0 项|以上材料已交/)
  await done(page)
})
