// Ten times as many applications as can be taken: those that are too many are refused at once with a time to come back,
// memory stays bounded, readers are served meanwhile, and soon afterwards everything is as before.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { A, DIRECT, application, figure, until } from '../../api/support.mjs'
import { MEMORY_MAX_MB, connectionsOf, must, play, spikePath, watchMemory } from '../scene.mjs'

const run = promisify(execFile)
const TIMES = 10
export const CLERK = `clerk.${A}`

/** Applications at a rate (0: as fast as they are answered), from many connections; what became of each. */
export async function shoot(server, clients, { keys, rate, seconds, connections }) {
  const bodies = join(server.folder, 'bodies')
  const told = Array.from({ length: 2000 }, () => JSON.stringify(application(DIRECT)))
  writeFileSync(bodies, told.map((body) => `${body}\n`).join(''))
  const { stdout } = await run(spikePath, [server.port, await clients.token(CLERK), bodies, keys, rate, seconds, connections].map(String), { maxBuffer: 1 << 30 })
  const lines = stdout.trim().split('\n')
  const sent = lines.slice(0, -1).map((line) => {
    const [k, status, number, tellsWhen] = line.split(' ')
    return { key: `${keys}-${k}`, body: told[Number(k) % told.length], status: Number(status), number, tellsWhen: tellsWhen === '1' }
  })
  return { sent, figures: JSON.parse(lines.at(-1)) }
}

// What the shots know, as the examiner wants it; what was never answered is asked by the clients until it is.
export async function settle(shots, clients, facts) {
  const known = { requests: [], cases: new Map() }, silent = []
  for (const { key, body, status, number } of shots) {
    const one = { who: CLERK, path: '/v1/cases', key }
    if (status === 201) {
      known.requests.push({ ...one, status, text: JSON.stringify({ case_number: number }) })
      if (known.cases.has(number)) throw new Error(`${number} was given twice`)
      known.cases.set(number, { number, revision: 1, state: 'received', steps: [{ action: 'receive', revision: 1, state: 'received' }] })
    } else if (status === 503) {
      known.requests.push({ ...one, refused: true })
    } else {
      silent.push({ key, body })
    }
  }
  facts.unanswered = silent.length
  const ask = async () => { for (let one; (one = silent.pop());) await clients.write(CLERK, '/v1/cases', JSON.parse(one.body), one.key) }
  await Promise.all(Array.from({ length: 16 }, ask))
  return known
}

async function spike({ long }) {
  return play({ workers: 6 }, async ({ server, clients, facts }) => {
    await clients.token(CLERK)
    clients.measure()
    await clients.answered(200)
    facts.p95_before_ms = clients.delay()
    const { figures: peak, sent: first } = await shoot(server, clients, { keys: `${clients.name}-peak`, rate: 0, seconds: long ? 5 : 1, connections: 64 })
    facts.peak_per_s = Math.round(peak.taken / (peak.seconds + 0.5))
    let over = false
    const reads = []
    const reading = (async () => {
      while (!over) {
        const began = Date.now()
        await clients.read(CLERK, '/v1/worklist')
        reads.push(Date.now() - began)
        await pause(10)
      }
    })()
    const memory = watchMemory(server)
    const { figures, sent } = await shoot(server, clients, { keys: `${clients.name}-spike`, rate: TIMES * facts.peak_per_s, seconds: long ? 20 : 3, connections: connectionsOf(long ? 9000 : 6000) })
    const ended = Date.now()
    over = true
    await reading
    facts.most_mb = memory.stop()
    Object.assign(facts, { spike_sent: figures.sent, spike_taken: figures.taken, spike_refused: figures.refused })
    facts.reads = reads.length
    facts.read_p95_ms = reads.toSorted((one, other) => one - other)[Math.floor(reads.length * 0.95)]
    must(figures.other === 0, `${figures.other} answers were neither 201 nor 503`)
    must(sent.every((one) => one.status !== 503 || one.tellsWhen), 'a 503 did not tell when to come back')
    must(figures.taken > 0, 'nothing was taken during the spike')
    must(facts.most_mb < MEMORY_MAX_MB, `${facts.most_mb} MB`)
    await until(async () => await figure(server, 'tongban_writer_waiting') <= clients.workers, 'the queue is worked off')
    facts.recovered_s = (Date.now() - ended) / 1000
    clients.measure()
    await clients.answered(60)
    facts.p95_after_ms = clients.delay()
    facts.others = [await settle([...first, ...sent], clients, facts)]
  })
}

export default [{ name: 'spike', about: 'ten times the rate that can be taken, as an open loop', run: spike }]
