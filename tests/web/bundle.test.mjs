// What `npm run build` made: small, compressed, nothing inline, nothing from elsewhere.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'

const top = fileURLToPath(new URL('../../', import.meta.url))
const dist = join(top, 'web/dist')
const RESIDENT_BYTES_MAX = 250 * 1024

const text = (name) => readFileSync(join(dist, name), 'utf8')
const names = readdirSync(dist, { recursive: true })

test('both entries name their scripts and styles, hashed, and hold nothing inline', () => {
  for (const entry of ['index.html', 'desk/index.html']) {
    const html = text(entry)
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/, entry)
    const asked = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => name)
    assert.ok(asked.length >= 3, entry)
    for (const name of asked) {
      assert.ok(existsSync(join(dist, name)), `${entry} asks for ${name}`)
      if (name.startsWith('/assets/')) assert.match(name, /-[\w-]{8}\.(js|css)$/)
    }
  }
})

test('everything larger than a kilobyte has its .gz beside it, saying the same', () => {
  for (const name of names.filter((each) => /\.(html|js|css|svg)$/.test(each))) {
    const bytes = readFileSync(join(dist, name))
    if (bytes.length < 1024) continue
    assert.deepEqual(gunzipSync(readFileSync(join(dist, `${name}.gz`))), bytes, name)
  }
})

test('what a resident loads before choosing anything is small', () => {
  const seen = new Set()
  const follow = (name) => {
    if (seen.has(name)) return
    seen.add(name)
    // static imports only: pages and the map come when they are asked for
    for (const [, next] of text(name).matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+)"/g)) follow(`assets/${next}`)
  }
  for (const [, name] of text('index.html').matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) follow(name)
  const bytes = [...seen].reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, name))).length, 0)
  assert.ok(bytes < RESIDENT_BYTES_MAX, `${bytes} bytes compressed`)
  assert.ok(![...seen].some((name) => name.includes('DistrictMap')), 'the map is loaded when it is shown')
})

test('no code is made from text, nothing is asked from another machine', () => {
  for (const name of names.filter((each) => each.endsWith('.js'))) {
    assert.doesNotMatch(text(name), /\bnew Function\(|[^\w.$]eval\(/, name)
    assert.doesNotMatch(text(name), /(?:fetch|import|src)\(?[=:]?\s*["']https?:\/\//, name)
  }
  for (const name of names.filter((each) => each.endsWith('.css'))) assert.doesNotMatch(text(name), /url\(["']?(?:https?:)?\/\/|@import/, name)
})

test('the lock file names no registry', () => {
  const lock = JSON.parse(readFileSync(join(top, 'web/package-lock.json'), 'utf8'))
  const named = Object.entries(lock.packages).filter(([, each]) => each.resolved).map(([name]) => name)
  assert.deepEqual(named, [])
})
