// The types of the pages are those of the program: `npm run types` in web/ was not forgotten.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { schemaFile, schemaText } from '../../web/scripts/types.mjs'

// the sentences beside the types may be older, the types may not
const typesOf = (text) => text.replace(/\/\*\*.*?\*\/\s*/gs, '')

test('src/api/schema.d.ts has the types of what the program says', async () => {
  const now = typesOf(await schemaText())
  assert.ok(typesOf(readFileSync(schemaFile, 'utf8')) === now, 'run `npm run types` in web/ and commit src/api/schema.d.ts')
})
