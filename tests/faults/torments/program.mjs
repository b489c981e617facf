// What hurts the program itself: its end at any moment, a clock that steps, too few file descriptors, too many who say nothing.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { A } from '../../api/support.mjs'
import { MEMORY_MAX_MB, connectionsOf, filesMax, must, play, random, residentMb, shim, watchMemory } from '../scene.mjs'

const HOUR_US = 3600e6

// ---- the end ----

async function kill({ long }) {
  const kills = long ? 100 : 10
  return play({}, async ({ server, clients, facts, proof }) => {
    facts.kills = 0
    for (let round = 1; facts.kills < kills; round += 1) {
      await clients.answered(1 + random(long ? 300 : 80))
      await pause(random(20))
      await server.kill()
      facts.kills += 1
      if (round % 5 === 0) await proof()
      if (round % 4 === 0 && facts.kills < kills) { // and once more while it starts
        const starting = server.start().catch(() => {})
        await pause(random(200))
        await server.kill()
        await starting
        facts.kills += 1
      }
      await server.start()
    }
  })
}

async function sigterm({ long }) {
  return play({}, async ({ server, clients, facts, proof }) => {
    facts.ends = long ? 20 : 3
    for (let round = 0; round < facts.ends; round += 1) {
      await clients.answered(1 + random(60))
      await pause(random(20))
      await server.end() // wants exit status 0
      if (round % 3 === 0) await proof()
      await server.start()
    }
  })
}

// ---- the clock ----

async function clock({ long }) {
  const around = shim()
  try {
    return await play({ under: around.under }, async ({ server, clients, facts }) => {
      facts.steps = long ? 100 : 12
      for (let k = 0; k < facts.steps; k += 1) {
        around.set({ clock_offset_us: (2 * Math.random() - 1) * (k % 2 ? 11 * HOUR_US : HOUR_US / 60) })
        await clients.answered(20)
        if (k % 6 === 5) {
          await server.kill()
          await server.start()
        }
      }
      around.set({ clock_offset_us: 0 })
    })
  } finally {
    around.close()
  }
}

// ---- connections ----

function open(server) {
  return new Promise((done, failed) => {
    const socket = connect(server.port, '127.0.0.1')
    socket.once('connect', () => { socket.off('error', failed); socket.on('error', () => {}); done(socket) })
    socket.once('error', failed)
  })
}

async function openMany(server, count, each = () => {}) {
  const sockets = []
  while (sockets.length < count) {
    const some = await Promise.all(Array.from({ length: Math.min(200, count - sockets.length) }, () => open(server)))
    for (const socket of some) each(socket, sockets.push(socket) - 1)
  }
  return sockets
}

async function descriptors({ long }) {
  return play({ workers: 6 }, async ({ server, clients, facts }) => {
    const limit = (count) => must(spawnSync('prlimit', ['--pid', String(server.child.pid), `--nofile=${count}:`]).status === 0, 'prlimit')
    const usual = filesMax(server.child.pid)
    facts.shortages = long ? 10 : 2
    for (let k = 0; k < facts.shortages; k += 1) {
      const has = readdirSync(`/proc/${server.child.pid}/fd`).length
      limit(has + random(3)) // as many as it has open, and next to nothing more
      const waiting = await openMany(server, 40) // the kernel takes them, the program cannot
      await clients.answered(60) // who is connected is served
      for (const socket of waiting) socket.destroy()
      limit(usual)
      clients.agent.destroy() // everybody connects anew
      await clients.answered(60)
    }
  })
}

const get = (path, token) => `GET ${path} HTTP/1.1\r\nHost: here\r\n${token ? `Authorization: Bearer ${token}\r\n` : ''}\r\n`

async function deaf({ long }) {
  return play({ args: ['--streams-account-max=400'] }, async ({ server, clients, facts }) => {
    const token = await clients.token(`clerk.${A}`)
    const readers = long ? 400 : 60
    const memory = watchMemory(server)
    const sockets = await openMany(server, readers, (socket, k) => {
      socket.pause() // never reads
      socket.write(k % 2 ? get('/v1/events', token) : get('/v1/districts').repeat(300))
    })
    clients.measure()
    await clients.answered(long ? 6000 : 800)
    facts.readers = readers
    facts.p95_ms = clients.delay()
    facts.most_mb = memory.stop()
    must(facts.most_mb < MEMORY_MAX_MB, `${facts.most_mb} MB with ${readers} readers that do not read`)
    await server.end() // nobody is waited for who does not read
    await server.start()
    for (const socket of sockets) socket.destroy()
  })
}

async function idle({ long }) {
  const count = connectionsOf(long ? 10_000 : 2000)
  const patient = ['--idle-timeout=3600', '--request-timeout=3600'] // however long the work beside them takes
  return play({ args: patient }, async ({ server, clients, facts }) => {
    clients.measure()
    await clients.answered(300)
    facts.p95_before_ms = clients.delay()
    const begun = 'POST /v1/cases HTTP/1.1\r\nHost: here\r\nContent-Le'
    const sockets = await openMany(server, count, (socket, k) => { if (k % 4 === 0) socket.write(begun) })
    const there = () => sockets.filter((socket) => !socket.destroyed && socket.readyState === 'open').length
    clients.measure()
    await clients.answered(long ? 3000 : 600)
    facts.connections = there()
    facts.p95_ms = clients.delay()
    facts.resident_mb = Math.round(residentMb(server.child.pid))
    must(facts.connections === count, `${facts.connections} of ${count} are still connected`)
    must(facts.resident_mb < MEMORY_MAX_MB, `${facts.resident_mb} MB with ${count} connections`)
    clients.agent.destroy() // and who comes anew is served too
    await clients.answered(100)
    for (const socket of sockets) socket.destroy()
  })
}

export default [
  { name: 'kill', about: 'kill -9 at random, also while it starts', run: kill },
  { name: 'sigterm', about: 'SIGTERM in the middle: finishes what it took, refuses the rest, exits 0', run: sigterm },
  { name: 'clock', about: 'the clock steps back and forth by up to eleven hours, and kill -9 in between', run: clock },
  { name: 'descriptors', about: 'no file descriptors left', run: descriptors },
  { name: 'deaf', about: 'readers that never read: event streams and long replies', run: deaf },
  { name: 'idle', about: 'idle connections and half requests beside normal work', run: idle },
]
