// The small form of an action: what it asks for is known before it can be confirmed, and what is wrong is said in it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn, startServer } from '../server.mjs'
import { assertAccessible, assertNoSideways, launch, PHONE, settled } from './browser.mjs'
import { A, act, B, done, go, makeCase, press, signIn, waitForField, waitForState } from './desk-steps.mjs'

let server, url, browser
before(async () => {
  ;[server, browser] = await Promise.all([startServer(), launch()])
  url = server.url
})
after(() => inTurn(() => browser?.close(), () => server?.stop()))

const form = { household_size: 1, marital_status: '10', household_monthly_income: '100', household_assets: '100', has_vehicle: false, main_hardship: '病',
  residence_address: '测试路1号', bank_account_holder: '王小明', bank_name: '测试', bank_account: '6222021001116245702', declaration: true }
const materials = ['id_card', 'hukou_book', 'application_form', 'economic_check_authorization', 'income_statement', 'asset_statement']

/** A whole application, and what was done with it so far. */
async function caseAfter(...orders) {
  const made = await makeCase(await server.signIn(`clerk.${A.centre}`), { form, materials })
  const lead = await server.signIn(`lead.${B.centre}`)
  for (const order of orders) {
    const reply = await lead.post(`/v1/cases/${made.case_number}/actions`, order)
    assert.equal(reply.status, 200, reply.text)
  }
  return made.case_number
}

/** The case is not read again until release() is called. */
async function holdCase(page, number) {
  const held = []
  const address = `**/v1/cases/${number}`
  await page.route(address, (route) => void held.push(route))
  return async () => {
    for (const route of held) await route.continue()
    await page.unroute(address)
  }
}

const sentActions = (page) => {
  const sent = []
  page.on('request', (request) => request.url().endsWith('/actions') && sent.push(request.postDataJSON()))
  return sent
}

test('right after an action the form of the next one waits until the case has been read again', async () => {
  const number = await caseAfter({ action: 'take_over' })
  const page = await signIn(browser, url, `lead.${B.centre}`)
  const sent = sentActions(page)
  await go(page, url, `/cases/${number}`)
  await waitForState(page, '已接收')
  /** confirms one action and chooses the next while the case is being read */
  const follow = async (first, next, typed, before = []) => {
    await press(page, first)
    await page.waitForSelector('form.act')
    await press(page, ...before)
    const release = await holdCase(page, number)
    await press(page, 'Control+Enter')
    await page.waitForSelector('form.act', { state: 'detached' })
    const count = sent.length
    await press(page, next)
    await page.waitForSelector('.panel .waiting:focus')
    assert.equal(await page.locator('.panel [type=submit]').count(), 0)
    await press(page, ...typed, 'Control+Enter')
    await assertAccessible(page, `waiting for what ${next} takes`)
    await release()
    await page.waitForSelector('form.act')
    assert.equal(sent.length, count)
  }
  await follow('a', 'e', [])
  await waitForField(page, 'days')
  assert.equal(await page.inputValue('#act-days'), '10')
  await press(page, 'Escape')
  await page.waitForSelector('form.act', { state: 'detached' })
  await follow('v', 'd', ['1'])
  await waitForField(page, 'outcome')
  assert.ok(await page.locator('input[name=outcome][value=granted]').isChecked())
  await press(page, 'Control+Enter')
  await page.waitForSelector('form.act', { state: 'detached' })
  await settled(page)
  await follow('i', 'l', [])
  await waitForField(page, 'delivery')
  await press(page, 'Control+Enter')
  await waitForState(page, '已送达')
  assert.equal(sent.at(-1).delivery, 'window')
  await done(page)
})

