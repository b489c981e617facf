// The keys that the frame of the desk draws are those that work.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn, startServer } from '../server.mjs'
import { launch } from './browser.mjs'
import { A, done, go, press, signIn, waitForField } from './desk-steps.mjs'

let server, url, browser
before(async () => {
  ;[server, browser] = await Promise.all([startServer(), launch()])
  url = server.url
})
after(() => inTurn(() => browser?.close(), () => server?.stop()))

test('every key drawn in the header does what its link or button does', async () => {
  const page = await signIn(browser, url, `clerk.${A.centre}`)
  const drawn = await page.locator('header.bar').first().locator('a:has(kbd), button:has(kbd)').evaluateAll((all) =>
    all.map((each) => ({ caps: [...each.querySelectorAll('kbd')].map((cap) => cap.innerText), href: each.getAttribute('href') })))
  assert.ok(drawn.length >= 4, `${drawn.length} keys`)
  for (const { caps, href } of drawn) {
    // the list takes no keyboard; a letter behind the first page's focus is written into its field
    await go(page, url, href === '#/worklist' ? '/take' : '/worklist')
    if (href === '#/worklist') await waitForField(page, 'applicant.id_number')
    await page.evaluate(() => document.activeElement.blur())
    await press(page, caps.map((cap) => (cap.length === 1 ? cap.toLowerCase() : cap)).join('+'))
    if (href) await page.waitForURL(`${url}/desk/${href}`)
    else await page.waitForSelector('dialog.help[open]')
  }
  await done(page)
})
