// The staff pages in a real browser over the real program: a clerk's day, mostly by keyboard.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demoPassword, runProgram, startServer } from '../server.mjs'
import { A5, assertPrinted, assertSays, print } from './paper.mjs'
import { assertAccessible, assertNoSideways, launch, openPage, settled, visit } from './browser.mjs'
import {
  A, act, answerAll, B, fieldInFocus, fillForm, go, ON_THE_SPOT, press, signIn, SPLIT, stateOf, tickAll, typeApplicant, typeItem, waitForField, waitForState,
} from './desk-steps.mjs'

let server, url, browser
before(async () => {
  ;[server, browser] = await Promise.all([startServer(), launch()])
  url = server.url
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

const done = async (...pages) => {
  for (const page of pages) {
    assert.deepEqual(page.faults, [])
    await page.context().close()
  }
}
const fieldsOf = async (code) => (await server.get(`/v1/items/${code}`)).body.fields

// identity numbers with the right check character, a new resident for every case
let born = 0
function newResident() {
  born += 1
  const body = `310101${1950 + (born % 40)}0${1 + (born % 9)}1${born % 10}${String(100 + born)}`
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((all, weight, at) => all + weight * Number(body[at]), 0)
  return body + '10X98765432'[sum % 11]
}

/** A complete application of the split item, made over the API. */
async function makeCase(clerk, { id = newResident(), hukou = B.centre, materials = ['id_card', 'hukou_book'], form = {} } = {}) {
  const reply = await clerk.post('/v1/cases', {
    item_code: SPLIT.code,
    answers: { who: 'self', household: 'single', marriage: 'other', ill_or_disabled: 'none' },
    applicant: { id_type: '111', id_number: id, name: '李四', phone: '13900001234', hukou_division: hukou, residence_division: A.centre },
    materials: materials.map((material_code) => ({ material_code, source: 'original', copies: 1 })), form,
  })
  assert.equal(reply.status, 201, reply.text)
  return reply.body
}

test('a wrong password is told in words, the right one leads to the counter', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`, { password: 'not-the-one' })
  assert.match(await page.locator('.alert').innerText(), /密码/)
  assert.equal(await page.evaluate(() => document.activeElement.id), 'password')
  await page.keyboard.type(demoPassword)
  await press(page, 'Enter')
  await waitForField(page, 'applicant.id_number')
  await done(page)
})

test('a stranger who guesses a name is told how long to wait; its owner, at a machine of before, gets in', async () => {
  const account = `lead.${A.centre}`
  const owner = await signIn(browser, url, account)
  await owner.waitForSelector('#username', { state: 'detached' })
  // on this address the name is guessed until it is locked for machines nobody knows
  for (let tries = 0; tries < 5; tries += 1) await server.post('/v1/sessions', { username: account, password: `wrong${tries}` })
  const stranger = await signIn(browser, url, account)
  await stranger.waitForSelector('.alert [role=timer]')
  assert.match(await stranger.locator('.alert').innerText(), /密码错误次数过多[\s\S]*还要等 \d+ (分|秒)/)
  await assertAccessible(stranger, 'waiting to sign in')
  await owner.evaluate(() => sessionStorage.clear())
  await owner.reload()
  await owner.waitForSelector('#username')
  await owner.fill('#username', account)
  await owner.fill('#password', demoPassword)
  await press(owner, 'Enter')
  await owner.waitForSelector('#username', { state: 'detached' })
  await done(stranger, owner)
})

for (const language of ['zh-CN', 'en']) {
  test(`a new query password for a case of another centre, by keyboard, with a slip to print, ${language}`, async () => {
    const clerk = await server.signIn(`clerk.${A.centre}`)
    const id = newResident()
    const file = await makeCase(clerk, { id, hukou: A.centre })
    const page = await signIn(browser, url, 'clerk.310115004', { language })
    await waitForField(page, 'applicant.id_number')
    await press(page, 'Alt+w')
    await page.waitForSelector('.worklist')
    await press(page, 'm')
    await waitForField(page, 'case_number')
    await assertAccessible(page, 'new query password')
    await assertNoSideways(page, 'new query password')
    await page.keyboard.type('SQ1')
    await press(page, 'Enter')
    await page.waitForSelector('.problem')
    await page.fill('#reissue-number', ` ${file.case_number.toLowerCase()}`)
    await press(page, 'Tab', 'Tab')
    await page.keyboard.type(newResident()) // somebody else's
    await press(page, 'Enter')
    await page.waitForSelector('.alert')
    await page.fill('#reissue-document', id)
    await press(page, 'Enter')
    await page.waitForSelector('.slip')
    const password = (await page.locator('.slip .password').innerText()).trim()
    assert.match(password, /^\d{6}$/)
    assert.notEqual(password, file.query_password)
    assert.equal((await server.get(`/v1/cases/${file.case_number}`, { 'query-password': password })).status, 200)
    assert.equal((await server.get(`/v1/cases/${file.case_number}`, { 'query-password': file.query_password })).status, 404)
    await assertAccessible(page, 'the slip')
    const paper = await print(page, `slip-${language}`)
    assertPrinted(paper, `slip ${language}`, { size: A5, pages: 1 })
    assertSays(paper, file.case_number, password)
    await press(page, 'm')
    await waitForField(page, 'case_number')
    assert.equal(await page.locator('.slip').count(), 0)
    assert.equal(await page.inputValue('#reissue-number'), '')
    assert.equal(await page.inputValue('#reissue-document'), '')
    // from the case itself the number is there already
    const own = await signIn(browser, url, `clerk.${A.centre}`, { language })
    await go(own, url, `/cases/${file.case_number}`)
    await own.locator(`a[href="#/query-password/${file.case_number}"]`).click()
    await own.waitForSelector('#reissue-number')
    assert.equal(await own.inputValue('#reissue-number'), file.case_number)
    assert.equal(await fieldInFocus(own), 'id_number')
    await done(page, own)
  })
}

test('an ended session leads back to the sign-in and then to where one was', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await go(page, url, '/worklist')
  const token = await page.evaluate(() => JSON.parse(sessionStorage.getItem('tongban.desk.session')).token)
  await server.send('DELETE', '/v1/sessions/current', undefined, { authorization: `Bearer ${token}` })
  await press(page, 'r')
  await page.waitForSelector('#username:focus')
  assert.match(await page.locator('.notice').innerText(), /登录已失效/)
  await page.keyboard.type(`clerk.${A.centre}`)
  await press(page, 'Tab')
  await page.keyboard.type(demoPassword)
  await press(page, 'Enter')
  await page.waitForURL(/#\/worklist/)
  await done(page)
})

// at the applicant's hukou; the pause of its type-ahead ends when window.look is called
async function atHukou() {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await waitForField(page, 'applicant.id_number')
  for (const words of ['310101199001010012', '张三', '13900001234']) {
    await page.keyboard.type(words)
    await press(page, 'Enter')
  }
  await waitForField(page, 'applicant.hukou_division')
  await page.evaluate(() => {
    const later = window.setTimeout.bind(window)
    window.setTimeout = (work, ms, ...rest) => (ms === 120 ? ((window.look = work), 0) : later(work, ms, ...rest))
  })
  return page
}

test('Enter takes the first row for the words as they stand, not of a list for fewer of them that comes just then', async () => {
  const page = await atHukou()
  let release
  const held = new Promise((done) => { release = done })
  await page.route(/\/v1\/addresses\?q=x$/, async (route) => {
    await held
    await route.continue()
  })
  await page.keyboard.type('x')
  await Promise.all([page.waitForRequest(/\/v1\/addresses\?q=x$/), page.evaluate(() => window.look())])
  await page.keyboard.type('ujiahui')
  release()
  await settled(page)
  await press(page, 'Enter')
  await page.evaluate(() => window.look())
  await waitForField(page, 'applicant.residence_division')
  assert.match(await page.locator('#applicant-hukou').inputValue(), /徐家汇/)
  await done(page)
})

test('Tab takes the first row for the words as they stand, not of the list that stands there for fewer of them', async () => {
  const page = await atHukou()
  await page.keyboard.type('x')
  await page.evaluate(() => window.look())
  await page.locator('#applicant-hukou-list [role=option]').first().waitFor()
  await page.keyboard.type('ujiahui')
  await press(page, 'Tab')
  await page.evaluate(() => window.look())
  await page.waitForFunction(() => /徐家汇/.test(document.querySelector('#applicant-hukou').value))
  assert.notEqual(await page.evaluate(() => document.activeElement.id), 'applicant-hukou')
  await done(page)
})

test('Tab behind words that nothing is found for leaves an empty field, as leaving it with a list open does, and no list over the next', async () => {
  const page = await atHukou()
  await page.keyboard.type('qqqq')
  await press(page, 'Tab')
  await page.evaluate(() => window.look())
  await page.locator('#applicant-hukou-list').waitFor({ state: 'hidden' })
  await page.waitForFunction(() => document.querySelector('#applicant-hukou').value === '')
  await done(page)
})

test('a split item: taken with the keyboard alone, seen at once by the other centre, carried to its end there', async () => {
  const [clerk, reviewer] = [await signIn(browser, url, `clerk.${A.centre}`), await signIn(browser, url, `reviewer.${B.centre}`)]
  await go(reviewer, url, '/worklist')
  assert.ok(await reviewer.locator('.empty').isVisible())

  await waitForField(clerk, 'applicant.id_number')
  await typeApplicant(clerk, { hukou: 'xujiahui', residence: '南京东路' })
  await typeItem(clerk, SPLIT.initials)
  await answerAll(clerk)
  await tickAll(clerk)
  await fillForm(clerk, await fieldsOf(SPLIT.code))
  await settled(clerk)
  const summary = await clerk.locator('aside').innerText()
  assert.ok(summary.includes(A.name) && summary.includes(B.name), summary)
  assert.match(summary, /20 个工作日/)
  await press(clerk, 'Control+Enter')
  await clerk.waitForSelector('.paper')
  const paper = await clerk.locator('.paper').innerText()
  assert.match(paper, /SQ310101002\d{14}[\dX]/)
  assert.match(paper, /\n\d{6}\n/)
  assert.ok(paper.includes(B.name) && paper.includes('962200') && !paper.includes('张三') && !paper.includes('310101199001010012'), paper)
  await clerk.waitForSelector('.paper img')
  const number = clerk.url().split('/').pop()

  // the other centre sees it without doing anything
  await reviewer.waitForSelector(`tbody tr:has-text("${number}")`)
  await press(reviewer, 'j', 'Enter')
  await reviewer.waitForSelector('.case')
  await settled(reviewer)
  await go(clerk, url, `/cases/${number}`)
  await act(reviewer, 't')
  await waitForState(clerk, '已接收')
  assert.match(await clerk.locator('.news').innerText(), /接收/)
  await act(reviewer, 'a')
  await act(reviewer, 'v')
  await act(reviewer, 'd', () => press(reviewer, '1'))
  await act(reviewer, 'i')
  await act(reviewer, 'l')
  assert.equal(await stateOf(reviewer), '已送达 · 准予')
  await waitForState(clerk, '已送达')
  await assertAccessible(clerk, 'a finished case')
  await done(clerk, reviewer)
})

test('an item done on the spot: received and finished at one counter, then the next resident', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await typeApplicant(page, { id: newResident(), hukou: '南京东路', residence: '南京东路' })
  await typeItem(page, ON_THE_SPOT.words)
  await answerAll(page)
  await tickAll(page)
  await fillForm(page, await fieldsOf(ON_THE_SPOT.code))
  await press(page, 'Control+Enter')
  await page.waitForSelector('.paper')
  await press(page, 'f')
  await page.waitForSelector('aside .good')
  await settled(page)
  const number = page.url().split('/').pop()
  await press(page, 'n')
  await waitForField(page, 'applicant.id_number')
  assert.equal(await page.inputValue('#applicant-id'), '')
  await go(page, url, `/cases/${number}`)
  assert.equal(await stateOf(page), '已送达 · 准予')
  await done(page)
})

test('refused input lands at its field, the first one has the keyboard, in both languages', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await waitForField(page, 'applicant.id_number')
  await page.keyboard.type('310101199001010013')
  await page.waitForSelector('[data-field="applicant.id_number"] .problem')
  const zh = await page.locator('[data-field="applicant.id_number"] .problem').innerText()
  assert.match(zh, /[一-龥]/)
  await press(page, 'Alt+l')
  await page.waitForFunction((before) => document.querySelector('[data-field="applicant.id_number"] .problem').innerText !== before, zh)
  await press(page, 'Alt+l')

  await press(page, 'Enter')
  await page.keyboard.type('王五')
  await press(page, 'Enter')
  await page.keyboard.type('12')
  await press(page, 'Alt+2')
  await typeItem(page, ON_THE_SPOT.words)
  await settled(page)
  await press(page, 'Control+Enter')
  await waitForField(page, 'applicant.id_number')
  assert.match(await page.locator('.confirm .alert').last().innerText(), /要改正/)
  assert.ok(await page.locator('[data-field="applicant.phone"] .problem').isVisible())
  await assertAccessible(page, 'a refused form')
  await done(page)
})

test('what is missing and who applied before is told before confirming', async () => {
  const id = newResident()
  const clerk = await server.signIn(`clerk.${A.centre}`)
  const earlier = await makeCase(clerk, { id })
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await typeApplicant(page, { id, hukou: 'xujiahui', residence: '南京东路' })
  await typeItem(page, SPLIT.initials)
  await settled(page)
  await page.waitForSelector('aside .duplicates')
  assert.ok((await page.locator('aside .duplicates').innerText()).includes(earlier.case_number))
  await press(page, 'Control+Enter')
  await page.waitForSelector('.confirm .alert')
  assert.match(await page.locator('.confirm .alert').innerText(), /居民身份证[^]*一次性告知/)
  await assertAccessible(page, 'asked a second time')
  await press(page, 'Control+Enter')
  await page.waitForSelector('.paper')
  assert.match(await page.locator('.paper').innerText(), /尚缺材料\s+居民身份证/)
  await done(page)
})

test('of an open case elsewhere only that there is one; where it is, for a purpose', async () => {
  const id = newResident()
  const earlier = await makeCase(await server.signIn('clerk.310117001'), { id })
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await typeApplicant(page, { id, hukou: 'xujiahui', residence: '南京东路' })
  await typeItem(page, SPLIT.initials)
  await page.waitForSelector('aside .elsewhere')
  const text = () => page.locator('aside .elsewhere').innerText()
  assert.match(await text(), /其他中心有在办的件/)
  assert.ok(!(await text()).includes(earlier.case_number))
  assert.equal(await page.locator('aside .duplicates').count(), 0)
  await page.click('aside .elsewhere button')
  await page.waitForSelector('#locate-purpose:focus')
  await press(page, 'Enter')
  await page.waitForSelector('#locate-said.problem')
  await assertAccessible(page, 'asking where')
  await press(page, 'Escape')
  await page.waitForSelector('aside .elsewhere > button:focus')
  await press(page, 'Enter')
  await page.waitForSelector('#locate-purpose:focus')
  await page.keyboard.type('告知申请人')
  await press(page, 'Enter')
  await page.waitForSelector('aside .elsewhere li')
  assert.ok((await text()).includes(earlier.case_number) && (await text()).includes(earlier.receiving_centre_name))
  await assertAccessible(page, 'told where')
  await done(page)
})

test('an unfinished form survives a reload, not a sign-out', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await typeApplicant(page, { hukou: 'xujiahui', residence: '南京东路' })
  await page.reload()
  await settled(page)
  assert.equal(await page.inputValue('#applicant-name'), '张三')
  assert.match(await page.inputValue('#applicant-hukou'), /徐家汇街道/)
  await page.getByRole('button', { name: '退出' }).click()
  await page.waitForSelector('#username')
  assert.equal(await page.evaluate(() => sessionStorage.getItem('tongban.desk.draft')), null)
  assert.ok(!(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).includes('张三'))
  await done(page)
})

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
  await press(page, 'Control+Enter')
  await page.waitForSelector('.paper')
  const clerk = await server.signIn(`clerk.${A.centre}`)
  assert.equal((await clerk.get(`/v1/worklist?q=${id}`)).body.items.length, 1)
  page.faults = page.faults.filter((fault) => !fault.includes('Failed'))
  await done(page)
})

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
  await act(a, 's', () => assertAccessible(a, 'mending'))
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
  await fillForm(a, await fieldsOf(SPLIT.code), { household_size: '1' })
  await assertAccessible(a, 'the form of a supplement')
  await press(a, 'Control+Enter')
  await a.waitForSelector('form.act', { state: 'detached' })
  await waitForState(a, '已接收')
  await act(b, 'a')
  await done(a, b)
})

test('somebody else was quicker: told, the fresh state shown, what was written kept', async () => {
  const clerk = await server.signIn(`clerk.${B.centre}`)
  const made = await makeCase(await server.signIn(`clerk.${A.centre}`))
  const page = await signIn(browser, url, `clerk.${B.centre}`)
  await go(page, url, `/cases/${made.case_number}`)
  await waitForState(page, '待接收')
  // news do not come through, as on a bad line
  await page.route('**/v1/events', (route) => route.abort())
  await press(page, 't')
  await page.waitForSelector('#act-note:focus')
  await page.keyboard.type('我的备注')
  assert.equal((await clerk.post(`/v1/cases/${made.case_number}/actions`, { action: 'take_over' })).status, 200)
  await press(page, 'Control+Enter')
  await page.waitForFunction(() => document.querySelector('.facts .state')?.innerText.startsWith('已接收'))
  assert.equal(await page.inputValue('#act-note').catch(() => '我的备注'), '我的备注')
  page.faults = page.faults.filter((fault) => !fault.includes('Failed'))
  await done(page)
})

test('the worklist never moves under the reader: news wait behind a count', async () => {
  const clerk = await server.signIn(`clerk.${A.centre}`)
  const page = await signIn(browser, url, `clerk.${B.centre}`)
  for (const { case_number } of [await makeCase(clerk), await makeCase(clerk)]) {
    // its arrival is news too, and must have come before the list is looked at
    while ((await clerk.get(`/v1/cases/${case_number}`)).body.state === 'in_transit') await new Promise((done) => setTimeout(done, 50))
  }
  await go(page, url, '/worklist')
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length >= 2)
  await press(page, 'j', 'j')
  const before = await page.locator('tbody tr').allInnerTexts()
  const made = await makeCase(clerk)
  await page.waitForSelector('.pill')
  assert.deepEqual(await page.locator('tbody tr').allInnerTexts(), before)
  const reading = await page.evaluate(() => document.activeElement.getAttribute('href'))
  await press(page, 'r')
  await page.waitForSelector(`tbody tr:has-text("${made.case_number}")`)
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), reading)
  await done(page)
})

test('a case or an identity number is looked up; a piece of one is refused in words', async () => {
  const id = newResident()
  const made = await makeCase(await server.signIn(`clerk.${A.centre}`), { id })
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await go(page, url, '/worklist')
  await press(page, '/')
  await page.waitForSelector('input[type=search]:focus')
  for (const words of [made.case_number, id]) {
    await page.fill('input[type=search]', words)
    await page.waitForFunction((number) => document.querySelectorAll('tbody tr').length === 1 && document.querySelector('tbody').innerText.includes(number), made.case_number)
  }
  await page.fill('input[type=search]', 'SQ31')
  await press(page, 'Enter')
  await page.waitForSelector('.empty')
  assert.match(await page.locator('.empty').innerText(), /完整/)
  await assertAccessible(page, 'nothing found')
  await done(page)
})

test('a denial is drawn up and delivered as one: in the list, in the case, on the paper; nothing congratulates', async () => {
  const id = newResident()
  const clerk = await server.signIn(`clerk.${A.centre}`)
  const page = await signIn(browser, url, `reviewer.${A.centre}`)
  const other = (await clerk.post('/v1/cases', { item_code: 'MZ-013', applicant: { id_type: '111', id_number: id, name: '李四', hukou_division: A.centre, residence_division: A.centre } })).body
  assert.equal((await clerk.post(`/v1/cases/${other.case_number}/actions`, { action: 'accept' })).status, 200)
  await go(page, url, `/cases/${other.case_number}`)
  await waitForState(page, '已受理')
  await act(page, 'd', async () => {
    await press(page, '2', 'Enter')
    await page.waitForSelector('#act-reason:focus')
    await page.keyboard.type('收入高于标准')
  })
  await waitForState(page, '已作决定 · 不予批准')
  assert.match(await page.locator('.outcome').innerText(), /不予批准[^]*收入高于标准[^]*行政复议[^]*行政诉讼/)
  assert.equal(await page.locator('.left > section').first().getAttribute('class'), 'card outcome denied', 'the outcome stands first')
  await go(page, url, '/worklist')
  const row = page.locator('tbody tr', { hasText: other.case_number })
  await row.waitFor()
  assert.match(await row.locator('.state').innerText(), /不予批准/)
  assert.ok(await row.locator('.refusal svg').isVisible(), 'a shape beside the word')
  await go(page, url, `/cases/${other.case_number}`)
  for (const [key, button, state] of [['i', '制作不予批准决定书', '已出证'], ['l', '送达不予批准决定书', '已送达']]) {
    await page.getByRole('button', { name: button }).waitFor()
    await act(page, key)
    await waitForState(page, `${state} · 不予批准`)
  }
  assert.match(await page.locator('.outcome').innerText(), /收入高于标准[^]*最后一天/)
  assert.match(await page.locator('.timeline').innerText(), /送达不予批准决定书/)
  assert.doesNotMatch(await page.locator('main').innerText(), /准予|办结/)
  await assertAccessible(page, 'a denied case')
  await done(page)

  const counter = await signIn(browser, url, `clerk.${A.centre}`)
  await go(counter, url, `/receipt/${other.case_number}`)
  assert.match(await counter.locator('.paper .next').innerText(), /不予批准/)
  assert.doesNotMatch(await counter.locator('.page').innerText(), /已当场办结|承诺办结不晚于/)
  await done(counter)
})

test('an action whose answer is lost is done once', async () => {
  const made = await makeCase(await server.signIn(`clerk.${A.centre}`))
  const page = await signIn(browser, url, `clerk.${B.centre}`)
  await go(page, url, `/cases/${made.case_number}`)
  await waitForState(page, '待接收')
  await page.route('**/actions', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await press(page, 't')
  await page.waitForSelector('#act-note:focus')
  await press(page, 'Control+Enter')
  await page.waitForSelector('form.act .alert')
  await page.unroute('**/actions')
  await press(page, 'Control+Enter')
  await page.waitForSelector('form.act', { state: 'detached' })
  await waitForState(page, '已接收')
  const events = (await (await server.signIn(`clerk.${B.centre}`)).get(`/v1/cases/${made.case_number}/events`)).body.items
  assert.equal(events.filter((event) => event.action === 'take_over').length, 1)
  page.faults = page.faults.filter((fault) => !fault.includes('Failed'))
  await done(page)
})

test('the full data of a person need a purpose, and hide again', async () => {
  const form = { household_size: 3, household_monthly_income: '1234.50', main_hardship: '一家三口\n患病两年' }
  const made = await makeCase(await server.signIn(`clerk.${A.centre}`), { form })
  const reviewer = await server.signIn(`reviewer.${B.centre}`), path = `/v1/cases/${made.case_number}/actions`
  assert.equal((await reviewer.post(path, { action: 'take_over' })).status, 200)
  assert.equal((await reviewer.post(path, { action: 'ask_supplement', days: 9, reasons: [{ code: 'other', note: '请联系 13911112222' }] })).status, 200)
  const page = await signIn(browser, url, `reviewer.${B.centre}`)
  await go(page, url, `/cases/${made.case_number}`)
  await page.waitForSelector('.case')
  const text = () => page.locator('.case').innerText()
  assert.ok(!(await text()).includes('李四'))
  const valueOf = (name) => page.locator('dl > div', { has: page.locator('dt', { hasText: name }) }).locator('dd').innerText()
  assert.deepEqual([await valueOf('共同生活家庭成员人数'), await valueOf('家庭月收入'), await valueOf('主要困难说明')], ['3', '******', '已填写，查看完整信息后显示'])
  assert.match(await text(), /请联系 139\*{4}2222/)
  await press(page, 'f')
  await page.waitForSelector('#purpose:focus')
  await press(page, 'Enter')
  await page.waitForSelector('#purpose-said.problem')
  await page.keyboard.type('核对身份')
  await press(page, 'Enter')
  await page.waitForFunction(() => document.querySelector('.case').innerText.includes('李四'))
  assert.deepEqual([await valueOf('家庭月收入'), await valueOf('主要困难说明')], ['1234.50', form.main_hardship])
  assert.ok(!(await text()).includes('****'), 'told and course of the case are in full too')
  await assertAccessible(page, 'in full')
  await press(page, 'f')
  assert.ok(!(await text()).includes('李四'))
  assert.equal(await valueOf('家庭月收入'), '******')
  await done(page)
})

test('supervisors and auditors look, choose a centre, and may do nothing', async () => {
  const made = await makeCase(await server.signIn(`clerk.${A.centre}`))
  for (const username of ['district.310104', 'city', 'auditor']) {
    const page = await signIn(browser, url, username)
    assert.equal(await page.locator('header nav a').count(), 1, `${username} takes no cases`)
    await page.waitForSelector('tbody tr')
    await page.fill('#centre', '徐家汇')
    await page.waitForSelector('[role=option]')
    await press(page, 'Enter')
    await page.waitForSelector(`tbody tr:has-text("${made.case_number}")`)
    await go(page, url, `/cases/${made.case_number}`)
    await page.waitForSelector('.panel')
    assert.equal(await page.locator('.panel .buttons').count(), 0)
    assert.match(await page.locator('.panel').innerText(), /只能查看/)
    await assertAccessible(page, username)
    await done(page)
  }
})

test('a counter left alone signs out by itself; who comes back goes on where they were, somebody else sees nothing', async () => {
  const page = await openPage(browser, url, { size: { width: 1440, height: 900 } })
  await page.clock.install()
  const enter = async (username) => {
    await page.waitForSelector('#username')
    await page.fill('#username', username)
    await page.fill('#password', demoPassword)
    await press(page, 'Enter')
    await page.waitForSelector('#applicant-id')
  }
  await visit(page, url, '/desk/')
  await enter(`clerk.${A.centre}`)
  await page.fill('#applicant-name', '赵六')
  await page.clock.fastForward('29:30')
  await page.waitForSelector('.leaving')
  await press(page, 'Shift')
  await page.waitForSelector('.leaving', { state: 'detached' })
  await page.clock.fastForward('30:30')
  await page.waitForSelector('#username')
  assert.match(await page.locator('.notice').innerText(), /自动退出[^]*仍保留/)
  await enter(`clerk.${A.centre}`)
  assert.equal(await page.inputValue('#applicant-name'), '赵六')
  await page.clock.fastForward('30:30')
  await enter(`clerk.${B.centre}`)
  assert.equal(await page.inputValue('#applicant-name'), '')
  assert.ok(!(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).includes('赵六'))
  await done(page)
})

test('who keeps the catalogue is told that there are no cases', async () => {
  const page = await signIn(browser, url, 'keeper')
  await page.waitForSelector('.empty')
  assert.match(await page.locator('main').innerText(), /不处理办件/)
  await done(page)
})

test('the first password must be changed', async () => {
  const told = await runProgram('user', 'add', 'new.clerk', 'clerk', A.centre, '新来的', ...server.where)
  const first = told.stdout.trim().split(/\s+/).pop()
  const page = await signIn(browser, url, 'new.clerk', { password: first })
  await page.waitForSelector('#old_password:focus')
  assert.match(await page.locator('.notice').innerText(), /首次登录/)
  await assertAccessible(page, 'first password')
  const fill = async (before, after, again) => {
    for (const [name, value] of [['old_password', before], ['new_password', after], ['again', again]]) await page.fill(`#${name}`, value)
    await press(page, 'Enter')
  }
  await fill(first, 'short', 'short')
  await page.waitForFunction(() => document.querySelector('#new_password-problem').innerText)
  await fill(first, 'Another-Passw0rd', 'Different-Passw0rd')
  await page.waitForFunction(() => document.querySelector('#again-problem').innerText)
  await fill(first, 'Another-Passw0rd', 'Another-Passw0rd')
  await waitForField(page, 'applicant.id_number')
  await done(page)
})

