// What an application lacks, at the desk: returned, asked for, brought, in a real browser over the real program.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn, startServer } from '../server.mjs'
import { assertAccessible, launch, settled } from './browser.mjs'
import { A, act, B, done, fillForm, go, makeCase, press, signIn, SPLIT, waitForField, waitForState } from './desk-steps.mjs'

let server, url, browser
before(async () => {
  ;[server, browser] = await Promise.all([startServer(), launch()])
  url = server.url
})
after(() => inTurn(() => browser?.close(), () => server?.stop()))

const fieldsOf = async (code) => (await server.get(`/v1/items/${code}`)).body.fields

test('returned with all reasons, mended and sent again; asked for a supplement, supplied; both sides see it live', async () => {
  const clerk = await server.signIn(`clerk.${A.centre}`)
  const made = await makeCase(clerk)
  const [a, b] = [await signIn(browser, url, `clerk.${A.centre}`), await signIn(browser, url, `clerk.${B.centre}`)]
  for (const page of [a, b]) await go(page, url, `/cases/${made.case_number}`)
  await waitForState(b, '待接收')
  await act(b, 'b', async () => {
    await press(b, 'Space', 'Enter')
    await b.keyboard.type('户籍已迁出')
    await press(b, 'Enter', 'Space')
    await assertAccessible(b, 'the form of a return')
  })
  await waitForState(a, '已退回')
  assert.match(await a.locator('.told').innerText(), /不属本中心受理：户籍已迁出[^]*扫描件无法辨认/)
  // nothing put right and nothing said: it stays
  await press(a, 's')
  await a.waitForSelector('form.act')
  await settled(a)
  await assertAccessible(a, 'mending')
  await press(a, 'Control+Enter')
  await waitForField(a, 'note')
  assert.match(await a.locator('form.act .problem').innerText(), /没有任何改动/)
  await a.keyboard.type('已重新扫描')
  await press(a, 'Control+Enter')
  await a.waitForSelector('form.act', { state: 'detached' })
  await waitForState(b, '待接收')
  await act(b, 't')
  await act(b, 'm', () => assertAccessible(b, 'the form of a supplement'))
  await waitForState(a, '待补正')
  assert.match(await a.locator('.told').innerText(), /补正清单/)
  // not everything is there yet: the program says so, the form stays
  await press(a, 's')
  await a.waitForSelector('form.act')
  await settled(a)
  await press(a, 'Space', 'Control+Enter')
  await a.waitForSelector('form.act .alert, form.act .problem')
  await press(a, 'Escape')
  await a.waitForSelector('form.act', { state: 'detached' })
  await done(a, b)
})

test('a case taken with an empty form: what was missing is asked for, filled in at the desk, and it goes on', async () => {
  const clerk = await server.signIn(`clerk.${A.centre}`)
  const made = await makeCase(clerk)
  assert.ok(made.missing_form.length > 0)
  const reviewer = await server.signIn(`reviewer.${B.centre}`)
  const path = `/v1/cases/${made.case_number}/actions`
  assert.equal((await reviewer.post(path, { action: 'take_over' })).status, 200)
  const [a, b] = [await signIn(browser, url, `clerk.${A.centre}`), await signIn(browser, url, `reviewer.${B.centre}`)]
  for (const page of [a, b]) await go(page, url, `/cases/${made.case_number}`)
  await act(b, 'm', async () => assert.ok(await b.getByRole('checkbox', { name: '表单填写不全' }).isChecked()))
  await waitForState(a, '待补正')

  // the guide cannot be read: said in words, asked for again
  const guides = `**/v1/items/${SPLIT.code}*`
  const asked = []
  await a.route(guides, (route) => (asked.push(new URL(route.request().url()).searchParams.get('on')), route.fulfill({ status: 503, json: {} })))
  await press(a, 's')
  await a.waitForSelector('form.act .empty [role=alert], form.act [role=alert] .button', { timeout: 60_000 })
  await a.unroute(guides)
  await a.click('form.act [role=alert] .button')
  await a.waitForSelector('form.act [data-field^="form."]')
  assert.deepEqual(new Set(asked), new Set([made.received_at.slice(0, 10)]))

  for (const box of await a.locator('form.act [data-field=materials] input[type=checkbox]').all()) await box.check()
  await a.locator('form.act [data-field^="form."] [data-stop]').first().focus()
  await fillForm(a, await fieldsOf(SPLIT.code), {})
  await assertAccessible(a, 'the form of a supplement')
  await press(a, 'Control+Enter')
  // two in the household: who they are is asked for now
  await waitForField(a, 'form.household_members')
  await a.keyboard.type('王小明，父子')
  await press(a, 'Control+Enter')
  await a.waitForSelector('form.act', { state: 'detached' })
  for (const page of [a, b]) await waitForState(page, '已接收')
  await act(b, 'a')
  await done(a, b)
})

test('a material that is there and unfit: marked with why, nothing ticked beforehand, and without it the case does not move', async () => {
  const clerk = await server.signIn(`clerk.${A.centre}`)
  const whole = ['id_card', 'hukou_book', 'application_form', 'economic_check_authorization', 'income_statement', 'asset_statement']
  const form = { household_size: 1, marital_status: '10', household_monthly_income: '100', household_assets: '100', has_vehicle: false, main_hardship: '病',
    residence_address: '测试路1号', bank_account_holder: '王小明', bank_name: '测试', bank_account: '6222021001116245702', declaration: true }
  const made = await makeCase(clerk, { materials: whole, form })
  assert.deepEqual([made.missing_materials, made.missing_form], [[], []])
  const reviewer = await server.signIn(`reviewer.${B.centre}`)
  const path = `/v1/cases/${made.case_number}/actions`
  const reasons = [{ code: 'invalid_material', material_code: 'income_statement', note: '没有盖章' }]
  for (const body of [{ action: 'take_over' }, { action: 'ask_supplement', reasons }]) assert.equal((await reviewer.post(path, body)).status, 200)
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await go(page, url, `/cases/${made.case_number}`)
  await press(page, 's')
  await page.waitForSelector('form.act')
  await settled(page)
  await waitForField(page, 'materials')
  assert.match(await page.locator('form.act .row').first().innerText(), /家庭收入申报材料[^]*材料不合要求：没有盖章/)
  assert.equal(await page.locator('form.act [data-field=materials] input:checked').count(), 0)
  await press(page, 'Control+Enter')
  await page.waitForSelector('form.act .problem')
  assert.match(await page.locator('form.act .problem').innerText(), /没有重新提交：家庭收入申报材料/)
  await waitForField(page, 'materials')
  await press(page, 'Space', 'Control+Enter')
  await page.waitForSelector('form.act', { state: 'detached' })
  await waitForState(page, '已接收')
  await done(page)
})
