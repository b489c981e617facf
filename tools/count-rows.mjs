#!/usr/bin/env node
// Counts the rows of every table of a city pack and writes rows.tsv, by which `tongban load` knows a table that was cut: after an
// edit, look at the difference of that file, then load.
//
//   node tools/count-rows.mjs data/shanghai
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export function countRows(folder) {
  const tables = readdirSync(folder).filter((name) => name.endsWith('.tsv') && name !== 'rows.tsv').sort()
  const rows = (name) => readFileSync(join(folder, name), 'utf8').split('\n').length - 2 // the head, and what is behind the last line end
  writeFileSync(join(folder, 'rows.tsv'), ['file\trows', ...tables.map((name) => `${name}\t${rows(name)}`), ''].join('\n'))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.length !== 3) {
    console.error('usage: node tools/count-rows.mjs FOLDER')
    process.exit(2)
  }
  countRows(process.argv[2])
}
