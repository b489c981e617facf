// The resident pages in a real browser over the real program: what an 80-year-old with a phone does with them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn, startServer } from '../server.mjs'
import { assertAccessible, assertNoSideways, DESKTOP, launch, openPage, PHONE, settled, visit } from './browser.mjs'

const CENTRE = '310101013'
const SMALLEST_PHONE = { width: 360, height: 740 }

let server, url, browser, api
// what the tests look at, taken from the program itself
const sample = {}

before(async () => {
  ;[server, browser] = await Promise.all([startServer(), launch()])
  url = server.url
  api = async (path) => {
    const reply = await server.get(path)
    assert.equal(reply.status, 200, `${path}: ${reply.text}`)
    return reply.body
  }
  const items = (await api('/v1/items?limit=200')).items
  sample.guided = items.find((item) => item.materials_described).code
  sample.bare = items.find((item) => !item.materials_described).code
  const subs = (await api('/v1/centres?kind=sub_centre&limit=100')).items
  sample.sub = subs.find((one) => !one.citywide).code
  sample.pilot = subs.find((one) => one.citywide).code
})

after(() => inTurn(() => browser?.close(), () => server?.stop()))

const atMoment = (moment) => `--clock-offset=${Math.round((Date.parse(moment) - Date.now()) / 1000)}`

const paths = () => ({
  home: '/#/',
  items: '/#/items',
  'items found by first letters': '/#/items?q=jlk',
  'items, nothing found': '/#/items?q=zzzzzzzz',
  guide: `/#/items/${sample.guided}`,
  'item without guide': `/#/items/${sample.bare}`,
  centres: '/#/centres',
  'centres of a district': '/#/centres?district=310101',
  centre: `/#/centres/${CENTRE}`,
  'sub-centre': `/#/centres/${sample.sub}`,
  'sub-centre, a pilot': `/#/centres/${sample.pilot}`,
  'items of a sub-centre': `/#/items?centre=${sample.sub}`,
  'follow a case': '/#/case',
  'no such page': '/#/nowhere',
  'no such item': '/#/items/XX-999',
})

for (const language of ['zh-CN', 'en']) {
  for (const elder of [false, true]) {
    for (const size of [PHONE, DESKTOP]) {
      test(`every page, ${language}, ${elder ? 'elder mode' : 'standard'}, ${size.width} px: axe, width, faults`, async () => {
        const page = await openPage(browser, url, { language, elder, size })
        for (const [what, path] of Object.entries(paths())) {
          await visit(page, url, path)
          assert.equal(await page.locator('html').getAttribute('lang'), language, what)
          assert.equal(await page.locator('h1').count(), 1, `${what}: one main heading`)
          assert.match(await page.title(), /\S · \S/, what)
          await assertAccessible(page, what)
          await assertNoSideways(page, what)
          if (size === PHONE) {
            await page.setViewportSize(SMALLEST_PHONE)
            await assertNoSideways(page, `${what} at 360 px`)
            await page.setViewportSize(size)
          }
        }
        assert.deepEqual(page.faults, [])
        await page.context().close()
      })
    }
  }
}

test('elder mode: main text of 18 px and more, everything pressed at least 60 px high, kept for the next visit', async () => {
  const page = await openPage(browser, url)
  await visit(page, url, '/#/')
  await page.getByRole('button', { name: '长辈版' }).click()
  for (const [what, path] of Object.entries(paths())) {
    await visit(page, url, path)
    const size = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize))
    assert.ok(size >= 18, `${what}: text of ${size} px`)
    const small = await page.evaluate(() => {
      const pressed = 'button, select, input:not([type=radio]):not([type=checkbox]), a.button, nav a, a.card, fieldset label, main summary'
      return [...document.querySelectorAll(pressed)]
        .filter((each) => each.checkVisibility())
        .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
        .filter(([, box]) => box.height < 59.5 || box.width < 44)
        .map(([text, box]) => `${text} ${box.width}×${box.height}`)
    })
    assert.deepEqual(small, [], what)
  }
  await page.context().close()
})

test('language: one press, the whole page, kept for the next visit', async () => {
  const page = await openPage(browser, url)
  await visit(page, url, '/#/')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { level: 1, name: 'One city, any centre' }).waitFor()
  await page.reload()
  await settled(page)
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  assert.equal(/[\u4e00-\u9fff]/.test((await page.locator('main').innerText()).replace('中文', '')), false, 'no Chinese is left')
  await page.context().close()
})

