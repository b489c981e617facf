#!/usr/bin/env node
// Sizes, white space, and words that do not belong into a repository.
// usage: check-style.mjs [TREE]
import { extname } from 'node:path'
import { fault, files, finish, read } from './tree.mjs'

const FILE_LINES_MAX = 800
const FUNCTION_LINES_MAX = 100
const COLUMNS = 120
const WIDE_LINES = 'tools/wide-lines.txt' // how many lines of src may be wider, from before there was a limit: it only falls

const TEXT = new Set(['.c', '.h', '.def', '.build', '.txt', '.md', '.mjs', '.js', '.ts', '.vue', '.css', '.html', '.json',
  '.sh', '.sql', '.yml', '.yaml', '.tsv', '.geojson', '.svg', '.npmrc', ''])
const CODE = new Set(['.c', '.h', '.def', '.mjs', '.js', '.ts', '.vue', '.css', '.html', '.sh', '.sql', ''])
const GENERATED = /(^|\/)(package-lock\.json|LICENSE)$|\.d\.ts$/

// put together here, so that this file does not find itself
const words = (...parts) => new RegExp(parts.join('|'))
const UNFINISHED = words('\\bTO' + 'DO\\b', '\\bFIX' + 'ME\\b', '\\bX' + 'XX\\b')
const THIS_MACHINE = words('/wo' + 'rk/', '/ho' + 'me/[a-z]', '/ro' + 'ot/', '\\.\\./sha' + 'red\\b')
const REGISTRY = words('registry\\.npm' + 'js\\.org', 'registry\\.yarn' + 'pkg\\.com', 'npm' + 'mirror\\.com',
  'proxy\\.golang' + '\\.org', 'pypi' + '\\.org', '"resolved"\\s*:\\s*"http')

function checkLines(path, extension, lines) {
  lines.forEach((line, index) => {
    const number = index + 1
    if (line.includes('\r')) fault(path, number, 'lines end with LF')
    if (extension !== '.tsv' && extension !== '.md' && /[ \t]+$/.test(line)) fault(path, number, 'white space at the end')
    if (CODE.has(extension) && UNFINISHED.test(line)) fault(path, number, 'unfinished: do it, or open an issue')
    if (THIS_MACHINE.test(line)) fault(path, number, 'a path of one machine')
    if (REGISTRY.test(line)) fault(path, number, 'the host of a package registry')
    if ((extension === '.c' || extension === '.h') && /^\t/.test(line)) fault(path, number, 'indent with four spaces')
  })
}

// A function begins where its brace opens at the end of a line that starts in the first column
// (or alone in it), and ends with the brace in the first column.
function checkFunctions(path, lines) {
  let start = 0
  let head = 0
  lines.forEach((line, index) => {
    const number = index + 1
    if (start === 0) {
      if (/^[A-Za-z_]/.test(line)) head = number
      const opens = /^\{/.test(line) || /^[A-Za-z_].*\)\s*\{\s*$/.test(line) || /^\s+.*\)\s*\{\s*$/.test(line)
      if (opens && head > 0) start = head
    }
    if (/^\}/.test(line)) {
      if (start > 0 && number - start + 1 > FUNCTION_LINES_MAX) {
        fault(path, start, `a function of ${number - start + 1} lines (at most ${FUNCTION_LINES_MAX}; 60 is comfortable)`)
      }
      start = 0
      head = 0
    }
  })
}

// A test that says how long something takes judges the machine. It waits for what must happen, or counts; processor time is none of
// this.
const JUDGES = words('\\bassert', '\\bmust\\(')
const CLOCK = words('\\bDate\\.now\\(', '\\bperformance\\.now\\(', '\\bhrtime\\b', '\\bclock_monotonic_\\w+\\(')
const DURATION = /\b(\w+) = .*?(?:Date\.now|performance\.now|clock_monotonic_\w+)\(\) *-/

function checkDurations(path, lines) {
  const durations = lines.flatMap((line) => DURATION.exec(line)?.[1] ?? [])
  const named = durations.length > 0 ? new RegExp(`\\b(?:${durations.join('|')})\\b`) : null
  lines.forEach((line, index) => {
    const text = line.replace(/`[^`]*`|'[^']*'|"[^"]*"|=>/g, '')
    if (JUDGES.test(text) && /</.test(text) && (CLOCK.test(text) || named?.test(text))) fault(path, index + 1, 'a duration is asserted: wait for what must happen, or count')
  })
}

const wide = new Map() // lines of more than COLUMNS, by file

function checkWidth(path, lines) {
  const count = lines.filter((line) => line.length > COLUMNS).length
  if (path.startsWith('src/') && count > 0) wide.set(path, count)
}

function checkWideLeft() {
  const left = files().includes(WIDE_LINES) ? Number(read(WIDE_LINES)) : 0
  const count = [...wide.values()].reduce((sum, each) => sum + each, 0)
  if (count < left) fault(WIDE_LINES, 1, `only ${count} lines of src are wider than ${COLUMNS} columns: write that here`)
  if (count <= left) return
  const list = [...wide].map(([path, each]) => `${path} ${each}`).join(', ')
  fault(WIDE_LINES, 1, `${count} lines of src are wider than ${COLUMNS} columns, not ${left}: ${list}`)
}

for (const path of files()) {
  const extension = extname(path)
  if (!TEXT.has(extension) || path === 'LICENSE') continue
  if (path.startsWith('tests/fuzz/corpus/')) continue // bytes for a fuzz target, not text
  const text = read(path)
  if (text.includes('\0')) continue
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  else if (text.length > 0 && extension !== '.geojson') fault(path, lines.length, 'the last line has no end')
  checkLines(path, extension, lines)
  if (CODE.has(extension) && !GENERATED.test(path)) checkWidth(path, lines)
  if (CODE.has(extension) && !GENERATED.test(path) && lines.length > FILE_LINES_MAX) {
    fault(path, FILE_LINES_MAX + 1, `a file of ${lines.length} lines (at most ${FILE_LINES_MAX}; 400 is comfortable)`)
  }
  if (extension === '.c') checkFunctions(path, lines)
  if (path.startsWith('tests/') && (extension === '.c' || extension === '.mjs')) checkDurations(path, lines)
}
checkWideLeft()
finish('style')
