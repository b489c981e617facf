// Those who work while the program is hurt: clerks who take applications and carry them through whole lives, each write with
// an Idempotency-Key, each unanswered one sent again with the same key until it is answered. They write down every answer;
// what they know is what the examiner holds the database against.
import { Agent, request as httpRequest } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { demoPassword, newKey } from '../server.mjs'
import { A, AT_ONCE, B, DIRECT, SPLIT, application } from '../api/support.mjs'

const SILENT_MS = 20_000 // a request that is silent for so long is given up and sent again
const PATIENCE_MS = 120_000 // a write that has no answer after so long is a fault
const GRANTED = { outcome: 'granted' }
const AT_A = (role) => `${role}.${A}`
const AT_B = (role) => `${role}.${B}`
const whole = (at, ...before) => [...before, [at('clerk'), 'accept'], [at('reviewer'), 'decide', GRANTED], [at('clerk'), 'issue'],
  [at('clerk'), 'deliver', { delivery: 'window' }]]

// The lives that are led: item, what the application says besides, and who does what; by chance in these proportions.
const LIVES = [
  { share: 4, item: DIRECT, steps: whole(AT_A) },
  { share: 2, item: DIRECT, steps: whole(AT_A).toSpliced(1, 0, [AT_A('reviewer'), 'review']) },
  { share: 2, item: AT_ONCE, steps: whole(AT_A).toSpliced(1, 1, [AT_A('clerk'), 'decide', GRANTED]) },
  { share: 2, item: SPLIT, more: { hukou_division: B }, steps: whole(AT_B, [AT_B('clerk'), 'take_over']) },
  { share: 1, item: SPLIT, more: { hukou_division: B }, steps: [[AT_A('clerk'), 'withdraw', { reason: '申请人撤回' }]] },
]
const LOTS = LIVES.flatMap((life) => Array.from({ length: life.share }, () => life))

let campaigns = 0

export class Clients {
  constructor(server, { workers = 12, silentMs = SILENT_MS } = {}) {
    campaigns += 1
    Object.assign(this, { servers: [server], workers, silentMs, name: `f${campaigns}-${process.pid}`, over: false, lives: [], serial: 0 })
    this.agent = new Agent({ keepAlive: true, maxSockets: 4 * workers })
    this.tokens = new Map()
    this.requests = [] // every write with a key: {who, path, key, body, status, text}
    this.cases = new Map() // by number, as last answered: {number, key, revision, state, receiving, steps: [{action, revision, state}]}
    this.counts = { answered: 0, repeated: 0, silent: 0, refused: 0, signed_in: 0 }
    this.wrong = [] // what must not be
    this.delays = [] // milliseconds of answered writes since `measure`
  }

  // ---- one request ----