test('the first language is that of the browser; what was chosen wins', async () => {
  for (const [locale, first] of [['en-US', 'en'], ['zh-CN', 'zh-CN'], ['fr-FR', 'zh-CN']]) {
    const context = await browser.newContext({ locale })
    const page = await context.newPage()
    await page.goto(`${url}/#/`)
    await page.locator('h1').waitFor()
    assert.equal(await page.locator('html').getAttribute('lang'), first, locale)
    await page.getByRole('button', { name: first === 'en' ? '中文' : 'English' }).click()
    await page.reload()
    await page.locator('h1').waitFor()
    assert.equal(await page.locator('html').getAttribute('lang'), first === 'en' ? 'zh-CN' : 'en', `${locale}: chosen`)
    await context.close()
  }
})

test('the answers of a guide survive a reload, outside the address; whoever comes anew finds none', async () => {
  const page = await openPage(browser, url)
  await visit(page, url, `/#/items/${sample.guided}`)
  await page.locator('fieldset').first().locator('input').last().check()
  const [chosen, address] = [await page.locator('input:checked').first().inputValue(), page.url()]
  await page.reload()
  await settled(page)
  assert.equal(await page.locator('input:checked').first().inputValue(), chosen)
  assert.equal(page.url(), address)
  await visit(page, url, `/#/items/${sample.guided}`)
  assert.equal(await page.locator('input:checked').count(), 0)
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('a page that stays open goes with the clock: the last half hour by minutes, then closed', async () => {
  const server = await startServer({ args: [atMoment('2026-12-01T16:14:00+08:00')] })
  try {
    for (const path of [`/#/centres/${CENTRE}`, '/#/centres?district=310101']) {
      const page = await openPage(browser, server.url)
      await visit(page, server.url, path)
      const now = page.locator('.now').first()
      assert.match(await now.innerText(), /^还有 \d+ 分钟关门，今天开到 16:30$/)
      await page.route('**/v1/centres**', async (route) => {
        const reply = await route.fetch()
        await route.fulfill({ response: reply, body: (await reply.text()).replaceAll(/还有 \d+ 分钟关门，今天开到 16:30/g, '今天已下班，明天 08:30 开门') })
      })
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
      await page.waitForFunction(() => document.querySelector('.now').innerText.includes('今天已下班'))
      await page.unroute('**/v1/centres**')
      assert.deepEqual(page.faults, [])
      await page.context().close()
    }
  } finally {
    await server.stop()
  }
})

test('nobody is sent to a telephone that nobody has', async () => {
  const page = await openPage(browser, url)
  await visit(page, url, `/#/items/${sample.bare}`)
  assert.doesNotMatch(await page.locator('main').innerText(), /中心的电话/)
  await visit(page, url, `/#/centres/${CENTRE}`)
  const { phone } = await api(`/v1/centres/${CENTRE}`)
  assert.ok((await page.locator('main').innerText()).includes(`可以先打 ${phone ?? '962200'} 问`))
  await visit(page, url, '/#/')
  assert.doesNotMatch(await page.locator('.quick').innerText(), /地址、电话/)
  await page.context().close()
})

test('an item is found and opened with the keyboard alone', async () => {
  const page = await openPage(browser, url)
  await visit(page, url, '/#/')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip')
  await page.getByRole('searchbox').focus()
  await page.keyboard.type('jinglaoka')
  await page.keyboard.press('Enter')
  await page.waitForURL(/items\?q=jinglaoka/)
  await settled(page)
  const first = page.locator('main li a').first()
  await first.waitFor()
  const name = await first.locator('.name').innerText()
  assert.match(name, /敬老卡/)
  await first.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name }).waitFor()
  assert.equal(await page.evaluate(() => document.activeElement.id), 'content', 'reading goes on at the new page')
  // back is where one was
  await page.goBack()
  await page.waitForURL(/items\?q=jinglaoka/)
  assert.equal(await page.getByRole('searchbox').inputValue(), 'jinglaoka')
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('filters are those of the program', async () => {
  const page = await openPage(browser, url)
  await visit(page, url, '/#/items?department=CL')
  const names = (await api('/v1/items?department=CL&limit=20')).items.map((item) => item.name)
  assert.deepEqual(await page.locator('main li .name').allInnerTexts(), names)
  await page.getByRole('button', { name: '更多条件' }).click()
  await page.getByLabel('多久办好').selectOption('immediate')
  await page.waitForURL(/kind=immediate/)
  await settled(page)
  const fast = (await api('/v1/items?department=CL&kind=immediate&limit=20')).items.map((item) => item.name)
  await page.waitForFunction((count) => document.querySelectorAll('main li .name').length === count, fast.length)
  assert.deepEqual(await page.locator('main li .name').allInnerTexts(), fast)
  await page.context().close()
})

test('who one is marks the items, and the guide tells for whom it is and what else there is', async () => {
  const page = await openPage(browser, url)
  await visit(page, url, '/#/items?q=RS-002')
  await page.getByRole('button', { name: '更多条件' }).click()
  await page.getByLabel('您是').selectOption('permit_holder')
  await page.waitForURL(/applicant=permit_holder/)
  await page.locator('main li .misfit').waitFor()
  await page.locator('main li a').first().click()
  await page.waitForURL(/items\/RS-002\?applicant=permit_holder/)
  const { misfit_zh, instead } = await api('/v1/items/RS-002?applicant=permit_holder')
  await page.getByText(misfit_zh).waitFor()
  await assertAccessible(page, 'not for the reader')
  await page.locator('main').getByRole('link', { name: instead[0].name }).click()
  await page.waitForURL(/items\/RS-003\?applicant=permit_holder/)
  await page.getByText('您属于办理对象。').waitFor() // who it is for alone: its conditions stand below
  assert.ok((await page.locator('.facts').innerText()).includes('持本市居住证的来沪人员'))
  await page.context().close()
})

test('a long list is read to its end, each item once', async () => {
  const page = await openPage(browser, url)
  await visit(page, url, '/#/items?department=RS')
  const more = page.getByRole('button', { name: '再看一些' })
  while (await more.count()) {
    const before = await page.locator('main li .name').count()
    await more.click()
    await page.waitForFunction((count) => document.querySelectorAll('main li .name').length > count, before)
  }
  const all = (await api('/v1/items?department=RS&limit=200')).items.map((item) => item.name)
  assert.deepEqual(await page.locator('main li .name').allInnerTexts(), all)
  await page.context().close()
})

test('every guide: answering by keyboard lists exactly the materials the program asks for', async () => {
  const clerk = await server.signIn(`clerk.${CENTRE}`)
  const page = await openPage(browser, url)
  const guided = (await api('/v1/items?limit=200')).items.filter((item) => item.materials_described)
  assert.ok(guided.length >= 15)
  await visit(page, url, '/#/items')
  for (const { code, name } of guided) {
    await page.evaluate((hash) => (location.hash = hash), `#/items/${code}`)
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
    for (const choice of ['first', 'last']) {
      const answers = {}
      const questions = page.locator('fieldset')
      for (let asked = 0; asked < (await questions.count()); asked += 1) {
        const option = questions.nth(asked).locator('input')[choice]()
        await option.focus()
        await page.keyboard.press('Space')
        const [question, answer] = await option.evaluate((input) => [input.name, input.value])
        answers[question] = answer
      }
      const shown = await page.locator('.materials li, .not-to-bring li').evaluateAll((all) =>
        all.map((each) => ({ name: each.querySelector('h3, b').textContent, sure: !each.querySelector('.may') })))
      const reply = await clerk.post('/v1/cases/preview', { item_code: code, answers })
      assert.equal(reply.status, 200, `${code}: ${reply.text}`)
      const wanted = reply.body.materials.filter((each) => each.applies).map((each) => each.name)
      const sure = shown.filter((each) => each.sure).map((each) => each.name)
      const listed = shown.map((each) => each.name)
      assert.ok(wanted.every((each) => listed.includes(each)), `${code} ${name} ${choice}: ${wanted} are all shown: ${listed}`)
      assert.deepEqual(sure.filter((each) => !wanted.includes(each)), [], `${code} ${name} ${choice}: nothing too much is promised as sure`)
      if (reply.body.situation) {
        const detail = await api(`/v1/items/${code}`)
        const situation = detail.situations.find((each) => each.code === reply.body.situation)
        assert.match(await page.locator('.situation').innerText(), new RegExp(situation.name_zh.replace(/[()（）]/g, '.')), code)
      }
    }
  }
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('a changed answer takes the questions that hung on it away', async () => {
  const page = await openPage(browser, url)
  await visit(page, url, `/#/items/${sample.guided}`)
  const count = () => page.locator('fieldset').count()
  assert.equal(await count(), 1)
  await page.locator('fieldset').first().locator('input').last().check()
  const withLast = await count()
  await page.locator('fieldset').first().locator('input').first().check()
  assert.ok((await count()) >= 1 && withLast >= 1)
  assert.equal(await page.locator('fieldset').first().locator('input').first().isChecked(), true)
  await page.context().close()
})

test('centres: district and street by keyboard, the list is the program’s, the map shows the outlines', async () => {
  const page = await openPage(browser, url)
  await visit(page, url, '/#/centres')
  await page.locator('.map path.leaflet-interactive').first().waitFor()
  assert.ok((await page.locator('.map path.leaflet-interactive').count()) >= 16, '16 outlines')
  await page.getByLabel('在哪个区').selectOption('310115')
  await page.waitForURL(/district=310115/)
  await settled(page)
  const names = (await api('/v1/centres?district=310115&kind=centre&limit=100')).items.map((centre) => centre.name)
  await page.waitForFunction((count) => document.querySelectorAll('.centre h3').length === count, names.length)
  assert.deepEqual(await page.locator('.centre h3').allInnerTexts(), names)
  const divisions = (await api('/v1/divisions?district=310115')).items
  const street = divisions.find((each) => each.kind === 'street')
  await page.getByLabel('在哪个街道或镇').selectOption(street.code)
  await page.waitForURL(/division=/)
  await page.waitForFunction(() => document.querySelectorAll('.centre h3').length < 5)
  assert.ok((await page.locator('.centre h3').count()) >= 1)
  await page.locator('.centre h3 a').first().focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/centres\/\d{9}/)
  await settled(page)
  assert.equal(await page.locator('table.week tr').count(), 7)
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('centres: the nearest ones when the position is given, a sentence when it is not', async () => {
  const near = await openPage(browser, url, { permissions: ['geolocation'], geolocation: { longitude: 121.487, latitude: 31.234 } })
  await visit(near, url, '/#/centres')
  await near.getByRole('button', { name: '找离我最近的' }).click()
  await near.getByRole('heading', { name: '离您最近的中心' }).waitFor()
  await near.locator('.map .sign.numbered').first().waitFor()
  await settled(near)
  assert.match(await near.locator('.centre h3').first().innerText(), /外滩/)
  // the map shows them at once, with the numbers of the list, and where one is
  const found = await near.locator('ol .centre').count()
  assert.equal(found, 10)
  assert.deepEqual(await near.locator('ol .centre .number').allInnerTexts(), [...Array(found)].map((_, index) => String(index + 1)))
  assert.deepEqual((await near.locator('.map .sign.numbered').allInnerTexts()).sort((a, b) => a - b), [...Array(found)].map((_, index) => String(index + 1)))
  const inside = () => near.evaluate(() => {
    const map = document.querySelector('.map').getBoundingClientRect()
    return [...document.querySelectorAll('.map .sign')].every((sign) => {
      const box = sign.getBoundingClientRect()
      return box.left >= map.left && box.right <= map.right && box.top >= map.top && box.bottom <= map.bottom
    })
  })
  assert.equal(await near.locator('.map .sign.self').count(), 1)
  assert.ok(await inside(), 'all of them are to be seen')
  assert.match(await near.locator('.list-side [role=status]').innerText(), /找到 10 个中心/)
  // the sub-centres too: the numbers go with the list
  await near.getByLabel('也看分中心').check()
  await settled(near)
  assert.deepEqual(await near.locator('ol .centre .number').allInnerTexts(), [...Array(10)].map((_, index) => String(index + 1)))
  assert.ok(await inside())
  assert.equal(await near.locator('.centre .distance').count(), await near.locator('.centre').count())
  assert.ok(!near.url().includes('121.'), 'where somebody is does not stand in the address')
  await assertAccessible(near, 'nearest centres')
  // a district that is chosen puts them away
  await near.getByLabel('在哪个区').selectOption('310115')
  await near.locator('ul .centre').first().waitFor()
  assert.equal(await near.locator('.map .sign').count(), 0)
  assert.deepEqual(near.faults, [])
  await near.context().close()

  const far = await openPage(browser, url, { language: 'en', size: DESKTOP, permissions: ['geolocation'], geolocation: { longitude: 116.4, latitude: 39.9 } })
  await visit(far, url, '/#/centres')
  await far.getByRole('button', { name: 'Nearest to me' }).click()
  await far.locator('.map .sign.numbered').first().waitFor()
  assert.match(await far.locator('.list-side [role=status]').innerText(), /rather far from the city/)
  // so far away nobody counts hundreds of metres
  for (const each of await far.locator('.distance').allInnerTexts()) assert.match(each, /^about \d+0 km$/)
  assert.equal(await far.locator('.map .sign.self').count(), 0)
  await assertAccessible(far, 'nearest centres, from far away')
  await far.context().close()

  const refused = await openPage(browser, url, { permissions: [] })
  await visit(refused, url, '/#/centres')
  await refused.getByRole('button', { name: '找离我最近的' }).click()
  await refused.getByRole('alert').waitFor()
  assert.match(await refused.getByRole('alert').innerText(), /没有允许读取位置.*选择您所在的区/)
  await assertAccessible(refused, 'position denied')
  await refused.context().close()
})

test('a centre says when it opens next, in the sentence of the program, holidays by name', async () => {
  const evening = await startServer({ args: [`--clock-offset=${Math.round((Date.parse('2026-09-30T18:00:00+08:00') - Date.now()) / 1000)}`] })
  try {
    for (const [language, next, name] of [['zh-CN', '今天已下班，明天（国庆节）08:30–11:30 开门', '国庆节'], ['en', 'Closed for today; opens tomorrow (National Day), 08:30–11:30', 'National Day']]) {
      const page = await openPage(browser, evening.url, { language })
      await visit(page, evening.url, '/#/centres?district=310101')
      assert.equal(await page.locator('.centre .now').first().innerText(), next)
      await visit(page, evening.url, `/#/centres/${CENTRE}`)
      assert.equal(await page.locator('.now').innerText(), next)
      assert.deepEqual(await page.locator('.week .holiday').allInnerTexts(), Array(6).fill(name))
      await assertAccessible(page, `centre in the evening, ${language}`)
      await assertNoSideways(page, `centre in the evening, ${language}`)
      await page.context().close()
    }
  } finally {
    await evening.stop()
  }
})

async function newCase() {
  const clerk = await server.signIn(`clerk.${CENTRE}`)
  const split = (await api('/v1/items?mode=split&limit=200')).items.find((item) => !item.materials_described && item.citywide)
  const reply = await clerk.post('/v1/cases', {
    item_code: split.code,
    answers: {},
    applicant: { id_type: '111', id_number: '11010519491231002X', name: '测试居民甲', phone: '13800000001',
      hukou_division: '310115004', residence_division: '310115004' },
    form: {},
    materials: [],
  })
  assert.equal(reply.status, 201, reply.text)
  return { file: reply.body, split }
}

test('who tries wrong passwords is told how long to wait', async () => {
  const { file } = await newCase()
  const page = await openPage(browser, url)
  await visit(page, url, `/#/case/${file.case_number}`)
  await page.clock.install()
  for (let tries = 0; tries < 5; tries += 1) {
    await page.getByLabel('查询密码').fill(file.query_password === '000000' ? '000001' : '000000')
    await page.keyboard.press('Enter')
    await page.getByText(tries < 4 ? `还可以再试 ${4 - tries} 次` : '还要等').first().waitFor()
  }
  await page.getByLabel('查询密码').fill(file.query_password)
  await page.keyboard.press('Enter')
  await page.getByText('查询密码错误次数过多').waitFor()
  assert.match(await page.getByRole('timer').innerText(), /还要等 \d+ (分|秒)/)
  assert.match(await page.getByRole('alert').innerText(), /带身份证件到任一中心换新的/)
  await assertAccessible(page, 'waiting to try again')
  await page.clock.fastForward('16:00')
  await page.getByText('现在可以再试').waitFor()
  assert.equal(await page.getByRole('timer').count(), 0)
  await page.context().close()
})

test('a case is followed from its receipt: number prefilled, password asked, every step in plain words', async () => {
  const { file, split } = await newCase()
  const page = await openPage(browser, url)
  await visit(page, url, `/#/case/${file.case_number}`)
  const number = page.getByLabel('办件编号')
  assert.equal(await number.inputValue(), file.case_number)
  assert.equal(await page.evaluate(() => document.activeElement.name), 'query_password', 'only the password is left to type')

  const password = page.getByLabel('查询密码')
  await password.fill(file.query_password === '000000' ? '000001' : '000000')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  assert.match(await page.getByRole('alert').innerText(), /查询密码不正确[\s\S]*还可以再试 4 次/)
  await assertAccessible(page, 'wrong password')
  await password.fill('一二三')
  await page.keyboard.press('Enter')
  await page.getByText('查询密码是 6 位数字').waitFor()
  // what cannot be right is named, and costs no try
  for (const [first, second, said] of [
    [file.case_number.replace('0', 'O'), file.query_password, '请改成数字 0'],
    [file.query_password, file.case_number, '两栏填反了'],
    [file.case_number.slice(0, -1) + (file.case_number.endsWith('1') ? '2' : '1'), file.query_password, '办件编号有一位不对'],
  ]) {
    await number.fill(first)
    await password.fill(second)
    await page.keyboard.press('Enter')
    await page.getByText(said).waitFor()
    assert.equal(await page.getByText('还可以再试').count(), 0)
  }
  await number.fill(file.case_number)

  await password.fill(file.query_password)
  await page.keyboard.press('Enter')
  await page.locator('.timeline').waitFor()
  const text = await page.locator('main').innerText()
  assert.ok(text.includes(split.name) && text.includes(file.case_number))
  assert.ok(!text.includes('测试居民甲') && !text.includes('11010519491231002X'), 'personal data is masked')
  assert.match(text, /您现在什么都不用做/)
  assert.ok(!page.url().includes(file.query_password), 'the password does not stand in the address')
  assert.ok(!JSON.stringify(await page.evaluate(() => ({ ...localStorage }))).includes(file.query_password), 'it is kept in this tab at most')
  await assertAccessible(page, 'case')

  // a reload shows the case again; whoever has finished leaves nothing
  await page.reload()
  await page.locator('.timeline').waitFor()
  assert.ok(!page.url().includes(file.query_password))
  await page.getByRole('button', { name: '看完了，清除本页' }).click()
  await page.getByText('已经清除').waitFor()
  assert.ok(!JSON.stringify(await page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }])).includes(file.query_password))
  assert.deepEqual([await number.inputValue(), await password.inputValue()], ['', ''])
  await assertAccessible(page, 'case left')
  await page.reload()
  await page.getByLabel('查询密码').waitFor()
  assert.equal(await page.locator('.timeline').count(), 0)

  // typed as an input method leaves it: full width, small letters, blanks, hyphens
  const wide = (text) => [...text].map((one) => String.fromCodePoint(one.codePointAt(0) + 0xfee0)).join('')
  await number.fill(` ${file.case_number.toLowerCase().slice(0, 9)} ${wide(file.case_number.slice(9))}`)
  await password.fill(`${wide(file.query_password.slice(0, 3))}－${file.query_password.slice(3)}`)
  await page.keyboard.press('Enter')
  await page.locator('.timeline').waitFor()
  await assertNoSideways(page, 'case')

  // B takes it over and asks for something: the page says what to do and until when
  const other = await server.signIn(`clerk.${file.responsible_centre}`)
  const act = async (body) => {
    const reply = await other.post(`/v1/cases/${file.case_number}/actions`, body)
    assert.equal(reply.status, 200, reply.text)
    return reply.body
  }
  await act({ action: 'take_over' })
  await page.getByRole('button', { name: '看看有没有新进展' }).click()
  await page.getByRole('heading', { level: 1, name: '负责办理的中心已经接收' }).waitFor()
  await act({ action: 'ask_supplement', reasons: [{ code: 'other', note: '请补户口簿首页' }] })
  await page.getByRole('button', { name: '看看有没有新进展' }).click()
  await page.getByRole('heading', { level: 1, name: '请您补材料' }).waitFor()
  assert.match(await page.locator('.you').innerText(), /请补户口簿首页/)
  await assertAccessible(page, 'case with something to do')
  assert.deepEqual(page.faults, [])
  await page.context().close()

  const english = await openPage(browser, url, { language: 'en', elder: true })
  await visit(english, url, `/#/case/${file.case_number}`)
  await english.getByLabel('Query password').fill(file.query_password)
  await english.keyboard.press('Enter')
  await english.getByRole('heading', { level: 1, name: 'Please bring more papers' }).waitFor()
  await assertAccessible(english, 'case in English, elder mode')
  await assertNoSideways(english, 'case in English, elder mode')
  await english.context().close()
})

test('every step of the life of a case has its own plain words, reasons only where they belong', async () => {
  const page = await openPage(browser, url)
  const receiver = await server.signIn(`clerk.${CENTRE}`)
  const reviewer = await server.signIn('reviewer.310115004')
  const lead = await server.signIn('lead.310115004')

  async function follow(steps) {
    const { file } = await newCase()
    await visit(page, url, `/#/case/${file.case_number}`)
    await page.getByLabel('查询密码').fill(file.query_password)
    await page.keyboard.press('Enter')
    await page.locator('.timeline').waitFor()
    for (const [who, body, title, reason] of steps) {
      const reply = await who.post(`/v1/cases/${file.case_number}/actions`, body)
      assert.equal(reply.status, 200, `${body.action}: ${reply.text}`)
      await page.getByRole('button', { name: '看看有没有新进展' }).click()
      await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
      const shown = await page.locator('.reasons').allInnerTexts()
      assert.equal(shown.join(), reason ?? '', `${body.action}: reasons`)
    }
  }

  await follow([
    [reviewer, { action: 'take_over' }, '负责办理的中心已经接收'],
    [reviewer, { action: 'return_to_receiver', reasons: [{ code: 'unreadable_scan', note: '第二页' }] }, '收件的中心正在更正', '材料扫描得看不清：第二页'],
    // by the time the page asks it may have arrived
    [receiver, { action: 'supplement', note: '已改正' }, /^(正在转给|已经送到)负责办理的中心$/],
    [reviewer, { action: 'take_over' }, '负责办理的中心已经接收'],
    [reviewer, { action: 'accept' }, '已经受理'],
    [reviewer, { action: 'review' }, '正在审核'],
    [reviewer, { action: 'suspend', procedure: 'public_notice' }, '正在等一个必要的程序', '正在公示'],
    [reviewer, { action: 'resume' }, '正在审核'],
    [lead, { action: 'extend', days: 5, reason: '还要核实' }, '正在审核'],
    [reviewer, { action: 'decide', outcome: 'granted' }, '准予您的申请'],
    [reviewer, { action: 'issue' }, '准予您的申请，结果已经备好'],
    [reviewer, { action: 'deliver', delivery: 'window' }, '准予您的申请，结果已经送达'],
  ])
  await follow([
    [reviewer, { action: 'take_over' }, '负责办理的中心已经接收'],
    [reviewer, { action: 'accept' }, '已经受理'],
    [reviewer, { action: 'review' }, '正在审核'],
    [reviewer, { action: 'decide', outcome: 'denied', reason: '收入超过标准' }, '不予批准您的申请', '收入超过标准'],
    [reviewer, { action: 'issue', note: '已盖章' }, '不予批准您的申请，决定书已经制成', '收入超过标准'],
    [reviewer, { action: 'deliver', delivery: 'window' }, '不予批准您的申请，决定书已经送达', '收入超过标准'],
  ])
  await follow([
    [reviewer, { action: 'take_over' }, '负责办理的中心已经接收'],
    [reviewer, { action: 'refuse', reasons: [{ code: 'not_eligible' }] }, '不予受理您的申请', '不符合办理条件'],
  ])
  await follow([[receiver, { action: 'withdraw', reason: '本人要求' }, '申请已经撤回，没有作出决定', '本人要求']])
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('what is overdue says so first, in word and shape, and promises nothing that is over', async () => {
  const late = await startServer({ args: [atMoment('2026-03-02T10:00:00+08:00')] })
  try {
    const clerk = await late.signIn(`clerk.${CENTRE}`)
    const take = async (item_code) => {
      const reply = await clerk.post('/v1/cases', { item_code, answers: {}, form: {}, materials: [],
        applicant: { id_type: '111', id_number: '11010519491231002X', name: '测试居民甲', phone: '13800000001', hukou_division: CENTRE, residence_division: CENTRE } })
      assert.equal(reply.status, 201, reply.text)
      return reply.body
    }
    const file = await take('MZ-002')
    const read = async (options) => {
      const page = await openPage(browser, late.url, options)
      await visit(page, late.url, `/#/case/${file.case_number}`)
      await page.locator('input[name="query_password"]').fill(file.query_password)
      await page.keyboard.press('Enter')
      await page.locator('.timeline').waitFor()
      return page
    }
    const today = await read()
    assert.match(await today.locator('.until').innerText(), /就是今天/)
    assert.match(await today.locator('main').innerText(), /当天就办好/)
    await today.context().close()
    await late.restart([atMoment('2026-03-05T10:00:00+08:00')])
    for (const language of ['zh-CN', 'en']) {
      const page = await read({ language })
      const text = await page.locator('main').innerText()
      assert.equal(await page.locator('.band.overdue .came').innerText(), language === 'en' ? 'Overdue' : '已经超期')
      assert.ok(await page.locator('.band.overdue .came svg').isVisible())
      assert.match(text, /962200/)
      assert.doesNotMatch(text, /就办好|什么都不用做|the same day|need not do anything/)
      assert.equal(await page.locator('.nothing').count(), 0)
      await assertAccessible(page, `overdue, ${language}`)
      await assertNoSideways(page, `overdue, ${language}`)
      await page.context().close()
    }
  } finally {
    await late.stop()
  }
})

/** Opens a case of the one it is about. */
async function openCase(file, options) {
  const page = await openPage(browser, url, options)
  await visit(page, url, `/#/case/${file.case_number}`)
  await page.locator('input[name="query_password"]').fill(file.query_password)
  await page.keyboard.press('Enter')
  await page.locator('.timeline').waitFor()
  return page
}

test('what a case came to stands first: word, shape, sentence, reasons, remedies; only a grant ticks every step', async () => {
  const receiver = await server.signIn(`clerk.${CENTRE}`)
  const reviewer = await server.signIn('reviewer.310115004')
  const accepted = [[reviewer, { action: 'take_over' }], [reviewer, { action: 'accept' }]]
  const toTheEnd = [[reviewer, { action: 'issue' }], [reviewer, { action: 'deliver', delivery: 'courier' }]]
  const rows = [
    { came_to: 'open', word: '还没有决定', steps: accepted, ticks: 2 },
    { came_to: 'granted', word: '准予', steps: [...accepted, [reviewer, { action: 'decide', outcome: 'granted' }], ...toTheEnd], ticks: 5 },
    { came_to: 'denied', word: '不予批准', steps: [...accepted, [reviewer, { action: 'decide', outcome: 'denied', reason: '收入超过标准' }], ...toTheEnd], ticks: 3, last: '不予批准', reason: '收入超过标准', remedies: /行政复议[^]*60 日[^]*最后一天[^]*行政诉讼[^]*6 个月[^]*最后一天/ },
    { came_to: 'not_accepted', word: '不予受理', steps: [[reviewer, { action: 'take_over' }], [reviewer, { action: 'refuse', reasons: [{ code: 'not_eligible', note: '不在名单上' }] }]], ticks: 1, last: '不予受理', reason: '不在名单上', remedies: /行政复议[^]*行政诉讼/ },
    { came_to: 'withdrawn', word: '已撤回', steps: [[receiver, { action: 'withdraw', reason: '本人要求' }]], ticks: 1, last: '撤回', reason: '本人要求' },
  ]
  for (const { came_to, word, steps, ticks, last, reason, remedies } of rows) {
    const { file } = await newCase()
    for (const [who, body] of steps) {
      const reply = await who.post(`/v1/cases/${file.case_number}/actions`, body)
      assert.equal(reply.status, 200, `${body.action}: ${reply.text}`)
    }
    for (const options of [{}, { language: 'en', size: DESKTOP }, { elder: true, forcedColors: 'active' }]) {
      const what = `${came_to} ${JSON.stringify(options)}`
      const page = await openCase(file, options)
      const band = page.locator(`.band.${came_to}`)
      const text = await page.locator('main').innerText()
      assert.ok(await band.locator('.came svg').isVisible(), `${what}: a shape`)
      assert.equal(await page.locator('.steps .done').count(), ticks, `${what}: steps that are done`)
      assert.equal(await page.locator('.steps .stopped').count(), last ? 1 : 0, what)
      // the band is the first thing of the page
      assert.ok((await band.boundingBox()).y < (await page.locator('.steps').boundingBox()).y)
      if (reason) assert.ok(text.includes(reason), `${what}: its reason`)
      if (options.language !== 'en') {
        assert.equal(await band.locator('.came').innerText(), word)
        if (last) assert.equal(await page.locator('.steps li').last().locator('.name').innerText(), last)
        if (remedies) assert.match(text, remedies, what)
        else assert.doesNotMatch(text, /行政复议/, what)
        if (came_to !== 'granted') assert.doesNotMatch(text, /准予|办完|结果已经送达|恭喜/, what)
      }
      await assertAccessible(page, what)
      await assertNoSideways(page, what)
      assert.deepEqual(page.faults, [], what)
      await page.context().close()
    }
  }
})

test('no network: the page says so and goes on when it is back', async () => {
  const page = await openPage(browser, url)
  await visit(page, url, '/#/items')
  await page.context().setOffline(true)
  await page.getByLabel('哪个部门的').selectOption('MZ')
  await page.getByText('网络没有连上').first().waitFor()
  await assertAccessible(page, 'offline')
  await page.context().setOffline(false)
  await page.getByRole('button', { name: '再试一次' }).click()
  await page.locator('main li .name').first().waitFor()
  await page.context().close()
})

test('a busy program (503) is asked again by itself; a broken one is explained', async () => {
  const page = await openPage(browser, url)
  let calls = 0
  await page.route('**/v1/items?**', async (route) => {
    calls += 1
    if (calls > 1) return route.continue()
    return route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, contentType: 'application/problem+json',
      body: JSON.stringify({ status: 503, code: 'busy', detail_zh: '忙', detail_en: 'busy' }) })
  })
  await visit(page, url, '/#/items')
  await page.locator('main li .name').first().waitFor()
  assert.equal(calls, 2)
  await page.unroute('**/v1/items?**')
  await page.route('**/v1/items?**', (route) => route.fulfill({ status: 500, body: 'x' }))
  await page.getByLabel('哪个部门的').selectOption('MZ')
  await page.getByRole('alert').waitFor()
  await assertAccessible(page, 'error')
  await page.context().close()
})

test('a guide nobody has written says so and whom to ask; it never says that nothing is needed', async () => {
  const page = await openPage(browser, url)
  await visit(page, url, `/#/items/${sample.bare}`)
  const words = await page.locator('main').innerText()
  assert.match(words, /材料未收录，请向中心询问/)
  assert.match(words, /962200/)
  assert.ok(!words.includes('不用带材料'))
  assert.ok(await page.getByRole('link', { name: /962200/ }).first().isVisible())
  await page.context().close()
})
