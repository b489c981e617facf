// What the API tests share: a server whose clock stands on a chosen day and whose every reply is held against
// /openapi.json, and synthetic people with good identity numbers.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { inTurn, runProgram, startServer, top } from '../server.mjs'

const need = createRequire(join(top, 'web/package.json'))
const Ajv = need('ajv/dist/2020').default
const addFormats = need('ajv-formats').default

// A (the Bund, Huangpu) and B (Weifang Xincun, Pudong): two centres of different districts.
export const A = '310101013'
export const B = '310115004'
export const MONDAY = '2026-03-02T10:00:00+08:00' // an ordinary week: 2 to 6 March are worked

// ---- the clock ----

/** The flag that makes it `moment` (RFC 3339) now. */
export const clockAt = (moment) => `--clock-offset=${Math.round((Date.parse(moment) - Date.now()) / 1000)}`

/** Starts a server on `moment`; every reply is checked. Options as startServer's. */
export async function startAt(moment = MONDAY, { args = [], ...options } = {}) {
  const server = await startServer({ ...options, args: [clockAt(moment), ...args] })
  const contract = await server.get('/openapi.json').then(({ body }) => new Contract(body)).catch((error) => inTurn(() => { throw error }, () => server.stop()))
  server.contract = contract
  server.look = (...reply) => contract.check(...reply)
  server.moveTo = (when, more = []) => server.restart([clockAt(when), ...more])
  return server
}

/** `tongban check` says that everything holds. */
export async function assertHolds(server) {
  const { stdout } = await runProgram('check', ...server.where)
  assert.match(stdout, /everything holds/)
}

/** Waits until `holds()` says something true, and returns that; who waits two minutes hangs. No test says how long anything takes. */
export async function until(holds, what = String(holds)) {
  for (const end = Date.now() + 120_000; ;) {
    const found = await holds()
    if (found) return found
    if (Date.now() > end) throw new Error(`never: ${what}`)
    await new Promise((done) => setTimeout(done, 20))
  }
}

/** A figure of /metrics by its name, labels and all; 0 while it has no line. */
export async function figure(server, name) {
  const line = (await server.get('/metrics')).text.split('\n').find((one) => one.startsWith(`${name} `))
  return line ? Number(line.slice(name.length + 1)) : 0
}

/** Waits until what time itself does has been looked for again: `times` whole looks from now. */
export async function untilLooked(server, times = 2) {
  const name = 'tongban_sql_statement_duration_seconds_count{statement="cases.list_to_wake"}'
  const before = await figure(server, name)
  await until(async () => await figure(server, name) >= before + times, 'the follower looks')
}

// ---- the contract ----

/** The problems that a response may be: {code, detail_zh, detail_en …}. */
function problemsOf(response, openapi) {
  const told = response.content?.['application/problem+json']
  if (!told) return []
  const problems = Object.values(told.examples).map(({ $ref }) => openapi.components.examples[$ref.split('/').at(-1)].value)
  assert.deepEqual([...new Set(problems.map((one) => one.code))], told.schema.allOf[1].properties.code.enum)
  return problems
}

// what is wrong with it is said each time
const TOLD_EXACTLY = ['json_syntax', 'too_large']

