// How long the pages of a resident keep the case that is followed, and what they say where nothing was typed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn, startServer } from '../server.mjs'
import { assertAccessible, launch, openPage, settled, visit } from './browser.mjs'

const CENTRE = '310101013'

let server, url, browser
before(async () => {
  ;[server, browser] = await Promise.all([startServer(), launch()])
  url = server.url
})
after(() => inTurn(() => browser?.close(), () => server?.stop()))

async function newCase() {
  const clerk = await server.signIn(`clerk.${CENTRE}`)
  const reply = await clerk.post('/v1/cases', { item_code: 'MZ-003', answers: {}, form: {}, materials: [],
    applicant: { id_type: '111', id_number: '11010519491231002X', name: '测试居民甲', phone: '13800000001', hukou_division: CENTRE, residence_division: CENTRE } })
  assert.equal(reply.status, 201, reply.text)
  return { file: reply.body }
}

/** Opens a case of the one it is about. */
async function openCase(file, options) {
  const page = await openPage(browser, url, options)
  await visit(page, url, `/#/case/${file.case_number}`)
  await page.locator('input[name="query_password"]').fill(file.query_password)
  await page.keyboard.press('Enter')
  await page.locator('.timeline').waitFor()
  return page
}

test('a case stays open over a reload only: whoever comes from elsewhere, or late, finds nothing', async () => {
  const { file } = await newCase()
  const page = await openCase(file)
  const kept = () => page.evaluate(() => sessionStorage.getItem('tongban.case'))
  await page.reload()
  await page.locator('.timeline').waitFor()
  // another address in the same tab, and back: by the address, by the button
  for (const back of [() => page.goto(`${url}/#/`), () => page.goBack()]) {
    await page.goto(`${url}/desk/`)
    await back()
    await page.locator('.ways').waitFor()
    await page.locator('.ways a').last().click()
    await page.getByLabel('查询密码').waitFor()
    assert.equal(await page.locator('.timeline').count(), 0)
    assert.equal(await kept(), null)
    await page.getByLabel('办件编号').fill(file.case_number)
    await page.getByLabel('查询密码').fill(file.query_password)
    await page.keyboard.press('Enter')
    await page.locator('.timeline').waitFor()
  }
  // brought back whole, out of the browser's memory
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await page.getByText('已经清除').waitFor()
  assert.equal(await kept(), null)
  await page.getByLabel('办件编号').fill(file.case_number)
  await page.getByLabel('查询密码').fill(file.query_password)
  await page.keyboard.press('Enter')
  await page.locator('.timeline').waitFor()
  // a quarter of an hour later
  await page.evaluate(() => sessionStorage.setItem('tongban.case', JSON.stringify({ ...JSON.parse(sessionStorage.getItem('tongban.case')), at: Date.now() - 16 * 60_000 })))
  await page.reload()
  await page.getByLabel('查询密码').waitFor()
  assert.equal(await page.locator('.timeline').count(), 0)
  assert.equal(await kept(), null)
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('a case stays open on the way through the site; cleared, or after a quarter of an hour without a touch on any page, it is gone', async () => {
  const { file } = await newCase()
  const page = await openCase(file)
  const kept = () => page.evaluate(() => sessionStorage.getItem('tongban.case'))
  const shown = async (what) => {
    await page.locator('.timeline').waitFor()
    assert.ok((await page.locator('main').innerText()).includes(file.case_number), what)
  }
  // its own links, and back; the way through the site
  for (const link of ['.progress dd a[href*="/items/"]', '.progress dd a[href*="/centres/"]']) {
    await page.locator(link).first().click()
    await page.waitForURL(/#\/(items|centres)\//)
    await settled(page)
    await page.goBack()
    await shown(link)
  }
  await page.locator('.ways a').first().click()
  await page.waitForURL(/#\/$/)
  await page.locator('.ways a').last().click()
  await shown('by the navigation')
  // on another page: used, it is kept from then; untouched, it goes by itself
  await page.locator('.ways a').first().click()
  await page.waitForURL(/#\/$/)
  const aged = (minutes) => page.evaluate((age) => sessionStorage.setItem('tongban.case', JSON.stringify({ ...JSON.parse(sessionStorage.getItem('tongban.case')), at: Date.now() - age * 60_000 })), minutes)
  await aged(14)
  const before14 = await kept()
  await page.keyboard.press('Shift')
  assert.notEqual(await kept(), before14)
  await aged(16)
  await page.keyboard.press('Shift')
  assert.equal(await kept(), null)
  await page.locator('.ways a').last().click()
  await page.getByLabel('查询密码').waitFor()
  assert.equal(await page.locator('.timeline').count(), 0)
  // cleared
  await page.getByLabel('办件编号').fill(file.case_number)
  await page.getByLabel('查询密码').fill(file.query_password)
  await page.keyboard.press('Enter')
  await page.locator('.timeline').waitFor()
  await page.getByRole('button', { name: '看完了，清除本页' }).click()
  await page.getByText('已经清除').waitFor()
  await page.locator('.ways a').first().click()
  await page.goBack()
  await page.getByLabel('查询密码').waitFor()
  assert.equal(await kept(), null)
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('an empty number or password is told in words of ours, at its field, and costs no try', async () => {
  for (const [language, noNumber, noPassword] of [['zh-CN', '请填办件编号。', '请填查询密码。'], ['en', 'Please fill in the case number.', 'Please fill in the query password.']]) {
    const page = await openPage(browser, url, { language })
    let asked = 0
    page.on('request', (request) => (asked += Number(/\/v1\/cases\//.test(request.url()))))
    await visit(page, url, '/#/case')
    for (const [field, words] of [['case_number', noNumber], ['query_password', noPassword]]) {
      await page.locator('form.ask [type=submit]').click()
      await page.locator('#misshapen:focus', { hasText: words }).waitFor()
      assert.equal(await page.locator(`input[name=${field}]`).getAttribute('aria-invalid'), 'true')
      await assertAccessible(page, `${field}, ${language}`)
      await page.keyboard.press('Tab') // from the sentence into its field
      assert.equal(await page.evaluate(() => document.activeElement.name), field)
      await page.keyboard.type('SQ31010101320261201000000X'.slice(0, field === 'case_number' ? 26 : 0))
    }
    assert.equal(asked, 0)
    assert.deepEqual(page.faults, [])
    await page.context().close()
  }
})

test('a password that has been replaced is tried once and forgotten', async () => {
  const { file } = await newCase()
  const page = await openCase(file)
  const clerk = await server.signIn(`clerk.${CENTRE}`)
  const reply = await clerk.post(`/v1/cases/${file.case_number}/query-password`, { id_type: '111', id_number: '11010519491231002X' })
  assert.equal(reply.status, 201, reply.text)
  let asked = 0
  page.on('request', (request) => (asked += Number(/\/v1\/cases\//.test(request.url()))))
  await page.reload()
  await page.getByText('还可以再试').waitFor()
  for (let times = 0; times < 3; times += 1) {
    await page.reload()
    await page.getByLabel('查询密码').waitFor()
  }
  await settled(page)
  assert.equal(asked, 1)
  await page.getByLabel('查询密码').fill(reply.body.query_password)
  await page.keyboard.press('Enter')
  await page.locator('.timeline').waitFor()
  await page.context().close()
})
