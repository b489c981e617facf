// The pages' library decides as the program does: the same cases as tests/unit/test_jsonlogic.c.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'

const jsonLogic = createRequire(new URL('../../web/package.json', import.meta.url))('json-logic-js')
const cases = JSON.parse(readFileSync(new URL('../unit/data/jsonlogic.json', import.meta.url), 'utf8')).filter(Array.isArray)

test('every case gives its value in the browser too', (t) => {
  t.mock.method(console, 'log', () => {}) // the operator `log` speaks
  assert.ok(cases.length > 250)
  for (const [rule, data, expected] of cases) {
    // as it would travel: undefined and what is not finite are null
    const value = JSON.parse(JSON.stringify(jsonLogic.apply(rule, data) ?? null))
    assert.deepEqual(value, expected, JSON.stringify([rule, data]))
  }
})
