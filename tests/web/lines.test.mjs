// What came where nobody has recorded the materials: listed with the keyboard, seen by both centres, asked for and brought.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { idNumber } from '../api/support.mjs'
import { inTurn, startServer } from '../server.mjs'
import { assertAccessible, assertNoSideways, launch, settled } from './browser.mjs'
import { A, act, B, go, press, signIn, typeApplicant, typeItem, waitForField } from './desk-steps.mjs'

let server, url, browser
before(async () => {
  ;[server, browser] = await Promise.all([startServer(), launch()])
  url = server.url
})
after(() => inTurn(() => browser?.close(), () => server?.stop()))

const done = async (...pages) => {
  for (const page of pages) {
    assert.deepEqual(page.faults, [])
    await page.context().close()
  }
}

const BARE = { code: 'MZ-003', name: '低收入困难家庭认定' }

test('an item nobody has described: nothing is ticked off, the clerk lists what came by keyboard, both centres and the receipt show it', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await typeApplicant(page, { id: idNumber({ serial: 246 }), hukou: 'xujiahui', residence: '南京东路' })
  await typeItem(page, BARE.code)
  await settled(page)
  await waitForField(page, 'materials')
  const station = page.locator('.station.materials')
  assert.match(await station.innerText(), /材料未收录，请自行登记/)
  assert.ok(!(await page.locator('main').innerText()).includes('不需要材料'))
  assert.equal(await page.locator('.station.done').count(), 2, 'who and what alone')
  const form = await page.locator('.station.form').innerText()
  assert.match(form, /要填的内容未收录/)
  assert.doesNotMatch(form, /没有另外要填的/) // nobody knows
  // an empty list asks once
  await press(page, 'Control+Enter')
  await page.waitForSelector('.confirm .alert:has-text("没有登记任何材料，仍要收件？")')
  await assertAccessible(page, 'an empty list')
  await page.locator('#materials-line').focus()
  // the plain paper before those of an agent or a guardian
  await page.keyboard.type('身份证')
  await press(page, 'Enter')
  await page.waitForFunction(() => document.querySelectorAll('.line').length === 1)
  assert.deepEqual(await station.locator('.line b').allInnerTexts(), ['居民身份证'])
  await press(page, 'ArrowUp', 'Delete')
  await page.waitForFunction(() => document.querySelectorAll('.line').length === 0)
  for (const words of ['jmhkb', '街道出具的情况说明', '多写的一行']) {
    await page.keyboard.type(words)
    await press(page, 'Enter')
    await page.waitForFunction(() => document.querySelector('#materials-line').value === '')
  }
  assert.deepEqual(await station.locator('.line b').allInnerTexts(), ['居民户口簿', '街道出具的情况说明', '多写的一行'])
  await press(page, 'ArrowUp', 'Delete')
  await page.waitForFunction(() => document.querySelectorAll('.line').length === 2)
  await press(page, '2', 'Enter')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'materials-line')
  assert.deepEqual(await station.locator('.line select').evaluateAll((all) => all.map((each) => each.value)), ['original', 'copy'])
  await settled(page)
  await assertAccessible(page, 'a list of what came')
  await assertNoSideways(page, 'a list of what came')
  assert.equal(await page.locator('.station.materials.done').count(), 1)
  await page.reload()
  await settled(page)
  assert.equal(await page.locator('.line').count(), 2, 'kept over a reload')
  await press(page, 'Control+Enter')
  await page.waitForSelector('.paper')
  assert.match(await page.locator('.paper').innerText(), /居民户口簿[^]*街道出具的情况说明\s*复印件/)
  const number = page.url().split('/').pop()

  // B asks for two more and for a better one; A brings all of them
  const reviewer = await signIn(browser, url, `reviewer.${B.centre}`)
  await go(reviewer, url, `/cases/${number}`)
  assert.match(await reviewer.locator('main').innerText(), /街道出具的情况说明/)
  await act(reviewer, 't')
  await act(reviewer, 'm', async () => {
    await reviewer.getByLabel(/街道出具的情况说明/).first().check()
    await reviewer.locator('#act-lines').focus()
    for (const words of ['居委会的走访记录', 'jiehunzheng']) {
      await reviewer.keyboard.type(words)
      await press(reviewer, 'Enter')
      await reviewer.waitForFunction(() => document.querySelector('#act-lines').value === '')
    }
    await assertAccessible(reviewer, 'asking for what nobody has described')
  })
  await go(page, url, `/cases/${number}`)
  await page.locator('main', { hasText: '结婚证' }).waitFor() // by its name, never by its code
  assert.match(await page.locator('main').innerText(), /居委会的走访记录/)
  assert.ok(!(await page.locator('main').innerText()).includes('marriage_certificate'))
  await act(page, 's', async () => {
    await page.getByRole('checkbox', { name: /街道出具的情况说明/ }).check()
    await page.locator('#act-lines').focus()
    for (const words of ['居委会的走访记录', 'jiehunzheng']) {
      await page.keyboard.type(words)
      await press(page, 'Enter')
      await page.waitForFunction(() => document.querySelector('#act-lines').value === '')
    }
  })
  assert.match(await page.locator('main').innerText(), /居委会的走访记录/)
  await done(page, reviewer)
})

test('an item nobody has described, with nothing listed: the case says so, and not that there are no materials', async () => {
  const clerk = await server.signIn(`clerk.${A.centre}`)
  const applicant = { id_type: '111', id_number: idNumber({ serial: 248 }), name: '李四', hukou_division: B.centre, residence_division: A.centre }
  const made = await clerk.post('/v1/cases', { item_code: BARE.code, applicant })
  assert.equal(made.status, 201, made.text)
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  for (const [language, words] of [['zh-CN', '材料未收录，未登记'], ['en', 'Not recorded, none listed']]) {
    await page.evaluate((now) => localStorage.setItem('tongban.language', now), language)
    await go(page, url, `/cases/${made.body.case_number}`)
    await page.reload()
    await page.locator('[aria-labelledby=materials-title] p', { hasText: words }).waitFor()
  }
  await assertAccessible(page, 'nothing recorded, nothing listed')
  await done(page)
})
