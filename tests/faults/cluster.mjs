// A PostgreSQL of the campaign's own, with real fsync, that can be killed like anything else: its postmaster is a child of
// this process. As root it runs as another user, for PostgreSQL refuses root.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { appendFileSync, chownSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { askPostgres, freePort, runProgram } from '../server.mjs'

const START_MS_MAX = 120_000
export const USER = 'tongban'
export const TEMPLATE = 'city'

function programs() {
  const root = '/usr/lib/postgresql'
  const found = existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) : null
  return process.env.POSTGRES_BIN ?? found
}

// who it runs as: nothing to change unless we are root
function owner() {
  if (process.getuid() !== 0) return {}
  const id = (...words) => Number(execFileSync('id', words, { encoding: 'utf8' }))
  const name = spawnSync('id', ['postgres']).status === 0 ? 'postgres' : 'nobody'
  return { uid: id('-u', name), gid: id('-g', name) }
}

/** Why there can be none here; null when there can. */
export const noCluster = () => (programs() ? null : 'the server of PostgreSQL is not installed')

export class Cluster {
  constructor(folder, port, { settings = '', under = [] }) {
    Object.assign(this, { folder, port, settings, under, over: true, data: join(folder, 'data'), as: owner() })
  }

  static async make(options) {
    const folder = mkdtempSync(join(options.parent ?? tmpdir(), 'tongban-postgres-'))
    const cluster = new Cluster(folder, await freePort(), options)
    if (cluster.as.uid) chownSync(folder, cluster.as.uid, cluster.as.gid)
    return cluster
  }

  run(program, ...args) {
    const { status, stderr } = spawnSync(join(programs(), program), args, { ...this.as, cwd: this.folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${program}: ${stderr}`)
  }

  settle() {
    appendFileSync(join(this.data, 'postgresql.conf'), `\nlisten_addresses = '127.0.0.1'\nport = ${this.port}\nunix_socket_directories = '${this.folder}'\n` +
      `fsync = on\nrecovery_init_sync_method = syncfs\nsynchronous_commit = on\nfull_page_writes = on\nmax_connections = 60\nshared_buffers = 64MB\n${this.settings}`)
    spawnSync('sync', ['-f', this.data])
  }

  /** A new one, with the city loaded in a database to copy.
   *  parent: the folder it lies in; settings: more of them; under: the words of a command that runs it. */
  static async primary(options = {}) {
    const cluster = await Cluster.make(options)
    cluster.run('initdb', `--pgdata=${cluster.data}`, `--username=${USER}`, '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-instructions')
    cluster.settle()
    await cluster.start()
    await cluster.ask(`CREATE DATABASE ${TEMPLATE}`)
    const where = ['--db', cluster.url(TEMPLATE), '--key-file', join(tmpdir(), `tongban-no-keys-${process.pid}`)]
    await runProgram('migrate', ...where)
    await runProgram('load', ...where, '--data', 'data/shanghai')
    return cluster
  }

  /** One that follows this one and confirms every commit before it is told. */
  async standby() {
    const standby = await Cluster.make({})
    standby.run('pg_basebackup', `--pgdata=${standby.data}`, '--write-recovery-conf', '--checkpoint=fast', '--dbname', this.url('postgres'))
    standby.settle()
    await standby.start()
    await this.ask('ALTER SYSTEM SET synchronous_standby_names = \'*\'')
    await this.ask('SELECT pg_reload_conf()')
    await this.until('SELECT count(*) FROM pg_stat_replication WHERE sync_state = \'sync\'', '1')
    return standby
  }

  url(database = 'postgres') {
    return `postgresql://${USER}@127.0.0.1:${this.port}/${database}`
  }

  ask(sql, database = 'postgres') {
    return askPostgres(this.url(database), sql)
  }

  async until(sql, wanted) {
    const end = Date.now() + START_MS_MAX
    for (let last = ''; last !== wanted; last = await this.ask(sql).then((lines) => lines[0], (error) => error.message)) {
      if (Date.now() > end) throw new Error(`${sql}: ${last}, not ${wanted}\n${this.log()}`)
      await pause(20)
    }
  }

  log() {
    return readFileSync(join(this.folder, 'log'), 'utf8').slice(-2000)
  }

  // A postmaster that was killed leaves children that are still about to notice: until they have gone it starts in vain.
  async start() {
    const end = Date.now() + START_MS_MAX
    const [command, ...words] = [...this.under, join(programs(), 'postgres'), '-D', this.data]
    for (let ready = false; !ready;) {
      if (Date.now() > end) throw new Error(`PostgreSQL does not start\n${this.log()}`)
      const log = openSync(join(this.folder, 'log'), 'a')
      this.over = false
      this.child = spawn(command, words, { ...this.as, cwd: this.folder, stdio: ['ignore', log, log] })
      closeSync(log)
      this.ended = new Promise((done) => this.child.once('close', () => { this.over = true; done() }))
      while (!this.over && !ready && Date.now() < end) {
        ready = await this.ask('SELECT 1').then(() => true, () => false)
        if (!ready) await pause(30)
      }
    }
  }

  /** After a fault it may have given itself up, or be about to: serving again when this returns. */
  async startAgain() {
    const end = Date.now() + START_MS_MAX
    while (!await this.ask('SELECT 1').then(() => true, () => false)) {
      if (Date.now() > end) throw new Error(`PostgreSQL does not come back\n${this.log()}`)
      if (this.over) await this.start()
      else await pause(30)
    }
  }

  async kill() {
    this.child.kill('SIGKILL')
    await this.ended
  }

  /** Ends it as its operator does: connections are cut, everything is written. */
  async stop() {
    this.child.kill('SIGINT')
    await this.ended
  }

  async remove() {
    this.child.kill('SIGQUIT')
    await this.ended
    rmSync(this.folder, { recursive: true, force: true })
  }
}
