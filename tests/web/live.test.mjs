// The desk follows the cases as they move: one stream for all tabs of a browser, and a stream that is dead is not called live.
import assert from 'node:assert/strict'
import { connect, createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { demoPassword, inTurn, startServer } from '../server.mjs'
import { DESKTOP, assertAccessible, launch, openPage, visit } from './browser.mjs'
import { A } from './desk-steps.mjs'

let server, browser
before(async () => {
  ;[server, browser] = await Promise.all([startServer({ args: ['--heartbeat=1'] }), launch()])
})
after(() => inTurn(() => browser?.close(), () => server?.stop()))

// The same address through a wire of ours: it swallows what the streams say, or refuses to read lists, without a word.
async function startWire() {
  const wire = { swallows: false, deadLists: 0, streams: 0 }
  const sockets = new Set()
  const listener = createServer((near) => {
    const far = connect(server.port, '127.0.0.1')
    let isStream = false
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        near.destroy()
        far.destroy()
        sockets.delete(socket)
      })
    }
    near.on('data', (bytes) => {
      const text = bytes.toString('latin1')
      if (text.startsWith('GET /v1/events ')) {
        isStream = true
        wire.streams += 1
      } else if (wire.deadLists > 0 && text.includes('GET /v1/worklist')) {
        wire.deadLists -= 1
        near.destroy()
        return
      }
      if (!(isStream && wire.swallows)) far.write(bytes)
    })
    far.on('data', (bytes) => {
      if (!(isStream && wire.swallows)) near.write(bytes)
    })
  })
  await new Promise((done) => listener.listen(0, '127.0.0.1', done))
  wire.url = `http://127.0.0.1:${listener.address().port}`
  wire.close = () => {
    for (const socket of sockets) socket.destroy()
    listener.close()
  }
  return wire
}

const mark = (page) => page.locator('.worklist .live')
const untilLive = (page) => page.waitForFunction(() => document.querySelector('.live')?.innerText.trim() === '实时', null, { timeout: 60_000 })
const untilNot = (page) => page.waitForFunction(() => document.querySelector('.live')?.innerText.includes('未在实时更新'), null, { timeout: 60_000 })
const untilListed = (page, number) => page.waitForFunction((wanted) => document.body.innerText.includes(wanted), number, { timeout: 60_000 })

async function enter(page, url, username) {
  await visit(page, url, '/desk/')
  await page.fill('#username', username)
  await page.fill('#password', demoPassword)
  await page.keyboard.press('Enter')
  await page.waitForSelector('#username', { state: 'detached' }) // and no page is on its way any more
  await page.evaluate(() => (location.hash = '#/worklist'))
  await page.waitForSelector('.worklist .live')
}

// words that find all of a test's cases on a list, so that nothing else on it matters
let serial = 0
async function takeCase(clerk) {
  serial += 1
  const body = `31010119${50 + serial}0612${String(100 + serial)}`
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((all, weight, at) => all + weight * Number(body[at]), 0)
  const reply = await clerk.post('/v1/cases', {
    item_code: 'MZ-013',
    applicant: { id_type: '111', id_number: body + '10X98765432'[sum % 11], name: '李四', phone: '13900001234', hukou_division: A.centre, residence_division: A.centre },
  })
  assert.equal(reply.status, 201, reply.text)
  return reply.body.case_number
}

const subscribers = async () => Number(/^tongban_event_subscribers (\d+)$/m.exec((await server.get('/metrics')).text)[1])

