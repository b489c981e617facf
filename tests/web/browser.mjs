// A real browser for the page tests: Debian's Chromium, driven by playwright-core, looked over by axe-core.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { top } from '../server.mjs'

const need = createRequire(join(top, 'web/package.json'))
const { chromium } = need('playwright-core')
const axe = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8')

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']

export const PHONE = { width: 390, height: 844 }
export const DESKTOP = { width: 1280, height: 800 }

// playwright gives every launch a user-data-dir of its own
export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS })

/**
 * openPage(browser, url, options) → a page in a context of its own.
 * options: language ('zh-CN'), elder (false), size (PHONE), plus what playwright knows of contexts.
 * `page.faults` gathers what the page complained of: errors, refused content, requests to anywhere else.
 */
export async function openPage(browser, url, options = {}) {
  const { language = 'zh-CN', elder = false, size = PHONE, ...rest } = options
  const context = await browser.newContext({ viewport: size, locale: language, timezoneId: 'Asia/Shanghai', ...rest })
  await context.addInitScript(([tongue, large]) => {
    if (location.protocol === 'about:') return
    // counts the requests that are under way, for settled()
    const plain = window.fetch
    window.underWay = 0
    window.fetch = async (...asked) => {
      window.underWay += 1
      try {
        return await plain(...asked)
      } finally {
        setTimeout(() => (window.underWay -= 1))
      }
    }
    if (localStorage.getItem('tongban.language') === null) {
      localStorage.setItem('tongban.language', tongue)
      localStorage.setItem('tongban.elder', large ? '1' : '0')
    }
  }, [language, elder])
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  page.faults = []
  page.on('pageerror', (error) => page.faults.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // the browser itself writes an error for every answer of 400 and above; those are looked at where they matter
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) page.faults.push(message.text())
    if (message.text().includes('[intlify]') || message.text().includes('[Vue')) page.faults.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) page.faults.push(`asked ${request.url()}`)
  })
  return page
}

/** Goes to a page of an entry and waits until it has read what it shows. */
export async function visit(page, url, path) {
  // the address behind # alone does not make a browser load anew
  await page.goto('about:blank')
  await page.goto(`${url}${path}`)
  await settled(page)
}

/**
 * Waits until the page of the address is shown and has its heading, nothing is being read and what is drawn later
 * (the map) is there. Behind a new hash the page from before stays for as long as its successor's file is read.
 */
export async function settled(page) {
  await page.waitForFunction(() => {
    const { $router: router } = document.querySelector('#app')?.__vue_app__?.config.globalProperties ?? {}
    return router?.currentRoute.value.fullPath === router?.resolve(location.hash.slice(1) || '/').fullPath
      && window.underWay === 0 && document.querySelector('h1') && !document.querySelector('.loading')
      && (!document.querySelector('.map-side') || document.querySelector('.map path'))
  })
}

/** What axe finds, one line a finding. It goes in through the debugger: the content policy lets no script in. */
export async function axeFindings(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] })
    return violations.flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.target} ${node.failureSummary}`))
  })
}

export async function assertAccessible(page, what) {
  assert.deepEqual(await axeFindings(page), [], `${what}: axe`)
}

export async function assertNoSideways(page, what) {
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  assert.ok(wide <= room, `${what}: ${wide} px wide in a window of ${room} px`)
}

/** Dates, times, numbers of cases and codes that stand on two lines, as they are written. */
export const tornFigures = (page) => page.evaluate(() => {
  const FIGURES = /(?:\d{4}年)?\d{1,2}月\d{1,2}日(?: 周.)?(?: \d{2}:\d{2})?|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?: \d{4})?(?:, \d{2}:\d{2})?|\d{2}:\d{2}|[A-Z]{2}-\d{3}|\d[\d,.]+|\d+ ?个工作日|\d+ working days?/g
  const found = []
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.parentElement.checkVisibility() || node.parentElement.closest('.case-number, .visually-hidden, option, svg')) continue
    for (const match of node.data.matchAll(FIGURES)) {
      const range = document.createRange()
      range.setStart(node, match.index)
      range.setEnd(node, match.index + match[0].length)
      const lines = new Set([...range.getClientRects()].filter((box) => box.width > 0).map((box) => Math.round(box.top)))
      if (lines.size > 1) found.push(`${match[0]} in "${node.data.trim().slice(0, 60)}"`)
    }
  }
  return found
})