test('the service away: said at once, every page opens all the same, and back it goes on by itself', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await waitForField(page, 'applicant.id_number')
  await page.keyboard.type('310101199001010012')
  await page.waitForFunction(() => performance.getEntriesByType('resource').some((each) => each.name.includes('WorklistPage')))
  await server.end()
  await page.waitForSelector('.away')
  await assertAccessible(page, 'the service away')
  await press(page, 'Alt+w')
  await page.waitForURL(/#\/worklist/)
  await page.waitForSelector('main [role=alert]')
  await server.start()
  await page.waitForSelector('.away', { state: 'detached' })
  await page.waitForSelector('main [role=alert]', { state: 'detached' })
  await press(page, 'Alt+n')
  await waitForField(page, 'applicant.id_number')
  assert.equal(await page.inputValue('#applicant-id'), '310101199001010012')
  page.faults = page.faults.filter((fault) => !fault.includes('Failed'))
  await done(page)
})

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
  await refusal.getByRole('button', { name: /来沪人员灵活就业登记/ }).click()
  await refusal.waitFor({ state: 'detached' })
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
  await press(other, 'Control+Enter')
  await other.waitForSelector('[data-field="applicant.residence_permit"] .problem')
  await waitForField(other, 'applicant.residence_permit')
  await done(page, other)
})

