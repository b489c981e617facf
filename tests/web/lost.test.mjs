// An answer that never came, and one that is not given again: the same form makes no second case.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn, startServer } from '../server.mjs'
import { assertAccessible, launch, settled } from './browser.mjs'
import { A, done, newResident, press, signIn, typeApplicant, typeItem } from './desk-steps.mjs'

let server, url, browser
before(async () => {
  ;[server, browser] = await Promise.all([startServer(), launch()])
  url = server.url
})
after(() => inTurn(() => browser?.close(), () => server?.stop()))

test('a lost answer: confirming again makes no second case', async () => {
  const id = newResident()
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await typeApplicant(page, { id, hukou: '南京东路', residence: '南京东路' })
  await typeItem(page, '老年综合津贴')
  await settled(page)
  // the program takes the case, its answer never arrives
  await page.route('**/v1/cases', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await press(page, 'Control+Enter')
  await page.waitForSelector('.confirm .alert:has-text("还缺")')
  await press(page, 'Control+Enter')
  await page.waitForSelector('.confirm .alert:has-text("没有收到答复")')
  assert.ok(await page.evaluate(() => document.querySelector('.stations').inert))
  await page.unroute('**/v1/cases')
  // an answer that is not kept any more: the case is there, and no key makes a second one
  const number = (await (await server.signIn(`clerk.${A.centre}`)).post('/v1/cases/search', { q: id })).body.items[0].case_number
  await page.route('**/v1/cases', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({
    type: 'https://tongban.dev/problems/answer_no_longer_kept', title: 'Conflict', status: 409, code: 'answer_no_longer_kept', detail_zh: '已经办过', detail_en: 'Done', errors: [], case_number: number }) }))
  await press(page, 'Control+Enter')
  await page.waitForSelector('#made-before:focus')
  assert.match(await page.locator('#made-before').innerText(), new RegExp(`已经收过件[^]*${number}`))
  assert.equal(await page.locator('#confirm').count(), 0)
  await assertAccessible(page, 'made before')
  await page.unroute('**/v1/cases')
  await page.reload()
  await page.waitForSelector('.confirm .alert:has-text("没有收到答复")')
  await press(page, 'Control+Enter')
  await page.waitForSelector('.paper')
  const clerk = await server.signIn(`clerk.${A.centre}`)
  assert.equal((await clerk.post('/v1/cases/search', { q: id })).body.items.length, 1)
  page.faults = page.faults.filter((fault) => !fault.includes('Failed'))
  await done(page)
})