export class Contract {
  constructor(openapi) {
    this.ajv = new Ajv({ strict: false, allErrors: true })
    addFormats(this.ajv)
    this.problem = this.late(openapi.components.schemas.Problem)
    this.anywhere = problemsOf(openapi.components.responses.NoRequest, openapi) // of what is no request
    this.operations = []
    for (const [path, methods] of Object.entries(openapi.paths)) {
      const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[a-z_]+\}/g, '[^/]+')}$`)
      const parameters = (path.match(/\{/g) ?? []).length
      for (const [method, operation] of Object.entries(methods)) {
        const [status, success] = Object.entries(operation.responses)[0]
        const schema = success.content?.['application/json']?.schema
        const body = operation.requestBody?.content['application/json'].schema
        this.operations.push({
          id: operation.operationId, method: method.toUpperCase(), path, pattern, parameters, status: Number(status),
          reply: schema && this.late(schema), body: body && this.late(body), roles: operation['x-roles'], told: operation,
          refusals: Object.values(operation.responses).flatMap((response) => problemsOf(response, openapi)),
          succeeded: 0,
        })
      }
    }
    this.operations.sort((one, other) => one.parameters - other.parameters)
  }

  // a schema that is compiled when it is first asked
  late(schema) {
    let compiled
    return (value) => {
      compiled ??= this.ajv.compile(schema)
      const fits = compiled(value)
      this.errors = compiled.errors
      return fits
    }
  }

  find(method, path) {
    const plain = path.split('?')[0]
    return this.operations.find((one) => one.method === method && one.pattern.test(plain))
  }

  // Every reply: a success has its operation's shape, anything else is a problem that the operation has told of.
  check(method, path, body, reply) {
    const operation = this.find(method, path)
    const where = `${method} ${path} → ${reply.status}`
    if (reply.status >= 400) {
      assert.equal(reply.headers.get('content-type'), 'application/problem+json', where)
      this.hold(this.problem, reply.body, where)
      assert.equal(reply.body.status, reply.status, where)
      assert.ok(reply.body.type.endsWith(`/${reply.body.code}`), where)
      if (reply.status === 401 && reply.body.code === 'unauthenticated') assert.equal(reply.headers.get('www-authenticate'), 'Bearer', where)
      if (reply.status === 429 || reply.status === 503) assert.ok(Number(reply.headers.get('retry-after')) > 0, where)
      if (operation) this.holdRefusal(operation, reply.body)
      return
    }
    if (!operation || reply.status === 304) return
    assert.equal(reply.status, operation.status, where)
    operation.succeeded += 1
    if (operation.reply) {
      assert.equal(reply.headers.get('content-type'), 'application/json', where)
      this.hold(operation.reply, reply.body, where)
    }
    if (operation.body && body !== null && typeof body === 'object' && !(body instanceof Uint8Array)) {
      this.hold(operation.body, JSON.parse(JSON.stringify(body)), `body of ${where}`)
    }
  }

  // It is one of those that the operation tells of, word for word.
  holdRefusal(operation, { status, code, detail_zh, detail_en }) {
    const known = [...operation.refusals, ...this.anywhere].filter((one) => one.status === status && one.code === code)
    assert.ok(known.length > 0, `${operation.id} does not tell that it may refuse with ${status} ${code}`)
    if (TOLD_EXACTLY.includes(code)) return
    assert.ok(known.some((one) => one.detail_zh === detail_zh && one.detail_en === detail_en), `${operation.id} says ${code} in other words: ${detail_zh} ${detail_en}`)
  }

  hold(schema, value, where) {
    assert.ok(schema(value), `${where} does not fit its schema: ${this.ajv.errorsText(this.errors)}\n${JSON.stringify(value).slice(0, 2000)}`)
  }
}

/** A refusal: its status and stable code; returns the reply. */
export function assertRefused(reply, status, code, field) {
  assert.equal(reply.status, status, reply.text)
  if (code && status !== 422) assert.equal(reply.body.code, code, reply.text)
  if (status === 422 && code) {
    const found = reply.body.errors.find((error) => error.code === code && (!field || error.field === field))
    assert.ok(found, `no ${code} at ${field ?? 'any field'}: ${reply.text}`)
  }
  return reply
}

// ---- people ----

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** A resident identity number of GB 11643. */
export function idNumber({ region = '310101', born = '19500612', serial = 2 } = {}) {
  const digits = `${region}${born}${String(serial).padStart(3, '0')}`
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(digits[place]), 0)
  return digits + '10X98765432'[sum % 11]
}

let serial = 0
/** A woman nobody has met yet, registered and living at A unless said otherwise. */
export function resident(more = {}) {
  serial += 1
  const born = `${1930 + Math.floor(serial / 499) % 60}0612`
  return { id_type: '111', id_number: idNumber({ born, serial: 2 * (serial % 499) + 2 }), name: '顾玉珍',
    phone: '13800001234', hukou_division: A, residence_division: A, ...more }
}

// Items without a guide, which ask for nothing beyond the person.
export const SPLIT = 'MZ-003' // by hukou, promised 20 of 30 days
export const DIRECT = 'MZ-013' // promised 10 of 20 days
export const AT_ONCE = 'MZ-002' // decided on the spot
// Items with a guide.
export const GUIDED_SPLIT = 'MZ-001'

export const application = (item, more = {}, rest = {}) => ({ item_code: item, applicant: resident(more), ...rest })

/** A case as `who` reads it. */
export async function readCase(who, number) {
  const reply = await who.get(`/v1/cases/${number}`)
  assert.equal(reply.status, 200, reply.text)
  return reply.body
}

/** The actions that a case or an answer offers, by name. */
export const actionsOf = (it) => it.allowed_actions.map((one) => one.action ?? one)

/** Takes an application; returns the case, with its query password. */
export async function take(clerk, item, more = {}, rest = {}) {
  const reply = await clerk.post('/v1/cases', application(item, more, rest))
  assert.equal(reply.status, 201, reply.text)
  return { ...await readCase(clerk, reply.body.case_number), ...reply.body }
}

/** Takes an action that is allowed; returns the case after it, as far as `who` may see it still. */
export async function act(who, number, action, more = {}) {
  const reply = await who.post(`/v1/cases/${number}/actions`, { action, ...(action === 'withdraw' && { reason: '申请人要求撤回' }), ...more })
  assert.equal(reply.status, 200, `${action}: ${reply.text}`)
  const { status, body } = await who.get(`/v1/cases/${number}`)
  return status === 200 ? { ...body, ...reply.body } : reply.body
}

const SAMPLES = { text: '示例', person_name: '王小明', long_text: '示例', integer: 3, money: '1200.00', date: '2026-01-05', phone: '13800001234',
  id_number: idNumber({ serial: 8 }), division: A, address: '示例路1号', bank_account: '6222020000000000000', bool: true }

/** Somebody an item is for, by its audiences. */
export const whom = (audiences) => (audiences.includes('hukou') ? {} : { hukou_division: '330000', residence_permit: audiences.includes('permit_holder') })

/** Fills an application as a patient clerk would: asks what applies, answers, asks again. */
export async function fill(clerk, item, more = {}) {
  const guide = (await clerk.get(`/v1/items/${item}`)).body
  const whole = { ...application(item, { ...whom(guide.audiences), ...more }), answers: {}, form: {}, materials: [] }
  for (let round = 0; round < 12; round += 1) {
    const { body } = await clerk.post('/v1/cases/preview', whole)
    assert.ok(body.materials, JSON.stringify(body))
    if (body.complete) return whole
    for (const code of body.missing_answers) whole.answers[code] = guide.questions.find((one) => one.code === code).options[0].code
    for (const code of body.missing_form) {
      const field = body.fields.find((one) => one.element === code)
      whole.form[code] = field.options[0]?.code ?? SAMPLES[field.type]
    }
    const given = new Set(whole.materials.map((one) => one.material_code))
    for (const code of body.missing_materials) if (!given.has(code)) whole.materials.push({ material_code: code, source: 'original', copies: 1 })
  }
  throw new Error(`${item} is never complete`)
}
