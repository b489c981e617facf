#!/usr/bin/env node
// Each room's SQL is about the tables that this room lists in its value (struct room_table): of those of another room it asks that room.
// usage: check-tables.mjs [TREE]
import { fault, files, finish, read } from './tree.mjs'

const LIST = /\bstruct room_table \w+\[\] = \{([\s\S]*?)\};/g
const TEXT = /"((?:[^"\\\n]|\\.)*)"/g
// what follows is a table, or several apart by commas
const AFTER = /\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(\w+(?:\s+\w+)?(?:\s*,\s*\w+(?:\s+\w+)?)*)/gi

const sources = files().map((path) => [path, ...(/^src\/([^/]+)\/.+\.[ch]$/.exec(path) ?? [])]).filter(([, whole]) => whole)
  .map(([path, , folder]) => ({ path, folder, text: read(path) }))
const owners = new Map()
for (const { folder, text } of sources)
  for (const [, list] of text.matchAll(LIST))
    for (const [, table] of list.matchAll(/\{"(\w+)"/g)) owners.set(table, folder)

for (const { path, folder, text } of sources) {
  // texts side by side are one, as to the compiler, also with a macro between them
  const code = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
  const whole = []
  let before = -1
  for (const match of code.matchAll(TEXT)) {
    if (before >= 0 && /^[\s\w()]*$/.test(code.slice(before, match.index))) whole.at(-1).sql += match[1]
    else whole.push({ at: match.index, sql: match[1] })
    before = match.index + match[0].length
  }
  for (const { at, sql } of whole)
    for (const [, names] of sql.matchAll(AFTER))
      for (const name of names.split(',').map((one) => one.trim().split(/\s/)[0])) {
        const owner = owners.get(name)
        if (owner && owner !== folder) fault(path, code.slice(0, at).split('\n').length, `the table ${name} is ${owner}'s: ask that room`)
      }
}
if (owners.size === 0) fault('src', 1, 'no room lists a table')
finish('tables')
