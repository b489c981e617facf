// Who may apply, and where, as the desk draws it: before anything is received, and when a case is corrected.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn, startServer } from '../server.mjs'
import { PHONE, assertAccessible, assertNoSideways, launch, settled } from './browser.mjs'
import { A, B, DESK, done, go, newResident, press, signIn, typeApplicant, waitForField, waitForState } from './desk-steps.mjs'

let server, url, browser
before(async () => {
  ;[server, browser] = await Promise.all([startServer(), launch()])
  url = server.url
})
after(() => inTurn(() => browser?.close(), () => server?.stop()))

test('whom an item is not for is told before the form is filled, with what else there is; the permit is asked for', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await waitForField(page, 'applicant.id_number')
  await page.focus('#applicant-hukou')
  await page.keyboard.type('浙江')
  await press(page, 'Enter')
  await waitForField(page, 'applicant.residence_permit') // of people from elsewhere
  await press(page, '1')
  await waitForField(page, 'applicant.residence_division')
  await press(page, 'Enter')
  await waitForField(page, 'item_code')
  await page.keyboard.type('RS-002')
  await press(page, 'Enter')
  await waitForField(page, 'materials') // nobody has described it: what came is listed
  const refusal = page.locator('.summary [role=alert]')
  await refusal.waitFor()
  assert.match(await refusal.innerText(), /此事项面向本市户籍居民，申请人户籍不在本市，持本市居住证，不能办理/)
  await assertAccessible(page, 'an item that is not for the applicant')
  // the refusal and the long names of what there is instead stay in their column, on every screen
  for (const size of [{ width: 1366, height: 768 }, DESK, { width: 1920, height: 1080 }, PHONE]) {
    await page.setViewportSize(size)
    await assertNoSideways(page, `what there is instead, ${size.width} px`)
    const cut = await page.evaluate(() => {
      const room = document.querySelector('.summary').parentElement.getBoundingClientRect()
      return [...document.querySelectorAll('#cannot, #cannot button, #confirm')].map((each) => each.getBoundingClientRect())
        .filter((box) => box.left < room.left || box.right > room.right).map((box) => `${box.left} to ${box.right}, room to ${room.right}`)
    })
    assert.deepEqual(cut, [], `${size.width} px`)
  }
  await page.setViewportSize(DESK)
  // no way and no day are drawn, and nothing can be confirmed: the keyboard is led to why
  assert.equal(await page.locator('.summary .way, .summary dl').count(), 0)
  const confirm = page.locator('#confirm')
  assert.deepEqual([await confirm.getAttribute('aria-disabled'), await confirm.getAttribute('aria-describedby')], ['true', 'cannot'])
  assert.match(await confirm.innerText(), /^不能收件/)
  const sent = []
  page.on('request', (request) => request.method() === 'POST' && request.url().endsWith('/v1/cases') && sent.push(request.url()))
  await press(page, 'Control+Enter')
  await page.waitForSelector('#cannot:focus')
  await confirm.click({ force: true })
  await page.waitForSelector('#cannot:focus')
  assert.deepEqual(sent, [])
  await press(page, 'Tab') // what there is instead
  assert.match(await page.evaluate(() => document.activeElement.innerText), /改办：来沪人员灵活就业登记/)
  await press(page, 'Enter')
  await refusal.waitFor({ state: 'detached' })
  await page.locator('.summary .way').waitFor()
  assert.match(await confirm.innerText(), /^确认收件/)
  const previewed = []
  page.on('request', (request) => request.url().endsWith('/v1/cases/preview') && previewed.push(request.postDataJSON().applicant))
  // wrong in the other direction: found out when Ctrl+Enter comes before the answer does
  await press(page, 'Alt+1')
  await page.focus('#applicant-hukou')
  await press(page, 'Control+a')
  await page.keyboard.type('南京东路')
  await page.waitForSelector('#applicant-hukou-list [role=option]')
  await press(page, 'Enter', 'Control+Enter')
  await page.waitForSelector('#cannot:focus')
  assert.match(await page.locator('#cannot').innerText(), /此事项面向持本市居住证的来沪人员，申请人是本市户籍/)
  assert.equal(await page.locator('[data-field="applicant.residence_permit"]').count(), 0, 'not asked of who is registered here')
  assert.equal(previewed.at(-1).hukou_division?.length, 9)
  assert.ok(!('residence_permit' in previewed.at(-1)), 'nor is the answer of before sent')
  assert.deepEqual(sent, [])
  // not answered: confirming leads to the question
  const other = await signIn(browser, url, `clerk.${A.centre}`)
  await typeApplicant(other, { id: newResident() })
  await other.keyboard.type('RS-003')
  await press(other, 'Enter')
  await waitForField(other, 'materials') // nobody has described it: what came is listed
  await other.focus('#applicant-hukou')
  await other.keyboard.type('浙江')
  await press(other, 'Enter')
  await waitForField(other, 'applicant.residence_permit')
  await other.focus('#applicant-name')
  const asks = other.locator('.summary .alert.warn', { hasText: '请问明申请人是否持有本市居住证' })
  await asks.waitFor()
  await assertAccessible(other, 'what is not known is asked')
  await asks.getByRole('button').click()
  await waitForField(other, 'applicant.residence_permit')
  await other.focus('#applicant-name')
  await press(other, 'Control+Enter')
  await other.waitForSelector('[data-field="applicant.residence_permit"] .problem')
  await waitForField(other, 'applicant.residence_permit')
  await done(page, other)
})

