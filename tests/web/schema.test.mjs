// The types of the pages are those of the program: `npm run types` in web/ was not forgotten.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { schemaFile, schemaText } from '../../web/scripts/types.mjs'

test('src/api/schema.d.ts says what the program says', async () => {
  assert.ok(readFileSync(schemaFile, 'utf8') === (await schemaText()), 'run `npm run types` in web/ and commit src/api/schema.d.ts')
})
