// What the resident pages tell of sub-centres, in a real browser over the real program.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn, startServer } from '../server.mjs'
import { assertAccessible, launch, openPage, PHONE, settled, visit } from './browser.mjs'

let server, url, browser
const api = async (path) => {
  const reply = await server.get(path)
  assert.equal(reply.status, 200, `${path}: ${reply.text}`)
  return reply.body
}

before(async () => {
  ;[server, browser] = await Promise.all([startServer(), launch()])
  url = server.url
})
after(() => inTurn(() => browser?.close(), () => server?.stop()))

test('a sub-centre tells how many services it handles, which, for whom, and where to go for the rest', async () => {
  const subs = (await api('/v1/centres?kind=sub_centre&limit=100')).items
  const sub = subs.find((one) => !one.citywide).code, pilot = subs.find((one) => one.citywide).code
  for (const [code, wanted] of [[sub, /只为户籍或居住地归.+中心负责的居民办/], [pilot, /自 20\d\d年\d+月\d+日 起纳入全市通办/]]) {
    const centre = await api(`/v1/centres/${code}`)
    const page = await openPage(browser, url, { size: PHONE })
    await visit(page, url, `/#/centres/${code}`)
    const notice = await page.locator('.notice').first().innerText()
    assert.match(notice, new RegExp(`可以办 ${centre.item_count} 项`))
    assert.match(notice, wanted)
    await assertAccessible(page, code)
    assert.ok(notice.includes(centre.parent_name))
    await page.getByRole('link', { name: '看是哪些' }).click()
    await page.waitForURL((to) => to.hash === `#/items?centre=${code}`)
    await settled(page)
    assert.match(await page.locator('.notice').first().innerText(), new RegExp(`在${centre.name}可以办的事项`))
    const first = (await api(`/v1/items?centre=${code}&limit=1`)).items[0]
    assert.ok((await page.locator('.list li').first().innerText()).includes(first.name))
    await page.getByRole('button', { name: '看全部事项' }).click()
    await page.waitForURL((to) => to.hash === '#/items')
    await visit(page, url, `/#/centres/${code}`)
    await page.locator('.notice').first().getByRole('link', { name: centre.parent_name }).click()
    await page.waitForURL((to) => to.hash === `#/centres/${centre.parent}`)
    assert.deepEqual(page.faults, [])
    await page.context().close()
  }
  // its card says so too
  const page = await openPage(browser, url, { language: 'en' })
  const centre = await api(`/v1/centres/${sub}`)
  await visit(page, url, `/#/centres?district=${centre.district}&sub=1`)
  const card = page.locator('.centre', { hasText: centre.name_en })
  await card.first().waitFor()
  assert.match(await card.first().innerText(), new RegExp(`Sub-centre, ${centre.item_count} services\\. Only for residents`))
  await page.context().close()
})