test('at a sub-centre the items that it does not take are marked with who does; chosen all the same, nothing is received', async () => {
  const SUB = '310106101-s1', parent = '彭浦镇社区事务受理服务中心'
  assert.equal((await server.get('/v1/centres/310106101')).body.name, parent)
  const page = await signIn(browser, url, `clerk.${SUB}`)
  await typeApplicant(page, { id: newResident(), hukou: '彭浦镇', residence: '彭浦镇' })
  await page.keyboard.type('MZ-00')
  const row = (name) => page.locator('[role=option]', { hasText: name })
  await row('MZ-001').waitFor()
  assert.match(await row('MZ-001').innerText(), new RegExp(`到${parent}办`))
  assert.doesNotMatch(await row('MZ-002').innerText(), /到.+办$/)
  await assertAccessible(page, 'the items of a sub-centre')
  await page.keyboard.type('1')
  await row('MZ-002').waitFor({ state: 'detached' })
  await press(page, 'Enter')
  await page.locator('#cannot').waitFor()
  assert.match(await page.locator('#cannot').innerText(), new RegExp(`不在这里办理\\s+本分中心不办理此事项，请到${parent}办理。`))
  assert.equal(await page.locator('.summary .way, .summary dl').count(), 0)
  await settled(page)
  await press(page, 'Control+Enter')
  await page.waitForSelector('#cannot:focus')
  await press(page, 'Alt+2', 'Control+a')
  await page.keyboard.type('MZ-002')
  await row('MZ-002').waitFor()
  await press(page, 'Enter')
  await page.locator('.summary .way').waitFor()
  assert.match(await page.locator('#confirm').innerText(), /^确认收件/)
  await done(page)
})

test('a returned case: a hukou that may not be corrected so is told with what follows, and the permit is asked for', async () => {
  const clerk = await server.signIn(`clerk.${A.centre}`), other = await server.signIn(`clerk.${B.centre}`)
  const items = (await server.get('/v1/items?limit=300')).body.items
  // a permit holder belongs to it too, but only where they live
  const item = items.find((one) => one.mode === 'split' && one.audiences.includes('hukou') && one.audiences.includes('permit_holder') && !one.audiences.includes('non_resident'))
  const at = { hukou_division: B.centre, residence_division: B.centre }
  const made = await clerk.post('/v1/cases', { item_code: item.code, applicant: { id_type: '111', id_number: newResident(), name: '李四', ...at } })
  assert.equal(made.status, 201, made.text)
  const number = made.body.case_number
  assert.equal((await other.post(`/v1/cases/${number}/actions`, { action: 'return_to_receiver', reasons: [{ code: 'other', note: '户籍不符' }] })).status, 200)
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await go(page, url, `/cases/${number}`)
  await waitForState(page, '已退回')
  await press(page, 's')
  await page.waitForSelector('#act-hukou')
  await page.focus('#act-hukou')
  await page.keyboard.type('浙江')
  await page.waitForSelector('#act-hukou-list [role=option]')
  await press(page, 'Enter')
  await waitForField(page, 'residence_permit') // as at intake
  await press(page, '2', 'Control+Enter')
  await page.locator('[data-field=hukou_division] .problem').waitFor()
  assert.match(await page.locator('[data-field=hukou_division] .problem').innerText(), /由受理方依法不予受理；申请人也可以撤回/)
  await assertAccessible(page, 'a correction refused')
  await page.locator('[data-field=residence_permit] input').first().focus()
  await press(page, '1', 'Control+Enter')
  await page.waitForSelector('form.act', { state: 'detached' })
  assert.equal((await clerk.get(`/v1/cases/${number}`)).body.applicant.residence_permit, true)
  await done(page)
})
