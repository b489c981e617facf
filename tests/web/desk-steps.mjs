// What clerks do with the desk, as steps for its tests: signing in, filling in with the keyboard alone.
import assert from 'node:assert/strict'
import { demoPassword } from '../server.mjs'
import { openPage, settled, visit } from './browser.mjs'

export const DESK = { width: 1440, height: 900 }
export const A = { centre: '310101002', name: '南京东路街道社区事务受理服务中心' }
export const B = { centre: '310104014', name: '徐家汇街道社区事务受理服务中心' }
export const SPLIT = { code: 'MZ-001', initials: 'zdsh', name: '城乡居民最低生活保障申请' }
export const ON_THE_SPOT = { code: 'RS-001', words: '失业登记' }

/** A page of the desk, signed in with the keyboard; `refused`: the sign-in ends in a sentence. */
export async function signIn(browser, url, username, options = {}) {
  const page = await openPage(browser, url, { size: DESK, ...options })
  await visit(page, url, '/desk/')
  await page.waitForSelector('#username:focus')
  await page.keyboard.type(username)
  await page.keyboard.press('Tab')
  await page.keyboard.type(options.password ?? demoPassword)
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.querySelector('.gate .alert') || !document.querySelector('#username'))
  await settled(page)
  const alert = page.locator('.gate .alert')
  if (!options.refused && await alert.count()) assert.fail(`${username} is not signed in: ${await alert.innerText()}`)
  return page
}

const SHOWN = { '/take': '.take', '/worklist': '.worklist', '/cases': '.case, .empty', '/receipt': '.page', '/password': '#old_password' }
export const go = async (page, url, path) => {
  await page.goto(`${url}/desk/#${path}`)
  await page.waitForSelector(SHOWN[`/${path.split('/')[1]}`])
  await settled(page)
}

export async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key)
}

/** Where the keyboard is: the field a server error would name. */
export const fieldInFocus = (page) => page.evaluate(() => document.activeElement?.closest('[data-field]')?.dataset.field ?? document.activeElement?.id)
export const waitForField = (page, field) =>
  page.waitForFunction((wanted) => (document.activeElement?.closest('[data-field]')?.dataset.field ?? document.activeElement?.id) === wanted, field)

/** Who applies, typed from the first field on; ends in the item's field. */
export async function typeApplicant(page, { id = '310101199001010012', name = '张三', phone = '13900001234', hukou, residence }) {
  await waitForField(page, 'applicant.id_number')
  await page.keyboard.type(id)
  await press(page, 'Enter')
  await waitForField(page, 'applicant.name')
  await page.keyboard.type(name)
  await press(page, 'Enter')
  await page.keyboard.type(phone)
  await press(page, 'Enter')
  for (const [field, words] of [['applicant.hukou_division', hukou], ['applicant.residence_division', residence]]) {
    await waitForField(page, field)
    if (words) await page.keyboard.type(words)
    // the list need not have come: the first row is taken when it does
    await press(page, 'Enter')
  }
  await waitForField(page, 'item_code')
}

/** Chooses the item by what a clerk types; ends in the first stop behind it. */
export async function typeItem(page, words) {
  await page.keyboard.type(words)
  await press(page, 'Enter')
  await page.waitForFunction(() => document.activeElement?.id !== 'item' && document.activeElement?.matches('[data-stop]'))
}

/** Answers with digits as long as the keyboard is in a question; `digitOf` may choose another than the first. */
export async function answerAll(page, digitOf = () => '1') {
  for (let guard = 0; guard < 20; guard += 1) {
    const field = await fieldInFocus(page)
    if (!field?.startsWith('answers.')) return
    await press(page, digitOf(field.slice('answers.'.length)))
    await page.waitForFunction((before) => document.activeElement?.closest('[data-field]')?.dataset.field !== before, field)
  }
  assert.fail('the questions do not end')
}

/** Ticks every material with the space bar. */
export async function tickAll(page) {
  for (let guard = 0; guard < 40; guard += 1) {
    const field = await fieldInFocus(page)
    if (!field?.startsWith('materials.')) return
    await press(page, 'Space', 'Enter')
  }
  assert.fail('the materials do not end')
}

const SAMPLE = {
  integer: '2', money: '1200.50', date: '2026-10-01', phone: '13900001234', id_number: '310106195602290025', bank_account: '6222021001116245702',
  address: '测试路1号', text: '测试', person_name: '王小明', long_text: '测试说明',
}

/** Fills every field of the form by its type; ends at the confirmation. */
export async function fillForm(page, fields, special = {}) {
  for (let guard = 0; guard < 60; guard += 1) {
    const field = await fieldInFocus(page)
    if (!field?.startsWith('form.')) return
    const element = field.slice('form.'.length)
    const { type } = fields.find((each) => each.element === element) ?? {}
    const control = await page.evaluate(() => `${document.activeElement.tagName} ${document.activeElement.type} ${document.activeElement.role ?? ''}`)
    if (control.startsWith('INPUT radio')) {
      await press(page, '1')
    } else {
      if (control.startsWith('SELECT')) await press(page, 'ArrowDown')
      else if (type === 'date') await page.evaluate((day) => {
        // how a date is typed depends on the browser's language
        document.activeElement.value = day
        document.activeElement.dispatchEvent(new Event('input', { bubbles: true }))
      }, SAMPLE.date)
      else {
        await press(page, 'Control+a')
        await page.keyboard.type(special[element] ?? (type === 'division' ? 'xujiahui' : SAMPLE[type] ?? '测试'))
      }
      await press(page, 'Enter')
    }
    await page.waitForFunction((before) => document.activeElement?.closest('[data-field]')?.dataset.field !== before, field)
  }
  assert.fail('the form does not end')
}

/** Presses the key of an action, then confirms its form. */
export async function act(page, key, inBetween = async () => {}) {
  await press(page, key)
  await page.waitForSelector('form.act')
  await settled(page)
  await inBetween()
  await press(page, 'Control+Enter')
  await page.waitForSelector('form.act', { state: 'detached' })
  await settled(page)
}

export const stateOf = async (page) => (await page.locator('.facts .state').innerText()).trim()
export const waitForState = (page, words) => page.waitForFunction((wanted) => document.querySelector('.facts .state')?.innerText.startsWith(wanted), words)

/** Closes pages that had nothing to complain of. */
export const done = async (...pages) => {
  for (const page of pages) {
    assert.deepEqual(page.faults, [])
    await page.context().close()
  }
}

// identity numbers with the right check character, a new resident for every case
let born = 0
export function newResident() {
  born += 1
  const body = `310101${1950 + (born % 40)}0${1 + (born % 9)}1${born % 10}${String(100 + born)}`
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((all, weight, at) => all + weight * Number(body[at]), 0)
  return body + '10X98765432'[sum % 11]
}

/** A complete application of the split item, made over the API. */
export async function makeCase(clerk, { id = newResident(), hukou = B.centre, materials = ['id_card', 'hukou_book'], form = {} } = {}) {
  const reply = await clerk.post('/v1/cases', {
    item_code: SPLIT.code,
    answers: { who: 'self', household: 'single', marriage: 'other', ill_or_disabled: 'none' },
    applicant: { id_type: '111', id_number: id, name: '李四', phone: '13900001234', hukou_division: hukou, residence_division: A.centre },
    materials: materials.map((material_code) => ({ material_code, source: 'original', copies: 1 })), form,
  })
  assert.equal(reply.status, 201, reply.text)
  return { ...(await clerk.get(`/v1/cases/${reply.body.case_number}`)).body, ...reply.body }
}
