// What hurts PostgreSQL under the program: its end at any moment, the end of single backends, another server taking over.
import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { startServer } from '../../server.mjs'
import { Cluster, USER } from '../cluster.mjs'
import { A } from '../../api/support.mjs'
import { cluster, must, play, random } from '../scene.mjs'

const backends = (database) => cluster.ask(`SELECT pid FROM pg_stat_activity WHERE datname = '${database}' AND backend_type = 'client backend'`)
const nameOf = (server) => new URL(server.database).pathname.slice(1)

async function postmaster({ long }) {
  return play({}, async ({ server, clients, facts, proofAtRest }) => {
    facts.postmaster_kills = long ? 30 : 2
    for (let k = 0; k < facts.postmaster_kills; k += 1) {
      await clients.answered(1 + random(80))
      await pause(random(20))
      if (k % 5 === 4) await cluster.stop() // and once it is only restarted
      else await cluster.kill()
      if (k % 4 === 3) await server.kill() // and once both
      await cluster.start()
      if (k % 4 === 3) await server.start()
      const back = Date.now()
      await clients.answered(1)
      facts.longest_way_back_ms = Math.max(facts.longest_way_back_ms ?? 0, Date.now() - back)
      if (k % 10 === 9) {
        await clients.answered(20)
        await proofAtRest()
      }
    }
  })
}

async function killBackends({ long }) {
  return play({}, async ({ server, clients, facts }) => {
    facts.backend_kills = 0
    while (facts.backend_kills < (long ? 40 : 3)) {
      await clients.answered(1 + random(80))
      const pids = await backends(nameOf(server)).catch(() => [])
      if (pids.length === 0) continue
      const pid = Number(pids[random(pids.length)])
      if (facts.backend_kills % 2) process.kill(pid, 'SIGKILL') // PostgreSQL then ends all of them, and recovers
      else await cluster.ask(`SELECT pg_terminate_backend(${pid})`)
      facts.backend_kills += 1
      await cluster.until('SELECT 1', '1')
    }
  })
}

async function failover({ long }) {
  let leader = await Cluster.primary()
  let follower = await leader.standby()
  try {
    return await play({ at: leader }, async ({ server, clients, facts, proofAtRest }) => {
      const database = nameOf(server)
      const places = (...members) => `postgresql://${USER}@${members.map((one) => `127.0.0.1:${one.port}`).join()}/${database}?target_session_attrs=read-write`
      server.remove = async () => {} // it goes with its cluster
      facts.failovers = 0
      for (let k = 0; k < (long ? 5 : 1); k += 1) {
        server.where[server.where.indexOf('--db') + 1] = places(leader, follower)
        await server.restart()
        await clients.answered(100)
        await pause(random(20))
        await leader.kill()
        const gone = Date.now()
        await follower.ask('SELECT pg_promote()')
        server.database = follower.url(database)
        await clients.answered(1)
        facts.longest_gap_ms = Math.max(facts.longest_gap_ms ?? 0, Date.now() - gone)
        await clients.answered(100) // the program has found the one that writes
        facts.failovers += 1
        await leader.remove()
        leader = follower
        follower = long ? await leader.standby() : null
        if (long) await proofAtRest()
      }
    })
  } finally {
    await leader.remove()
    await follower?.remove()
  }
}

// Without the standby no commit is confirmed: writes wait and are refused, never answered; who reads is served.
async function standbyAway({ long }) {
  const leader = await Cluster.primary()
  const follower = await leader.standby()
  try {
    return await play({ at: leader, workers: 24, silentMs: 2500 }, async ({ clients, facts }) => {
      facts.times_away = long ? 8 : 1
      for (let k = 0; k < facts.times_away; k += 1) {
        await clients.answered(1 + random(80))
        await (k % 2 ? follower.stop() : follower.kill())
        await clients.refused(40)
        const before = clients.counts.answered
        await clients.read(`clerk.${A}`, '/v1/worklist')
        must(clients.counts.answered === before, 'a write was answered that no standby has')
        await follower.start()
        await clients.answered(60)
      }
    })
  } finally {
    await leader.remove()
    await follower.remove()
  }
}

// Two programs on one database: a request that one did not answer is repeated at the other, with its key.
async function twins({ long }) {
  return play({}, async ({ server, clients, facts }) => {
    const twin = await startServer({ beside: server, args: server.options.args })
    try {
      clients.servers.push(twin)
      facts.twin_kills = long ? 30 : 4
      for (let k = 0; k < facts.twin_kills; k += 1) {
        const one = k % 2 ? server : twin
        await clients.answered(1 + random(120))
        await pause(random(20))
        await (k % 3 === 2 ? one.end() : one.kill())
        await clients.answered(20) // the other one goes on
        await one.start()
      }
      await clients.answered(60)
      clients.servers.pop()
      await twin.end()
    } finally {
      twin.child.kill('SIGKILL')
      await twin.ended
      rmSync(twin.folder, { recursive: true, force: true })
    }
  })
}

export default [
  { name: 'twins', engines: ['postgres'], about: 'two programs on one database, killed in turn; what one did not answer is repeated at the other', run: twins },
  { name: 'standby', engines: ['postgres'], about: 'the synchronous standby is away: nothing is confirmed, everything goes on when it is back', run: standbyAway },
  { name: 'postmaster', engines: ['postgres'], about: 'kill -9 of PostgreSQL, and of both', run: postmaster },
  { name: 'backends', engines: ['postgres'], about: 'kill -9 and termination of single backends', run: killBackends },
  { name: 'failover', engines: ['postgres'], about: 'kill -9 of the leader; a synchronous standby takes over', run: failover },
]
