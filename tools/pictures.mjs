// Takes the pictures of the README from the running program: node tools/pictures.mjs (needs build/tongban and web/dist).
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startServer, top } from '../tests/server.mjs'
import { launch, openPage, PHONE, settled, visit } from '../tests/web/browser.mjs'

const DESK = { width: 1440, height: 900 }
const folder = join(top, 'docs/pictures')
const day = 24 * 3600

function idNumber(birth, serial) {
  const digits = `310101${birth}${serial}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return digits + '10X98765432'[weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0) % 11]
}

// who came on which day before today, for what, from where; none of them exists
const PEOPLE = [
  [12, 'MZ-003', '310101013', '赵丽华', '19560229', '002'], [9, 'RS-019', '310101013', '钱国强', '19700630', '301'],
  [8, 'CL-004', '310101013', '孙美珍', '19491003', '128'], [6, 'ZJ-003', '310101013', '李伟民', '19830712', '517'],
  [5, 'MZ-004', '310115004', '周桂英', '19521117', '246'], [3, 'RS-027', '310101013', '吴建国', '19610905', '133'],
  [1, 'MZ-006', '310101013', '郑秀兰', '19471224', '020'], [0, 'YB-005', '310101013', '王小明', '19900101', '001'],
  [0, 'MZ-003', '310115004', '冯志强', '19750318', '411'], [0, 'GA-012', '310101013', '陈玉梅', '19880808', '802'],
]

async function takeCases(server, fromDay, toDay) {
  const clerk = await server.signIn('clerk.310101013')
  for (const [daysAgo, item, hukou, name, birth, serial] of PEOPLE.filter(([ago]) => ago <= fromDay && ago > toDay)) {
    const reply = await clerk.post('/v1/cases', { item_code: item, answers: {}, form: {}, materials: [],
      applicant: { id_type: '111', id_number: idNumber(birth, serial), name, phone: '13800138000', hukou_division: hukou, residence_division: hukou } })
    if (reply.status !== 201) throw new Error(`${daysAgo} ${item}: ${reply.text}`)
  }
}

async function signIn(page, url, username) {
  await visit(page, url, '/desk/')
  await page.locator('input').nth(0).fill(username)
  await page.locator('input').nth(1).fill('tongban-demo')
  await page.keyboard.press('Enter')
  await page.waitForURL(/#\/(take|worklist)/)
  await settled(page)
}

async function take(page, name) {
  await page.waitForTimeout(600) // what glides has come to rest
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

async function pickFrom(page, id, text) {
  await page.fill(`#${id}`, text)
  await page.waitForTimeout(900)
  await page.keyboard.press('Enter')
  await page.waitForTimeout(400)
}

mkdirSync(folder, { recursive: true })
const server = await startServer({ args: ['--clock-offset', String(-9 * day)] })
const browser = await launch()
try {
  await takeCases(server, 99, 5)
  await server.end()
  server.options.args = ['--clock-offset', String(-3 * day)]
  await server.start()
  await takeCases(server, 5, 0)
  await server.end()
  server.options.args = []
  await server.start()
  await takeCases(server, 0, -1)

  const desk = await openPage(browser, server.url, { size: DESK })
  await signIn(desk, server.url, 'clerk.310101013')
  await desk.fill('#applicant-id', idNumber('19530412', '226'))
  await desk.fill('#applicant-name', '沈阿婆')
  await desk.fill('#applicant-phone', '13912345678')
  await pickFrom(desk, 'applicant-hukou', '潍坊新村')
  await pickFrom(desk, 'item', 'dibao')
  await desk.waitForTimeout(1500)
  await take(desk, 'desk-take')
  await visit(desk, server.url, '/desk/#/worklist')
  await take(desk, 'desk-worklist')

  const clerk = await server.signIn('clerk.310101013')
  const made = (await clerk.post('/v1/cases', { item_code: 'MZ-003', answers: {}, form: {}, materials: [],
    applicant: { id_type: '111', id_number: idNumber('19530412', '226'), name: '沈阿珍', phone: '13912345678', hukou_division: '310115004' } })).body
  const reviewer = await server.signIn('reviewer.310115004')
  for (const action of ['take_over', 'accept', 'review']) await reviewer.post(`/v1/cases/${made.case_number}/actions`, { action })
  await visit(desk, server.url, `/desk/#/cases/${made.case_number}`)
  await take(desk, 'desk-case')

  const phone = await openPage(browser, server.url, { size: PHONE, deviceScaleFactor: 2 })
  await visit(phone, server.url, '/')
  await take(phone, 'resident-home')
  await visit(phone, server.url, `/#/case/${made.case_number}`)
  await phone.locator('input').last().fill(made.query_password)
  await phone.keyboard.press('Enter')
  await settled(phone)
  await take(phone, 'resident-case')
  await visit(phone, server.url, '/#/items/MZ-001')
  await take(phone, 'resident-guide')
  await visit(phone, server.url, '/#/centres')
  await take(phone, 'resident-centres')
} finally {
  await browser.close()
  await server.stop()
}
