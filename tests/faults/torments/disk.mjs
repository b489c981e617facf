// What hurts the disk: full, read-only, slow, failing.
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Skip, isRoot, must, orSkip, play, random, shim } from '../scene.mjs'
import { A } from '../../api/support.mjs'

const MB = 1 << 20
const { EIO, ENOSPC, EROFS } = constants.errno

// ---- full ----

async function full({ long }) {
  if (!isRoot) throw new Skip('a small file system may be mounted by root only')
  const place = mkdtempSync(join(tmpdir(), 'tongban-full-'))
  orSkip('no small file system', 'mount', '-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', place)
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
    const folder = join(place, 'data')
    mkdirSync(folder)
    return await play({ folder }, async ({ server, clients, facts, proof }) => {
      facts.times_full = long ? 20 : 3
      for (let k = 0; k < facts.times_full; k += 1) {
        fill()
        await clients.refused(25)
        await clients.read(`clerk.${A}`, '/v1/worklist')
        if (k % 3 === 2) { // and the end comes while it is full
          await server.kill()
          rmSync(filler)
          await server.start()
        } else {
          rmSync(filler)
        }
        await clients.answered(60)
      }
      if (long) await proof()
    })
  } finally {
    spawnSync('umount', [place])
    rmSync(place, { recursive: true, force: true })
  }
}

// ---- read-only: as a file system does that finds a fault in itself ----

async function readonly({ long }) {
  if (!isRoot) throw new Skip('a file system of its own may be mounted by root only')
  const place = mkdtempSync(join(tmpdir(), 'tongban-readonly-'))
  const image = join(place, 'disk'), mounted = join(place, 'mounted'), folder = join(mounted, 'data')
  writeFileSync(image, '')
  truncateSync(image, 128 * MB)
  mkdirSync(mounted)
  const mount = () => orSkip('no file system of its own', 'mount', '-o', 'loop,errors=remount-ro', image, mounted)
  const unmount = () => spawnSync('umount', [mounted])
  try {
    orSkip('no ext4', 'mkfs.ext4', '-q', image)
    mount()
    mkdirSync(folder)
    const trigger = () => {
      const device = execFileSync('losetup', ['-j', image], { encoding: 'utf8' }).split(':')[0].replace('/dev/', '')
      must(readdirSync('/sys/fs/ext4').includes(device), `no ext4 on ${device}`)
      try { writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, '1') } catch (error) { throw new Skip(`a fault of ext4 cannot be made here: ${error.message}`) }
    }
    return await play({ folder }, async ({ server, clients, facts }) => {
      facts.times_read_only = long ? 5 : 1
      for (let k = 0; k < facts.times_read_only; k += 1) {
        await clients.answered(1 + random(60))
        trigger()
        await clients.refused(25)
        await clients.read(`clerk.${A}`, '/v1/worklist')
        await (k % 2 ? server.kill() : server.end())
        unmount()
        const { status, stdout } = spawnSync('e2fsck', ['-fy', image], { encoding: 'utf8' })
        must(status < 4, stdout)
        mount()
        await server.start()
        await clients.answered(40)
      }
    })
  } finally {
    unmount()
    rmSync(place, { recursive: true, force: true })
  }
}

// ---- slow, and failing ----

async function slow({ long }) {
  const around = shim()
  try {
    return await play({ under: around.under, workers: 24, silentMs: 2500 }, async ({ server, clients, facts }) => {
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
    return await play({ under: around.under }, async ({ server, clients, facts, proof }) => {
      facts.failures = long ? 40 : 8
      for (let k = 0; k < facts.failures; k += 1) {
        await clients.answered(1 + random(40))
        around.set([{ write_errno: ENOSPC }, { sync_errno: EIO }, { write_errno: EIO }, { write_errno: EROFS }][k % 4])
        await clients.refused(10)
        await clients.read(`clerk.${A}`, '/v1/worklist')
        const end = k % 3 === 2
        if (end) await server.kill()
        around.set({ write_errno: 0, sync_errno: 0 })
        if (end) await server.start()
        await clients.answered(20)
      }
      if (long) await proof()
    })
  } finally {
    around.close()
  }
}

export default [
  { name: 'disk-full', engines: ['sqlite'], about: 'the disk is full, and has room again', run: full },
  { name: 'disk-read-only', engines: ['sqlite'], about: 'the file system turns read-only under it', run: readonly },
  { name: 'disk-slow', engines: ['sqlite'], about: 'the disk takes its time, then stands still', run: slow },
  { name: 'disk-failing', engines: ['sqlite'], about: 'writes and syncs fail: no space, input/output, read-only', run: failing },
]