test('words without a choice are not sent as the choice before them', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await typeApplicant(page, { id: newResident(), hukou: 'xujiahui', residence: '南京东路' })
  await typeItem(page, SPLIT.initials)
  await settled(page)
  await page.focus('#applicant-hukou')
  await press(page, 'Control+a')
  await page.keyboard.type('没有这条街')
  await press(page, 'Control+Enter')
  await page.waitForSelector('.combo .none:has-text("没有这样的街镇")')
  assert.equal(await fieldInFocus(page), 'applicant.hukou_division')
  assert.equal(await page.locator('.confirm .alert').count(), 0)
  await done(page)
})

test('who may take no case is led to the list, whatever the address says', async () => {
  for (const username of ['district.310104', 'keeper']) {
    const page = await signIn(browser, url, username)
    await page.goto(`${url}/desk/#/take`)
    await page.waitForURL(/#\/worklist/)
    await done(page)
  }
})

test('answers that speak of an agent ask who it is before the case is taken', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  await typeApplicant(page, { id: newResident(), hukou: 'xujiahui', residence: '南京东路' })
  await typeItem(page, '老年综合津贴')
  await answerAll(page, (code) => (code === 'who' ? '2' : '1'))
  await settled(page)
  await press(page, 'Control+Enter')
  await page.getByRole('button', { name: '代办人的身份' }).click()
  assert.equal(await fieldInFocus(page), 'agent')
  await press(page, 'Enter')
  await page.waitForSelector('#agent-id:focus')
  await settled(page)
  assert.equal(await page.getByRole('button', { name: '代办人的身份' }).count(), 0)
  await done(page)
})

