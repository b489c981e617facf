// The fault campaign: hurts the real program while clerks work, and proves afterwards that nothing was lost or doubled.
//
//   node tests/faults/run.mjs [--long] [--report FILE] [NAME...]     all torments, or those named
//   node tests/faults/run.mjs --list
//
// TONGBAN_TEST_ENGINE=sqlite|postgres chooses the engine. Prints a table; the last line counts.
import { execFileSync } from 'node:child_process'
import { cpus, release, totalmem } from 'node:os'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { top } from '../server.mjs'
import { Skip, cluster, engine } from './scene.mjs'
import disk from './torments/disk.mjs'
import examiner from './torments/examiner.mjs'
import postgres from './torments/postgres.mjs'
import program from './torments/program.mjs'
import spike from './torments/spike.mjs'
import start from './torments/start.mjs'

// The short campaign on PostgreSQL leaves to SQLite's what hurts the program and not the database.
const SHORT_ON_POSTGRES = new Set(['kill', 'power-cut', 'start', 'postmaster', 'backends', 'failover'])

const all = [...examiner, ...program, ...disk, ...start, ...spike, ...postgres]

function read(words) {
  const options = { long: false, list: false, report: null, names: [] }
  for (let k = 0; k < words.length; k += 1) {
    if (words[k] === '--long') options.long = true
    else if (words[k] === '--list') options.list = true
    else if (words[k] === '--report') options.report = words[k += 1]
    else options.names.push(words[k])
  }
  return options
}

const options = read(process.argv.slice(2))
const unknown = options.names.filter((name) => !all.some((one) => one.name === name))
if (unknown.length) {
  console.error(`no such torment: ${unknown.join(' ')}`)
  process.exit(2)
}
if (options.list) {
  await cluster?.remove()
  for (const { name, engines = ['sqlite', 'postgres'], about } of all) console.log(`${name.padEnd(18)}${engines.join(' ').padEnd(18)}${about}`)
  process.exit(0)
}

function wanted({ name, engines }) {
  if (engines && !engines.includes(engine)) return false
  if (options.names.length) return options.names.includes(name)
  return options.long || engine === 'sqlite' || SHORT_ON_POSTGRES.has(name)
}

const COLUMNS = ['cases', 'events', 'answered', 'repeated', 'silent', 'refused', 'asked_again', 'lost', 'doubled']
const row = (name, seconds, cells, rest) => console.log(`${name.padEnd(17)}${String(seconds).padStart(7)}${cells.map((cell) => String(cell ?? '').padStart(12)).join('')}  ${rest}`)

async function one(torment) {
  const began = Date.now()
  const seconds = () => ((Date.now() - began) / 1000).toFixed(1)
  try {
    const facts = await torment.run({ long: options.long })
    const others = Object.entries(facts).filter(([name]) => !COLUMNS.includes(name))
    row(torment.name, seconds(), COLUMNS.map((name) => facts[name]), others.map(([name, value]) => `${name} ${value}`).join(', '))
    return { name: torment.name, result: 'passed', seconds: Number(seconds()), ...facts }
  } catch (error) {
    if (error instanceof Skip) {
      console.log(`${torment.name.padEnd(17)}${seconds().padStart(7)}  skipped: ${error.message}`)
      return { name: torment.name, result: 'skipped', why: error.message }
    }
    console.log(`${torment.name.padEnd(17)}${seconds().padStart(7)}  FAILED: ${error.stack}`)
    return { name: torment.name, result: 'failed', seconds: Number(seconds()), why: error.message }
  }
}

function git(...words) {
  try { return execFileSync('git', words, { cwd: top, encoding: 'utf8' }).trim() } catch { return '' }
}

console.log(`${options.long ? 'long' : 'short'} campaign, ${engine}`)
row('', 'seconds', COLUMNS.map((name) => name.replace('_', ' ')), '')
const began = new Date()
const results = []
for (const torment of all) {
  if (wanted(torment)) results.push(await one(torment))
}
await cluster?.remove()
const count = (result) => results.filter((each) => each.result === result).length
const sum = (name) => results.reduce((total, each) => total + (each[name] ?? 0), 0)
console.log(`together: ${['kills', ...COLUMNS].map((name) => `${name} ${sum(name)}`).join(', ')}`)
if (options.report) {
  if (!existsSync(dirname(options.report))) mkdirSync(dirname(options.report), { recursive: true })
  const machine = { processors: cpus().length, model: cpus()[0]?.model, memory_mb: Math.round(totalmem() / 2 ** 20), kernel: release(), node: process.version }
  writeFileSync(options.report, `${JSON.stringify({ began, ended: new Date(), commit: git('rev-parse', 'HEAD'), changed: git('status', '--porcelain', '--untracked-files=no') !== '',
    engine, long: options.long, machine, lost: sum('lost'), doubled: sum('doubled'), results }, null, 2)}\n`)
}
if (count('skipped')) console.log(`${count('skipped')} skipped`)
console.log(`${count('passed')} passed, ${count('failed')} failed`)
process.exit(count('failed') === 0 && count('passed') > 0 ? 0 : 1)