  send(method, path, { token, key, body } = {}) {
    const payload = body === undefined ? undefined : JSON.stringify(body)
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(key && { 'idempotency-key': key }),
      ...(payload !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }) }
    return new Promise((done, failed) => {
      const request = httpRequest({ host: '127.0.0.1', port: this.servers[Math.floor(Math.random() * this.servers.length)].port, method, path, headers, agent: this.agent }, (reply) => {
        let text = ''
        reply.setEncoding('utf8')
        reply.on('data', (chunk) => { text += chunk })
        reply.on('end', () => (reply.complete ? done({ status: reply.statusCode, headers: reply.headers, text }) : failed(new Error('cut'))))
        reply.on('error', failed)
      })
      request.setTimeout(this.silentMs, () => request.destroy(new Error('silent')))
      request.on('error', failed)
      request.end(payload)
    })
  }

  fault(sentence) {
    this.wrong.push(sentence)
    throw new Error(sentence)
  }

  // Until it is answered; what may come in between: silence, 503 with a time to come back, a session that has ended.
  async insist(what, once) {
    const end = Date.now() + PATIENCE_MS
    for (let tries = 1; ; tries += 1) {
      if (this.gone) throw new Error('the scene is over')
      if (tries > 1) this.counts.repeated += 1
      const reply = await once().catch((error) => ({ status: 0, text: error.message }))
      if (reply.status === 0) {
        this.counts.silent += 1
      } else if (reply.status === 503) {
        this.counts.refused += 1
        if (!(Number(reply.headers['retry-after']) > 0)) this.fault(`${what}: 503 without Retry-After`)
      } else if (reply.status !== 401) {
        return reply
      }
      if (Date.now() > end) this.fault(`${what}: no answer in ${PATIENCE_MS / 1000} s, last: ${reply.status} ${reply.text}`)
      await pause(20 + Math.random() * (reply.status === 503 ? 300 : 100))
    }
  }

  async token(who) {
    if (!this.tokens.has(who)) {
      this.tokens.set(who, this.insist(`sign in as ${who}`, () => this.send('POST', '/v1/sessions', { body: { username: who, password: demoPassword } }))
        .then((reply) => {
          if (reply.status !== 201) this.fault(`sign in as ${who}: ${reply.status} ${reply.text}`)
          this.counts.signed_in += 1
          return JSON.parse(reply.text).token
        }))
    }
    return this.tokens.get(who)
  }

  async asWhom(who, method, path, more) {
    const token = await this.token(who)
    const reply = await this.send(method, path, { ...more, token })
    if (reply.status === 401 && this.tokens.has(who) && await this.token(who) === token) this.tokens.delete(who) // the next try signs in
    return reply
  }

  // some keys are the pages', some an integrator's own
  key() {
    this.serial += 1
    return this.serial % 2 ? newKey() : `${this.name}-${this.serial}`
  }

  async write(who, path, body, key = this.key()) {
    const one = { who, path, body, key }
    this.requests.push(one)
    const began = Date.now()
    const reply = await this.insist(`${path} ${JSON.stringify(body).slice(0, 60)}`, () => this.asWhom(who, 'POST', path, one))
    Object.assign(one, { status: reply.status, text: reply.text })
    if (![200, 201].includes(reply.status)) this.fault(`POST ${path}: ${reply.status} ${reply.text}`)
    this.counts.answered += 1
    this.delays.push(Date.now() - began)
    return { key: one.key, ...JSON.parse(reply.text) }
  }

  async read(who, path) {
    const reply = await this.insist(path, () => this.asWhom(who, 'GET', path))
    if (reply.status !== 200) this.fault(`GET ${path}: ${reply.status} ${reply.text}`)
    return JSON.parse(reply.text)
  }

  // ---- whole lives ----

  note(it, action) {
    const known = this.cases.get(it.case_number) ?? { number: it.case_number, key: it.key, receiving: it.receiving_centre, steps: [] }
    const revision = it.seq ?? 1 // of an action's answer; an application is the first event
    Object.assign(known, { revision, state: it.state })
    known.steps.push({ action, revision, state: it.state })
    this.cases.set(it.case_number, known)
  }

  async life() {
    const { item, more, steps } = LOTS[Math.floor(Math.random() * LOTS.length)]
    const it = await this.write(AT_A('clerk'), '/v1/cases', application(item, more))
    if (this.cases.has(it.case_number)) this.fault(`${it.case_number} was given twice`)
    this.note(it, 'receive')
    for (const [who, action, what] of steps) {
      if (this.over) return
      this.note(await this.write(who, `/v1/cases/${it.case_number}/actions`, { action, ...what }), action)
    }
    if (Math.random() < 0.2) await this.read(AT_A('clerk'), `/v1/cases/${it.case_number}`)
  }

  async work() {
    while (!this.over) await this.life().catch((error) => { if (!this.wrong.includes(error.message)) this.wrong.push(error.stack) })
  }

  start() {
    this.over = false
    this.lives = Array.from({ length: this.workers }, () => this.work())
  }

  // Everybody finishes what is under way, is answered, and goes.
  async stop() {
    this.over = true
    await Promise.all(this.lives)
  }

  /** Waits until `more` more writes have been answered. */
  answered(more, what = 'answers') {
    const goal = this.counts.answered + more
    return this.until(() => this.counts.answered >= goal, `${more} more ${what}`)
  }

  refused(more) {
    const goal = this.counts.refused + more
    return this.until(() => this.counts.refused >= goal, `${more} more refusals`)
  }

  async until(holds, what, patience = PATIENCE_MS) {
    const end = Date.now() + patience
    while (!holds()) {
      if (this.wrong.length > 0) throw new Error(this.wrong[0])
      if (Date.now() > end) throw new Error(`waited ${patience / 1000} s in vain for ${what}`)
      await pause(5)
    }
  }

  /** Asks again for what was answered: the same key must give the same bytes. */
  async askAgain(max = 2000) {
    const answered = this.requests.filter((one) => one.text !== undefined)
    const chosen = answered.length <= max ? answered : Array.from({ length: max }, () => answered[Math.floor(Math.random() * answered.length)])
    let at = 0
    const ask = async () => {
      while (at < chosen.length) {
        const one = chosen[at]
        at += 1
        const reply = await this.insist(one.path, () => this.asWhom(one.who, 'POST', one.path, one))
        if (reply.status !== one.status || reply.text !== one.text) this.wrong.push(`${one.key} ${one.path}: another answer than the first: ${reply.status} ${reply.text.slice(0, 200)}`)
      }
    }
    await Promise.all(Array.from({ length: 8 }, ask))
    return chosen.length
  }

  measure() {
    this.delays.length = 0
  }

  /** The answer time that `share` of the writes since `measure` did not exceed, in milliseconds. */
  delay(share = 0.95) {
    const sorted = this.delays.toSorted((one, other) => one - other)
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  }

  /** Goes at once, answered or not. */
  async close() {
    this.over = true
    this.gone = true
    this.agent.destroy()
    await Promise.all(this.lives)
  }
}