test('what an action asks for could not be read: it is asked for again; Escape leads back', async () => {
  const number = await caseAfter({ action: 'take_over' })
  const page = await signIn(browser, url, `lead.${B.centre}`)
  await go(page, url, `/cases/${number}`)
  await waitForState(page, '已接收')
  await press(page, 'a')
  await page.waitForSelector('form.act')
  await page.route(`**/v1/cases/${number}`, (route) => route.abort())
  await press(page, 'Control+Enter')
  await page.waitForSelector('form.act', { state: 'detached' })
  await press(page, 'v')
  await page.waitForSelector('.panel .waiting')
  await press(page, 'Escape')
  await page.waitForSelector('.panel .waiting', { state: 'detached' })
  await press(page, 'v')
  await page.unroute(`**/v1/cases/${number}`)
  await page.waitForSelector('form.act')
  page.faults = page.faults.filter((fault) => !fault.includes('Failed'))
  await done(page)
})

for (const language of ['zh-CN', 'en']) {
  test(`a number of days that is none is told at its field and not sent, ${language}`, async () => {
    const number = await caseAfter({ action: 'take_over' })
    const page = await signIn(browser, url, `lead.${B.centre}`, { language })
    const sent = sentActions(page)
    await go(page, url, `/cases/${number}`)
    const tell = async (most, values) => {
      for (const value of values) {
        await page.fill('#act-days', value)
        await press(page, 'Control+Enter')
        await waitForField(page, 'days')
        assert.match(await page.locator('[data-field=days] .problem').innerText(),
          language === 'en' ? new RegExp(`^1 to ${most} working days`) : new RegExp(`1 至 ${most} 个工作日`), `"${value}"`)
      }
    }
    await page.waitForSelector('[data-action=ask_supplement]')
    await press(page, 'm')
    await page.waitForSelector('form.act')
    await page.locator('form.act [data-field=reasons] input[type=checkbox]').first().check()
    await tell(60, ['0', '', '61', '-3', '1.5'])
    await assertAccessible(page, `no number of days, ${language}`)
    await press(page, 'Escape')
    await act(page, 'a')
    await press(page, 'e')
    await waitForField(page, 'days')
    await page.fill('#act-reason', '情况复杂')
    await tell(10, ['0', '', '11'])
    assert.deepEqual(sent.map((each) => each.action), ['accept'])
    await page.fill('#act-days', '3')
    await press(page, 'Control+Enter')
    await page.waitForSelector('form.act', { state: 'detached' })
    assert.equal(sent.at(-1).days, 3)
    await done(page)
  })
}

test('the case moves on under an open form: the form says so, in words and in readable colours', async () => {
  const number = await caseAfter({ action: 'take_over' })
  const page = await signIn(browser, url, `lead.${B.centre}`)
  await go(page, url, `/cases/${number}`)
  await page.waitForSelector('[data-action=refuse]')
  await press(page, 'x')
  await page.waitForSelector('form.act')
  await page.fill('#act-reason', '材料不实')
  const other = await server.signIn(`lead.${B.centre}`)
  assert.equal((await other.post(`/v1/cases/${number}/actions`, { action: 'accept' })).status, 200)
  await page.waitForSelector('form.act [type=submit]:disabled')
  assert.match(await page.locator('form.act [role=alert]').innerText(), /办件已被他人更新。\s*现在不能再“不予受理”。/)
  await press(page, 'Control+Enter')
  assert.equal(await page.inputValue('#act-reason'), '材料不实')
  // axe looks at no disabled button
  const [ink, ground] = await page.locator('form.act [type=submit]').evaluate((button) => {
    const { color, backgroundColor } = getComputedStyle(button)
    return [color, backgroundColor].map((words) => words.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255))
  })
  const light = (rgb) => [0.2126, 0.7152, 0.0722].reduce((sum, share, at) => sum + share * (rgb[at] <= 0.03928 ? rgb[at] / 12.92 : ((rgb[at] + 0.055) / 1.055) ** 2.4), 0)
  const [high, low] = [light(ink), light(ground)].sort((a, b) => b - a)
  assert.ok((high + 0.05) / (low + 0.05) >= 4.5, `${ink} on ${ground}`)
  await assertAccessible(page, 'an action that is not possible any more')
  await done(page)
})