test('a receipt names the clerk who took the case, whoever prints it again', async () => {
  const made = await makeCase(await server.signIn(`clerk.${A.centre}`))
  const page = await signIn(browser, url, `lead.${A.centre}`)
  await page.goto(`${url}/desk/#/receipt/${made.case_number}`)
  const taker = (await (await server.signIn(`clerk.${A.centre}`)).get(`/v1/cases/${made.case_number}/events`)).body.items[0].actor_name
  await page.locator('.paper', { hasText: taker }).waitFor()
  await done(page)
})

test('a receipt without a QR code, where nobody has said at which address residents ask, is whole all the same', async () => {
  const made = await makeCase(await server.signIn(`clerk.${A.centre}`))
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  const refusal = { status: 409, contentType: 'application/problem+json', body: JSON.stringify({ code: 'no_public_url', detail_zh: '没有', detail_en: 'none', errors: [] }) }
  await page.route('**/qr.svg', (route) => route.fulfill(refusal))
  const asked = page.waitForResponse('**/qr.svg')
  await page.goto(`${url}/desk/#/receipt/${made.case_number}`)
  await asked
  await settled(page)
  await page.locator('.paper', { hasText: made.case_number.slice(0, 2) }).first().waitFor()
  assert.equal(await page.locator('.paper figure').count(), 0)
  await assertAccessible(page, 'a receipt without a QR code')
  await done(page)
})

