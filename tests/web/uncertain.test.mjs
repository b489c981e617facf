// A limit that falls into a year whose days off are not arranged yet: the pages say so, and name the year.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn } from '../server.mjs'
import { A, DIRECT, clockAt, startAt, take } from '../api/support.mjs'
import { assertAccessible, launch, openPage, settled, visit } from './browser.mjs'
import { go, signIn } from './desk-steps.mjs'

let server, browser
before(async () => {
  ;[server, browser] = await Promise.all([startAt('2026-12-22T10:00:00+08:00'), launch()])
})
after(() => inTurn(() => browser?.close(), () => server?.stop()))

const received = async () => take(await server.signIn(`clerk.${A}`), DIRECT)

async function onTheDesk(number, language = 'zh-CN') {
  const page = await signIn(browser, server.url, `clerk.${A}`, { language })
  await go(page, server.url, `/cases/${number}`)
  await page.locator('[aria-labelledby=clocks-title]').waitFor()
  await assertAccessible(page, 'a case whose limits may move')
  const text = await page.locator('[aria-labelledby=clocks-title]').innerText()
  await page.close()
  return text
}

async function forTheApplicant({ case_number: number, query_password: password }) {
  const page = await openPage(browser, server.url)
  await visit(page, server.url, `/#/case/${number}`)
  await page.getByLabel('查询密码').fill(password)
  await page.keyboard.press('Enter')
  await page.locator('.steps, ol').first().waitFor()
  await settled(page)
  const text = await page.locator('main').innerText()
  await page.close()
  return text
}

test('the desk names the year into which a foretold limit falls; the applicant is told of it when the day shown is in it', async () => {
  const december = await received()
  assert.deepEqual([december.notice_due, december.promised_due.slice(0, 4)], ['2026-12-29', '2027'])
  assert.match(await onTheDesk(december.case_number), /2027 年的放假安排尚未公布/)
  assert.match(await onTheDesk(december.case_number, 'en'), /The days off of 2027 are not published yet/)
  assert.doesNotMatch(await forTheApplicant(december), /放假安排还没有公布/)

  await server.restart([clockAt('2027-01-28T10:00:00+08:00')])
  const january = await received()
  assert.match(await onTheDesk(january.case_number), /2027 年的放假安排尚未公布/)
  assert.match(await forTheApplicant(january), /2027 年的放假安排还没有公布，这个日期可能会变/)
})
