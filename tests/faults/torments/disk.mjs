// What hurts the disk: full, read-only, slow, failing.
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Cluster, noCluster } from '../cluster.mjs'
import { Skip, cutPath, engine, isRoot, must, orSkip, play, random, shim } from '../scene.mjs'
import { A } from '../../api/support.mjs'
import { CLERK, settle, shoot } from './spike.mjs'

const MB = 1 << 20
const { EIO, ENOSPC, EROFS } = constants.errno

// ---- whose disk: the program's with SQLite, PostgreSQL's otherwise ----

/** Plays a scene whose database lies in `parent`, written `under` a command. hurt also gets `mended()`, to be called when the
 *  fault is over, and `at`, the cluster, if there is one. */
async function onDisk({ parent, under, settings, ...options }, hurt) {
  if (engine === 'sqlite') {
    if (parent) mkdirSync(options.folder = join(parent, 'data'))
    return play({ ...options, under }, (scene) => hurt({ ...scene, mended: async () => {} }))
  }
  const at = noCluster() ? null : await Cluster.primary({ parent, under, settings })
  try {
    return await play({ ...options, at }, (scene) => hurt({ ...scene, at, mended: () => at.startAgain() }))
  } finally {
    await at?.remove()
  }
}

// ---- full ----

async function full({ long }) {
  if (!isRoot) throw new Skip('a small file system may be mounted by root only')
  const place = mkdtempSync(join(tmpdir(), 'tongban-full-'))
  orSkip('no small file system', 'mount', '-t', 'tmpfs', '-o', `size=${engine === 'sqlite' ? 96 : 400}m,mode=755`, 'tmpfs', place)
  const filler = join(place, 'filler')
  const fill = () => {
    for (;;) {
      const { bavail, bsize } = statfsSync(place)
      const left = bavail * bsize
      if (left === 0) return
      try { appendFileSync(filler, Buffer.alloc(Math.min(left, MB))) } catch { return }
    }
  }
  try {
    return await onDisk({ parent: place, settings: "max_wal_size = '64MB'\nmin_wal_size = '32MB'\n" }, async ({ server, clients, facts, proofAtRest, mended }) => {
      facts.times_full = long ? 20 : 3
      for (let k = 0; k < facts.times_full; k += 1) {
        const filling = setInterval(fill, 100) // also what the database gives back
        fill()
        await clients.refused(25)
        if (engine === 'sqlite') await clients.read(`clerk.${A}`, '/v1/worklist')
        const end = k % 3 === 2 // and the end comes while it is full
        if (end) await server.kill()
        clearInterval(filling)
        rmSync(filler)
        await mended()
        if (end) await server.start()
        await clients.answered(60)
      }
      if (long) await proofAtRest()
    })
  } finally {
    spawnSync('umount', [place])
    rmSync(place, { recursive: true, force: true })
  }
}

// ---- a file system of its own: it turns read-only, or its power goes ----

/** An ext4 in a file: place (where it is mounted), mount(), unmount(), device(), remove(). */
function ownFileSystem(megabytes) {
  if (!isRoot) throw new Skip('a file system of its own may be mounted by root only')
  const folder = mkdtempSync(join(tmpdir(), 'tongban-ext4-'))
  chmodSync(folder, 0o755)
  const image = join(folder, 'disk'), place = join(folder, 'mounted')
  writeFileSync(image, '')
  truncateSync(image, megabytes * MB)
  mkdirSync(place)
  const files = {
    place,
    mount: () => orSkip('no file system of its own', 'mount', '-o', 'loop,errors=remount-ro', image, place),
    // a process that was just killed may still hold it for a moment
    async unmount() {
      for (let tries = 0; spawnSync('umount', [place]).status !== 0; tries += 1) {
        must(tries < 200, 'the file system cannot be unmounted')
        await pause(50)
      }
    },
    repair() {
      const { status, stdout } = spawnSync('e2fsck', ['-fy', image], { encoding: 'utf8' })
      must(status < 4, stdout)
    },
    device: () => execFileSync('losetup', ['-j', image], { encoding: 'utf8' }).split(':')[0].replace('/dev/', ''),
    remove() {
      spawnSync('umount', ['-l', place])
      rmSync(folder, { recursive: true, force: true })
    },
  }
  try {
    orSkip('no ext4', 'mkfs.ext4', '-q', image)
    files.mount()
  } catch (error) {
    files.remove()
    throw error
  }
  return files
}

async function readonly({ long }) {
  const files = ownFileSystem(128)
  const trigger = () => {
    const device = files.device()
    must(readdirSync('/sys/fs/ext4').includes(device), `no ext4 on ${device}`)
    try { writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, '1') } catch (error) { throw new Skip(`a fault of ext4 cannot be made here: ${error.message}`) }
  }
  try {
    return await onDisk({ parent: files.place }, async ({ server, clients, facts }) => {
      facts.times_read_only = long ? 5 : 1
      for (let k = 0; k < facts.times_read_only; k += 1) {
        await clients.answered(1 + random(60))
        trigger()
        await clients.refused(25)
        await clients.read(`clerk.${A}`, '/v1/worklist')
        await (k % 2 ? server.kill() : server.end())
        await files.unmount()
        files.repair()
        files.mount()
        await server.start()
        await clients.answered(40)
      }
    })
  } finally {
    files.remove()
  }
}