test('refused because somebody was quicker: every sentence of it ends before the next begins', async () => {
  const number = await caseAfter({ action: 'take_over' })
  const page = await signIn(browser, url, `lead.${B.centre}`)
  await go(page, url, `/cases/${number}`)
  await page.waitForSelector('[data-action=refuse]')
  // news do not come through, as on a bad line
  await page.route('**/v1/events', (route) => route.abort())
  await press(page, 'x')
  await page.waitForSelector('form.act')
  await press(page, 'Space')
  const release = await holdCase(page, number)
  const other = await server.signIn(`lead.${B.centre}`)
  assert.equal((await other.post(`/v1/cases/${number}/actions`, { action: 'accept' })).status, 200)
  await press(page, 'Control+Enter')
  await page.waitForSelector('form.act [role=alert]')
  await release()
  await page.waitForSelector('form.act [type=submit]:disabled')
  assert.match(await page.locator('form.act [role=alert]').innerText(), /再操作[。\n]\s*现在不能再“不予受理”。/)
  page.faults = page.faults.filter((fault) => !fault.includes('Failed'))
  await done(page)
})

test('a reason: optional is said, a tenth choice has a key, nothing written is told as that', async () => {
  const number = await caseAfter({ action: 'take_over' }, { action: 'accept' })
  const page = await signIn(browser, url, `lead.${B.centre}`)
  await go(page, url, `/cases/${number}`)
  await page.waitForSelector('[data-action=suspend]')
  await press(page, 'p')
  await waitForField(page, 'procedure')
  const optional = page.locator('form.act [data-field=reason] .optional')
  assert.equal(await optional.innerText(), '选填')
  await press(page, '0')
  assert.ok(await page.locator('input[name=procedure][value=other]').isChecked())
  assert.equal(await optional.count(), 0)
  await press(page, 'Control+Enter')
  await waitForField(page, 'reason')
  assert.equal(await page.locator('[data-field=reason] .problem').innerText(), '请填写理由')
  await page.keyboard.type('——')
  assert.match(await page.locator('[data-field=reason] .problem').innerText(), /请用文字写明/)
  await press(page, 'Escape')
  await done(page)
})

test('sent back because of where it was sent: the keyboard begins where that is corrected; the centre it left is told', async () => {
  const number = await caseAfter({ action: 'return_to_receiver', reasons: [{ code: 'wrong_routing', note: '户籍不在本街道' }] })
  const [a, b] = [await signIn(browser, url, `clerk.${A.centre}`), await signIn(browser, url, `clerk.${B.centre}`)]
  for (const page of [a, b]) {
    await go(page, url, `/cases/${number}`)
    await waitForState(page, '已退回')
  }
  await press(a, 's')
  await waitForField(a, 'hukou_division')
  await a.keyboard.type('tianping')
  await a.waitForSelector('#act-hukou-list [role=option]')
  await press(a, 'Enter', 'Control+Enter')
  await a.waitForSelector('form.act', { state: 'detached' })
  // looked at again, the page reads again
  await b.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await b.waitForSelector('.empty')
  assert.match(await b.locator('#main').innerText(), /办件已转到其他中心/)
  assert.equal(await b.locator('.panel, [data-action]').count(), 0)
  await assertAccessible(b, 'a case that has left')
  await done(a, b)
})

