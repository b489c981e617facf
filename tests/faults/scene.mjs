// One scene of the campaign: the program on a database of its own, clerks at work, something that hurts, and the proof.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeSync, openSync, closeSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { startServer, top } from '../server.mjs'
import { MONDAY, clockAt } from '../api/support.mjs'
import { Cluster, TEMPLATE, noCluster } from './cluster.mjs'
import { Clients } from './clients.mjs'
import { examine } from './examine.mjs'

export const build = process.env.TONGBAN_PROGRAM ? join(top, process.env.TONGBAN_PROGRAM, '..') : join(top, 'build')
export const shimPath = join(build, 'tests/faults/faults_shim.so')
export const spikePath = join(build, 'tests/faults/faults_spike')
export const cutPath = join(build, 'tests/faults/faults_cut')
export const engine = process.env.TONGBAN_TEST_ENGINE ?? 'sqlite'
export const cluster = engine === 'postgres' && !noCluster() ? await Cluster.primary() : null // all scenes on PostgreSQL share it
export const isRoot = process.getuid() === 0
export const MEMORY_MAX_MB = 256 // the program's, whatever happens

export const random = (below) => Math.floor(Math.random() * below)

/** What cannot be done here: counted as skipped, with the reason. */
export class Skip extends Error {}

export function must(holds, sentence) {
  if (!holds) throw new Error(sentence)
}

/** Runs a command of the machine; skips the scene when it is not allowed or not there. */
export function orSkip(why, command, ...args) {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (error || status !== 0) throw new Skip(`${why}: ${command} ${error?.message ?? stderr.trim()}`)
}

export const residentMb = (pid) => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024

/** How many files a process may have open. */
export const filesMax = (pid = 'self') => Number(/^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))[1])

/** As many connections as are wanted, or as many as this machine lets both sides have. */
export const connectionsOf = (wanted) => Math.min(wanted, filesMax() - 200)

/** Follows the memory of a process; `stop()` gives the most it had, in MB. */
export function watchMemory(server) {
  let most = 0
  const look = () => { try { most = Math.max(most, residentMb(server.child.pid)) } catch { /* it is just starting again */ } }
  const timer = setInterval(look, 50)
  return { stop: () => { look(); clearInterval(timer); return Math.round(most) } }
}

// The control file of shim.c: 64-bit integers in this order.
const FIELDS = ['sync_delay_us', 'write_delay_us', 'clock_offset_us', 'write_errno', 'sync_errno', 'sync_freeze', 'sync_lies']

/** The shim around a program: `under` for startServer, `set` to hurt it while it runs. */
export function shim() {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-shim-'))
  const path = join(folder, 'control')
  writeFileSync(path, Buffer.alloc(4096))
  chmodSync(folder, 0o755) // PostgreSQL runs as another user
  const fd = openSync(path, 'r+')
  return {
    under: ['env', `LD_PRELOAD=${shimPath}`, `FAULTS_CONTROL=${path}`],
    set(values) {
      for (const [name, value] of Object.entries(values)) {
        const bytes = Buffer.alloc(8)
        bytes.writeBigInt64LE(BigInt(Math.round(value)))
        writeSync(fd, bytes, 0, 8, 8 * FIELDS.indexOf(name))
      }
    },
    close() {
      closeSync(fd)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Plays a scene: clerks work, `hurt` happens, they still work afterwards, and all they were told is proved.
 *  options: as startServer's, and workers, silentMs, before and after (answers), at (a cluster other than the one all share).
 *  hurt({server, clients, facts, proof, proofAtRest}): facts go into the report; proof() examines in between, while the program is
 *  dead, proofAtRest() while it lives: nobody may be told anything while the database is read. */
export async function play(options, hurt) {
  const { workers = 12, silentMs, args = [], before = 40, after = 40, at = cluster, ...more } = options
  if (engine === 'postgres' && !at) throw new Skip(noCluster())
  const server = await startServer({ args: [clockAt(MONDAY), ...args], ...(at && { cluster: at.url(), template: TEMPLATE }), ...more })
  const clients = new Clients(server, { workers, silentMs })
  const facts = {}
  const proof = async () => {
    const { faults, ...counts } = await examine(server, [clients, ...(facts.others ?? [])])
    must(faults.length === 0, faults.join('\n'))
    return counts
  }
  const proofAtRest = async () => {
    await clients.stop()
    await proof()
    clients.start()
  }
  try {
    clients.start()
    await clients.answered(before)
    await hurt({ server, clients, facts, proof, proofAtRest })
    await clients.answered(after)
    await clients.stop()
    must(clients.wrong.length === 0, clients.wrong.join('\n'))
    facts.asked_again = await clients.askAgain()
    must(clients.wrong.length === 0, clients.wrong.join('\n'))
    await server.end()
    Object.assign(facts, await proof())
    delete facts.others
    return { ...clients.counts, ...facts }
  } catch (error) {
    if (!(error instanceof Skip)) error.message += `\nlast words of the program: ${server.log.slice(-2000)}`
    throw error
  } finally {
    await clients.close()
    server.child.kill('SIGKILL')
    await server.ended
    await server.forget().catch(() => {}) // its cluster may have gone with it
  }
}
