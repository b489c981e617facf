// The texts of the pages: both languages say the same things, and every text that is used exists.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const src = fileURLToPath(new URL('../../web/src/', import.meta.url))
const LANGUAGES = ['zh-CN', 'en']
const FILES = ['common', 'resident', 'desk']

function flat(tree, before = '') {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'string' ? [[before + name, value]] : flat(value, `${before}${name}.`))
}

const texts = (language, file) => new Map(flat(JSON.parse(readFileSync(join(src, 'i18n', language, `${file}.json`), 'utf8'))))
const blanks = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

for (const file of FILES) {
  test(`${file}: Chinese and English have the same texts`, () => {
    const [zh, en] = LANGUAGES.map((language) => texts(language, file))
    assert.deepEqual([...zh.keys()].sort(), [...en.keys()].sort())
    for (const [key, text] of zh) {
      assert.deepEqual(blanks(text), blanks(en.get(key)), `${key}: the same values in both languages`)
      assert.ok(text.trim() && en.get(key).trim(), `${key} is empty`)
      // vue-i18n splits at the bar: a Chinese text has one form, an English one at most two
      assert.ok(!text.includes('|'), `${key}: Chinese has no plural`)
      assert.ok(en.get(key).split('|').length <= 2, key)
    }
  })
}

/** What a source file asks for: whole keys, and the beginnings of keys made at run time. */
function asked(source) {
  const keys = new Set()
  const beginnings = new Set()
  for (const [, key] of source.matchAll(/'([a-z_]+(?:\.[A-Za-z0-9_-]+)+)'/g)) keys.add(key)
  for (const [, beginning] of source.matchAll(/`([a-z_]+(?:\.[A-Za-z0-9_-]+)*[._])\$\{/g)) beginnings.add(beginning)
  // the first word of a key may be named apart: listed('channel', codes)
  const words = new Set([...source.matchAll(/'([a-z_]+)'|^ {2}([a-z_]+): \[/gm)].map((found) => `${found[1] ?? found[2]}.`))
  return { keys, beginnings, words }
}

const sources = readdirSync(src, { recursive: true })
  .filter((name) => /\.(vue|ts)$/.test(name) && !name.startsWith('i18n') && !name.endsWith('.d.ts'))
  .map((name) => ({ name, ...asked(readFileSync(join(src, name), 'utf8')) }))
const rooms = { common: texts('zh-CN', 'common'), resident: texts('zh-CN', 'resident'), desk: texts('zh-CN', 'desk') }
const roomOf = (name) => (name.startsWith('resident') ? 'resident' : name.startsWith('desk') ? 'desk' : 'common')

test('every text that a page asks for exists', () => {
  const missing = []
  for (const { name, keys, beginnings } of sources) {
    const room = roomOf(name)
    const known = [...rooms.common.keys(), ...rooms[room].keys()]
    const tops = new Set(known.map((key) => key.split('.')[0]))
    // a quoted word with a dot is a text only if it begins like one
    for (const key of keys) {
      if (tops.has(key.split('.')[0]) && !known.includes(key) && !known.some((each) => each.startsWith(`${key}.`)))
        missing.push(`${name}: ${key}`)
    }
    for (const beginning of beginnings) {
      if (tops.has(beginning.split('.')[0]) && !known.some((key) => key.startsWith(beginning))) missing.push(`${name}: ${beginning}…`)
    }
  }
  assert.deepEqual(missing, [])
})

test('every t() names a text of the right file', () => {
  const wrong = []
  for (const { name } of sources) {
    const known = new Set([...rooms.common.keys(), ...rooms[roomOf(name)].keys()])
    const source = readFileSync(join(src, name), 'utf8')
    for (const [, key] of source.matchAll(/(?<![\w.])\$?te?\(\s*'([^']+)'/g)) if (!known.has(key)) wrong.push(`${name}: ${key}`)
  }
  assert.deepEqual(wrong, [])
})

test('no text is there that nobody asks for', () => {
  const idle = []
  for (const [room, known] of Object.entries(rooms)) {
    if (room === 'common') continue
    const readers = sources.filter(({ name }) => roomOf(name) === room)
    for (const key of known.keys()) {
      const used = readers.some(({ keys, beginnings, words }) =>
        keys.has(key) || [...beginnings, ...words].some((each) => key.startsWith(each)))
      if (!used) idle.push(`${room}: ${key}`)
    }
  }
  assert.deepEqual(idle, [])
})

test('every state, action, reason and procedure of a case has its plain words', () => {
  const schema = readFileSync(join(src, 'api/schema.d.ts'), 'utf8')
  // the words of the enumeration that has this one among them
  const wordsWith = (word) => {
    const all = schema.match(/(?:"[a-z_]+"(?: \| )?){2,}/g)
    return all.find((each) => each.includes(`"${word}"`)).match(/[a-z_]+/g)
  }
  const wanted = [
    ...wordsWith('take_over').map((action) => `follow.event.${action}`),
    ...wordsWith('wrong_routing').map((code) => `follow.reason.${code}`),
    ...wordsWith('hearing').map((procedure) => `follow.procedure.${procedure}`),
  ]
  assert.deepEqual(wanted.filter((key) => !rooms.resident.has(key)), [])
  assert.deepEqual(wordsWith('in_transit').filter((state) => !rooms.common.has(`state.${state}`)), [])
})

test('residents are spoken to: no text of their pages and no guide speaks of an applicant', () => {
  for (const file of ['common', 'resident'])
    for (const [key, text] of texts('zh-CN', file)) assert.doesNotMatch(text, /申请人/, `${file}: ${key}`)
  const guides = fileURLToPath(new URL('../../data/shanghai/guides/', import.meta.url))
  for (const name of readdirSync(guides))
    for (const [, text] of readFileSync(join(guides, name), 'utf8').matchAll(/"zh": "([^"]*)"/g)) assert.doesNotMatch(text, /申请人/, name)
})