test('what came: each sentence about a material stands nearer to it than to the next one', async () => {
  const made = await makeCase(await server.signIn(`clerk.${A.centre}`))
  const reasons = made.missing_materials.map((material_code) => ({ code: 'missing_material', material_code }))
  const lead = await server.signIn(`lead.${B.centre}`)
  for (const order of [{ action: 'take_over' }, { action: 'ask_supplement', reasons: [...reasons, { code: 'incomplete_form' }] }])
    assert.equal((await lead.post(`/v1/cases/${made.case_number}/actions`, order)).status, 200)
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await go(page, url, `/cases/${made.case_number}`)
  await page.waitForSelector('[data-action=supplement]')
  await press(page, 's')
  await page.waitForSelector('form.act .row .objection')
  const gaps = await page.locator('form.act [data-field=materials]').evaluate((list) => {
    const middle = (element) => (element.getBoundingClientRect().top + element.getBoundingClientRect().bottom) / 2
    const named = [...list.querySelectorAll('.row')].map((row) => [row.querySelector('label'), row.querySelector('.objection')])
    return named.flatMap(([label, words], at) => (words && named[at + 1] ? [[middle(words) - middle(label), middle(named[at + 1][0]) - middle(words)]] : []))
  })
  assert.ok(gaps.length >= 2)
  for (const [own, next] of gaps) assert.ok(own < next, `${own} px to its own, ${next} px to the next`)
  await done(page)
})

test('a finished case: its outcome is said once, nothing else stands there before it has been read, paper offers no actions', async () => {
  const number = await caseAfter({ action: 'take_over' })
  const page = await signIn(browser, url, `lead.${B.centre}`)
  await go(page, url, `/cases/${number}`)
  await page.waitForSelector('[data-action=refuse]')
  await press(page, 'x')
  await page.waitForSelector('form.act')
  await press(page, 'Space')
  const release = await holdCase(page, number)
  await press(page, 'Control+Enter')
  await page.waitForSelector('form.act', { state: 'detached' })
  assert.equal((await page.locator('.panel').innerText()).trim(), '可以办理')
  await release()
  await page.waitForSelector('.outcome')
  await page.locator('.panel', { hasText: '办件已结束' }).waitFor()
  assert.equal((await page.locator('.outcome h2').innerText()).match(/不予受理/g).length, 1)
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.locator('.panel').isVisible(), false)
  await page.emulateMedia({ media: 'screen' })
  await press(page, 'q')
  await page.waitForSelector('#reissue-number')
  assert.equal(await page.inputValue('#reissue-number'), number)
  await done(page)
})

test('confirmed before an item is chosen: whatever else is wrong is told at the same time', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await waitForField(page, 'applicant.id_number')
  await page.keyboard.type('310101199001010013')
  await page.fill('#applicant-phone', '1390000')
  await press(page, 'Control+Enter')
  await waitForField(page, 'item_code')
  for (const field of ['applicant.id_number', 'applicant.name', 'applicant.phone', 'item_code'])
    await page.locator(`[data-field="${field}"] .problem`).waitFor()
  assert.deepEqual([await page.locator('.station.applicant.wrong').count(), await page.locator('.station.item.wrong').count()], [1, 1])
  await assertAccessible(page, 'no item and other errors')
  await page.fill('#applicant-phone', '13900001234')
  await press(page, 'Tab')
  await page.locator('[data-field="applicant.phone"] .problem').waitFor({ state: 'detached' })
  assert.equal(await page.locator('[data-field="applicant.name"] .problem').count(), 1)
  await done(page)
})

test('on a narrow screen everything stands in one column', async () => {
  const number = (await makeCase(await server.signIn(`clerk.${A.centre}`), { hukou: A.centre })).case_number
  const page = await signIn(browser, url, `clerk.${A.centre}`, { size: PHONE })
  for (const [path, parts] of [['/worklist', 'tbody tr:first-child td:visible'], [`/cases/${number}`, '.columns > *'], [`/receipt/${number}`, '.page > *']]) {
    await go(page, url, path)
    await settled(page)
    await assertNoSideways(page, path)
    await assertAccessible(page, path)
    const boxes = await page.locator(parts).evaluateAll((all) => all.map((each) => each.getBoundingClientRect()).sort((a, b) => a.top - b.top))
    assert.ok(boxes.length > 1, path)
    for (const [at, box] of boxes.slice(1).entries()) assert.ok(box.top >= boxes[at].bottom - 1, `${path}: one over the other`)
  }
  await done(page)
})
