// A limit that falls into a year whose days off are not arranged yet: the pages say so, and name the year.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn } from '../server.mjs'
import { A, DIRECT, clockAt, startAt, take, until } from '../api/support.mjs'
import { assertAccessible, assertNoSideways, launch, openPage, settled, visit } from './browser.mjs'
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

async function forTheApplicant({ case_number: number, query_password: password }, options, look = async () => {}) {
  const page = await openPage(browser, server.url, options)
  await visit(page, server.url, `/#/case/${number}`)
  await page.locator('input[name=query_password]').fill(password)
  await page.keyboard.press('Enter')
  await page.locator('.steps, ol').first().waitFor()
  await settled(page)
  const text = await page.locator('main').innerText()
  await look(page)
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

test('late, and stopped afterwards: late all the same, in words and colour; its days, and those of the remedies, are told as ones that may move', async () => {
  const file = await received()
  const own = async () => (await server.get(`/v1/cases/${file.case_number}?query_password=${file.query_password}`)).body
  await server.restart([clockAt('2027-06-01T10:00:00+08:00')]) // accepted by silence, and never decided
  await until(async () => (await own()).state === 'accepted')
  const toMove = /20\d\d 年的放假安排还没有公布，落在这一年的最后一天可能会变/
  const check = async (what) => {
    const { outcome } = await own()
    assert.deepEqual([outcome.next_step.overdue, outcome.next_step.who], [true, 'responsible_centre'], what)
    assert.deepEqual(outcome.remedies.map((each) => each.uncertain), [true, true], what)
    for (const options of [{}, { language: 'en', elder: true }]) {
      const english = options.language === 'en'
      const text = await forTheApplicant(file, options, async (page) => {
        assert.equal(await page.locator('.band.overdue .came').innerText(), english ? 'Overdue' : '已经超期', what)
        assert.equal(await page.locator('.nothing').count(), 0, what)
        await assertAccessible(page, `${what}, ${JSON.stringify(options)}`)
        await assertNoSideways(page, what)
      })
      assert.match(text, english ? /so this date may still move/ : /这个日期可能会变/, what)
      assert.match(text, english ? /a last day in that year may move/ : toMove, what)
      if (!english) assert.match(text, /已经超过期限。您可以打/, what)
    }
  }
  await check('overdue')
  const reviewer = await server.signIn(`reviewer.${A}`)
  const stopped = await reviewer.post(`/v1/cases/${file.case_number}/actions`, { action: 'suspend', procedure: 'inspection' })
  assert.equal(stopped.status, 200, stopped.text)
  await check('overdue, then suspended')
  assert.match(await forTheApplicant(file), /停止计时以前就已经过了；程序结束后，中心应当马上作出决定/)
  assert.doesNotMatch(await forTheApplicant(file), /什么都不用做|还没有决定/)
  const desk = await signIn(browser, server.url, `clerk.${A}`)
  await go(desk, server.url, `/cases/${file.case_number}`)
  assert.match(await desk.locator('.card.outcome').innerText(), toMove)
  await desk.close()
})