// Stops every thread of a process where it is.
async function standStill(pid) {
  process.kill(pid, 'SIGSTOP')
  const states = () => readdirSync(`/proc/${pid}/task`).map((thread) => /\) (\w)/.exec(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8'))[1])
  while (!states().every((state) => state === 'T')) await pause(1)
}

async function cutPower(cuts, under = []) {
  const files = ownFileSystem(engine === 'sqlite' ? 256 : 512)
  try {
    return await onDisk({ parent: files.place, under }, async ({ server, clients, facts, proof, at }) => {
      facts.power_cuts = 0
      while (facts.power_cuts < cuts) {
        await clients.answered(1 + random(80))
        await pause(random(20))
        await cutAt(files, server, at)
        facts.power_cuts += 1
        if (facts.power_cuts % 3 === 0) await proof()
        await server.start()
      }
    })
  } finally {
    files.remove()
  }
}

async function cutAt(files, server, at) {
  await standStill(server.child.pid) // nobody is told anything after the power has gone
  orSkip('the power cannot be cut here', cutPath, files.place)
  await server.kill()
  await at?.kill()
  await files.unmount()
  files.mount()
  await at?.start()
}

// At full speed the log is lengthened and checkpointed all the time, and the power goes in the middle of that.
async function rush({ long }) {
  const files = ownFileSystem(3000)
  try {
    return await onDisk({ parent: files.place, before: 4, after: 20, workers: 2 }, async ({ server, clients, facts }) => {
      await clients.token(CLERK)
      facts.power_cuts = 0
      facts.others = []
      while (facts.power_cuts < (long ? 12 : 1)) {
        const shooting = shoot(server, clients, { keys: `${clients.name}-rush${facts.power_cuts}`, rate: 0, seconds: 4, connections: 64 })
        await pause(1500 + random(2500))
        await cutAt(files, server)
        const { sent } = await shooting
        await server.start()
        facts.others.push(await settle(sent, clients, facts))
        facts.power_cuts += 1
      }
    })
  } finally {
    files.remove()
  }
}

async function power({ long }) {
  if (long) await lyingDisk()
  return cutPower(long ? 40 : engine === 'sqlite' ? 3 : 1)
}

// The torment must be able to find something: on a disk that only says that it has written, cases are lost.
async function lyingDisk() {
  const around = shim()
  around.set({ sync_lies: 1 })
  const found = await cutPower(1, around.under).then(() => null, (error) => error)
  around.close()
  if (found instanceof Skip) throw found
  must(found !== null, 'a disk that lies loses nothing: the power is not really cut')
}

// ---- slow, and failing ----

async function slow({ long }) {
  const around = shim()
  try {
    return await onDisk({ under: around.under, workers: 24, silentMs: 2500 }, async ({ server, clients, facts }) => {
      const reading = async () => {
        const began = Date.now()
        for (let k = 0; k < 10; k += 1) await clients.read(`clerk.${A}`, '/v1/worklist')
        return (Date.now() - began) / 10
      }
      await clients.token(`clerk.${A}`)
      around.set({ sync_delay_us: 150e3, write_delay_us: 500 })
      clients.measure()
      await clients.answered(long ? 1000 : 150)
      facts.p95_slow_ms = clients.delay()
      facts.read_slow_ms = Math.round(await reading())
      await server.kill() // and the end comes while it is slow
      await server.start()
      await clients.answered(30)
      around.set({ sync_delay_us: 0, write_delay_us: 0, sync_freeze: 1 }) // it stands still
      await clients.refused(50) // what waits too long is refused, what is refused costs nothing
      facts.read_standing_ms = Math.round(await reading()) // and who only reads is not held up
      around.set({ sync_freeze: 0 })
      await clients.answered(200)
    })
  } finally {
    around.set({ sync_freeze: 0 })
    around.close()
  }
}

async function failing({ long }) {
  const around = shim()
  try {
    return await onDisk({ under: around.under }, async ({ server, clients, facts, proofAtRest, mended }) => {
      facts.failures = long ? 40 : 8
      for (let k = 0; k < facts.failures; k += 1) {
        await clients.answered(1 + random(40))
        around.set([{ write_errno: ENOSPC }, { sync_errno: EIO }, { write_errno: EIO }, { write_errno: EROFS }][k % 4])
        await clients.refused(10)
        if (engine === 'sqlite') await clients.read(`clerk.${A}`, '/v1/worklist')
        const end = k % 3 === 2
        if (end) await server.kill()
        around.set({ write_errno: 0, sync_errno: 0 })
        await mended()
        if (end) await server.start()
        await clients.answered(20)
      }
      if (long) await proofAtRest()
    })
  } finally {
    around.close()
  }
}

export default [
  { name: 'disk-full', about: 'the disk is full, and has room again', run: full },
  { name: 'disk-read-only', engines: ['sqlite'], about: 'the file system turns read-only under it', run: readonly },
  { name: 'power-cut', about: 'the power goes: what was not synced is lost', run: power },
  { name: 'rush', engines: ['sqlite'], about: 'the power goes at full speed, while the log is lengthened and checkpointed', run: rush },
  { name: 'disk-slow', about: 'the disk takes its time, then stands still', run: slow },
  { name: 'disk-failing', about: 'writes and syncs fail: no space, input/output, read-only', run: failing },
]