for (const language of ['zh-CN', 'en']) {
  for (const width of [1024, 1280, 1920]) {
    test(`every page, ${language}, ${width} px: axe, width, faults`, async () => {
      const made = await makeCase(await server.signIn(`clerk.${A.centre}`))
      const size = { width, height: 800 }
      const stranger = await openPage(browser, url, { language, size })
      await visit(stranger, url, '/desk/')
      await assertAccessible(stranger, 'sign in')
      await assertNoSideways(stranger, 'sign in')
      const page = await signIn(browser, url, `clerk.${A.centre}`, { language, size })
      const paths = { take: '/take', worklist: '/worklist', case: `/cases/${made.case_number}`, receipt: `/receipt/${made.case_number}`, password: '/password', 'no case': '/cases/SQ0' }
      for (const [what, path] of Object.entries(paths)) {
        await go(page, url, path)
        await page.waitForTimeout(150)
        await settled(page)
        assert.equal(await page.locator('h1').count(), 1, `${what}: one main heading`)
        await assertAccessible(page, what)
        await assertNoSideways(page, what)
      }
      await go(page, url, '/take')
      await typeApplicant(page, { id: newResident(), hukou: 'xujiahui', residence: '南京东路' })
      await page.keyboard.type(SPLIT.initials)
      await page.waitForSelector('[role=option]')
      await assertAccessible(page, 'the list of items')
      await press(page, 'Enter')
      await waitForField(page, 'answers.who')
      await settled(page)
      await assertAccessible(page, 'an item chosen')
      await assertNoSideways(page, 'an item chosen')
      await press(page, 'F1')
      await page.waitForSelector('dialog[open]')
      await assertAccessible(page, 'the keys')
      await press(page, 'Escape')
      assert.equal(await fieldInFocus(page), 'answers.who')
      await done(stranger, page)
    })
  }
}
