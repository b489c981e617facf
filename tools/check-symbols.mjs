#!/usr/bin/env node
// What is linked keeps the order of the folders too: nothing calls upwards by declaring for itself what it may not include.
// usage: check-symbols.mjs [LIBRARY...]     without: those of build/
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { layers } from './tree.mjs'

const build = join(fileURLToPath(import.meta.url), '../../build')
const libraries = process.argv.length > 2 ? process.argv.slice(2) : [join(build, 'librules.a'), join(build, 'libtongban.a')]
const listed = execFileSync('nm', ['-A', '-g', ...libraries], { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] })
const order = layers()
const definedIn = new Map()
const needed = []
for (const line of listed.split('\n')) {
  const [, folder, kind, symbol] = /src_([a-z]+)_\S*\.o:\s*[0-9a-f]*\s+(\w) (\S+)$/.exec(line) ?? []
  if (kind === 'U') needed.push([folder, symbol])
  else if (kind) definedIn.set(symbol, folder)
}
const faults = new Set()
for (const [folder, symbol] of needed) {
  const above = definedIn.get(symbol)
  if (above && order.indexOf(above) > order.indexOf(folder)) faults.add(`src/${folder} calls ${symbol} of src/${above}, which is above it`)
}
for (const fault of [...faults].sort()) console.log(fault)
if (definedIn.size === 0) console.log('no symbols were found')
process.exit(faults.size > 0 || definedIn.size === 0 ? 1 : 0)