test('seven tabs share one stream; all hear, requests go through, the next tab takes over, another account has its own', { timeout: 300_000 }, async () => {
  const url = server.url
  const clerk = await server.signIn(`clerk.${A.centre}`)
  const first = await openPage(browser, url, { size: DESKTOP })
  const tabs = [first]
  await enter(first, url, `clerk.${A.centre}`)
  await untilLive(first)
  while (tabs.length < 7) {
    const tab = await first.context().newPage()
    tabs.push(tab)
    await enter(tab, url, `clerk.${A.centre}`)
  }
  await Promise.all(tabs.map(untilLive))
  assert.equal(await subscribers(), 1)
  // six streams would leave no connection for this
  assert.equal(await tabs[6].evaluate(() => fetch('/healthz').then((reply) => reply.status)), 200)
  const one = await takeCase(clerk)
  await Promise.all(tabs.map((tab) => untilListed(tab, one)))

  await tabs.shift().close() // the one that reads
  const two = await takeCase(clerk)
  await Promise.all(tabs.map((tab) => untilListed(tab, two)))

  await tabs[0].click('text=退出') // only this tab; the others go on
  await tabs[0].waitForSelector('#password')
  const three = await takeCase(clerk)
  await Promise.all(tabs.slice(1).map((tab) => untilListed(tab, three)))
  await Promise.all(tabs.slice(1).map(untilLive))

  await enter(tabs[0], url, `reviewer.${A.centre}`)
  await untilLive(tabs[0])
  const four = await takeCase(clerk)
  await Promise.all(tabs.map((tab) => untilListed(tab, four)))
  for (const tab of tabs) await tab.close()
  await first.context().close()
})

test('a tab that stands still, as while printing, does not keep the others waiting for ever', { timeout: 300_000 }, async () => {
  const first = await openPage(browser, server.url, { size: DESKTOP })
  await enter(first, server.url, `clerk.${A.centre}`)
  await untilLive(first)
  const second = await first.context().newPage()
  await enter(second, server.url, `clerk.${A.centre}`)
  await untilLive(second)
  const dialog = new Promise((opened) => first.on('dialog', opened))
  first.evaluate(() => alert('')).catch(() => {})
  const standing = await dialog
  const number = await takeCase(await server.signIn(`clerk.${A.centre}`))
  await untilListed(second, number)
  await untilLive(second)
  await standing.dismiss()
  await untilListed(first, number)
  await untilLive(first)
  await first.context().close()
})

test('a browser without locks: each tab has a stream of its own, while it is shown', { timeout: 120_000 }, async () => {
  const page = await openPage(browser, server.url, { size: DESKTOP })
  await page.context().addInitScript(() => delete Navigator.prototype.locks)
  await enter(page, server.url, `clerk.${A.centre}`)
  await untilLive(page)
  const number = await takeCase(await server.signIn(`clerk.${A.centre}`))
  await untilListed(page, number)
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await untilNot(page)
  await page.evaluate(() => {
    delete document.visibilityState
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await untilLive(page)
  await page.context().close()
})

test('a stream that says nothing is dead: the page says so, looks by itself, and is live again when it can be', { timeout: 300_000 }, async () => {
  const wire = await startWire()
  const page = await openPage(browser, wire.url, { size: DESKTOP })
  const clerk = await server.signIn(`clerk.${A.centre}`)
  try {
    await enter(page, wire.url, `clerk.${A.centre}`)
    await untilLive(page)
    wire.swallows = true
    await untilNot(page)
    assert.equal(await mark(page).getAttribute('role'), 'status')
    await assertAccessible(page, 'not live')
    const number = await takeCase(clerk)
    await untilListed(page, number) // by looking
    await untilNot(page)
    wire.swallows = false
    await untilLive(page)
    await untilListed(page, await takeCase(clerk))
  } finally {
    wire.close()
    await page.context().close()
  }
})

test('a list that could not be read anew is not live; it is asked for again until it comes', { timeout: 300_000 }, async () => {
  const wire = await startWire()
  const page = await openPage(browser, wire.url, { size: DESKTOP })
  const clerk = await server.signIn(`clerk.${A.centre}`)
  try {
    await enter(page, wire.url, `clerk.${A.centre}`)
    await untilLive(page)
    await page.evaluate(() => {
      window.said = []
      new MutationObserver(() => window.said.push(document.querySelector('.live').innerText.trim()))
        .observe(document.querySelector('.live'), { childList: true, characterData: true, subtree: true })
    })
    wire.deadLists = 9 // a browser tries broken connections again by itself, one after the other
    const number = await takeCase(clerk)
    await untilListed(page, number)
    await untilLive(page)
    assert.ok((await page.evaluate(() => window.said)).some((text) => text.includes('未在实时更新')))
  } finally {
    wire.close()
    await page.context().close()
  }
})
