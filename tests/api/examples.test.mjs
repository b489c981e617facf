// The examples of /openapi.json: real answers of the program, one of each operation, of people who do not exist.
// TONGBAN_WRITE_EXAMPLES=1 writes src/openapi/examples.json from this run; otherwise what stands there is held against the shapes of today.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { demoPassword, top } from '../server.mjs'
import { A, AT_ONCE, B, application, idNumber, startAt } from './support.mjs'

const FILE = join(top, 'src/openapi/examples.json')
const ID = idNumber({ born: '19500612', serial: 2 })
const AGENT_ID = idNumber({ born: '19800612', serial: 4 })
const PHONE = '13800005678'
const NAME = '程素珍'

let server
const made = {} // by operation: {parameters, body, reply}

before(async () => { server = await startAt() })
after(() => server.stop())

// ---- what is shown of an answer ----

const isRing = (list) => list.length > 4 && list.every((one) => Array.isArray(one) && typeof one[0] === 'number')
// of a list its beginning; an outline stays closed
function shorten(value) {
  if (Array.isArray(value)) return isRing(value) ? [...value.slice(0, 3), value[0]] : value.slice(0, 2).map(shorten)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shorten(one)]))
}

// What opened something on the server of this run looks like this, and is the same in every run.
const SECRETS = { token: '0123456789abcdef'.repeat(4), device_token: 'fedcba9876543210'.repeat(4), initial_password: 'abcde-fghij-kmnpq', query_password: '246810' }
const withoutSecrets = (value) => JSON.parse(JSON.stringify(value, (key, one) => (typeof one === 'string' && SECRETS[key]) || one))

function parametersOf(operation, path) {
  const [plain, asked] = path.split('?')
  const given = Object.fromEntries(new URLSearchParams(asked))
  const names = operation.path.split('/')
  plain.split('/').forEach((part, index) => { if (names[index].startsWith('{')) given[names[index].slice(1, -1)] = decodeURIComponent(part) })
  for (const { name, schema } of operation.told.parameters) {
    if (name in given && schema.type !== 'string') given[name] = JSON.parse(given[name])
  }
  return given
}

function keep(method, path, body, reply) {
  const operation = server.contract.find(method, path)
  const parameters = parametersOf(operation, path)
  made[operation.id] = {
    ...(Object.keys(parameters).length > 0 && { parameters }), ...(body !== undefined && { body: withoutSecrets(body) }),
    ...(reply !== undefined && reply !== '' && { reply: withoutSecrets(shorten(reply)) }),
  }
}

async function show(who, method, path, body) {
  const reply = await who.send(method, path, body)
  assert.ok(reply.status < 300, `${method} ${path}: ${reply.text}`)
  keep(method, path, body, reply.body ?? reply.text)
  return reply.body
}

// ---- one run through everything ----

async function showStream(clerk, happen) {
  const stream = await fetch(`${server.url}/v1/events`, { headers: { authorization: `Bearer ${clerk.token}` } })
  const reader = stream.body.getReader()
  await happen()
  let text = ''
  while (!/^event: case\n(?:.*\n)*?data: .*\n\n/m.test(text)) text += Buffer.from((await reader.read()).value).toString()
  await reader.cancel()
  keep('GET', '/v1/events', undefined, text.slice(text.indexOf('id:')))
}

async function showPlaces(clerk) {
  for (const path of ['/healthz', '/v1/city', '/v1/districts', '/v1/divisions?district=310101', `/v1/committees?division=${A}`,
    '/v1/centres?near=121.49,31.24&limit=2', `/v1/centres/${A}`, '/v1/calendar/2026', '/v1/addresses?q=310101', '/v1/departments',
    '/v1/items?q=jmhkb&limit=2', '/v1/items/MZ-001', '/v1/materials?q=jmhkb&limit=2', '/v1/catalogue/figures?on=2026-03-02']) await show(server, 'GET', path)
  await show(clerk, 'POST', '/v1/identity/check', { id_type: '111', id_number: ID })
  const { text } = await server.get('/metrics')
  keep('GET', '/metrics', undefined, `${text.split('\n').slice(0, 6).join('\n')}\n`)
  const { openapi, info } = (await server.get('/openapi.json')).body
  keep('GET', '/openapi.json', undefined, { openapi, info: { title: info.title, version: info.version } })
}

async function showCases(clerk) {
  const whole = application(AT_ONCE, { id_number: ID, name: NAME, phone: PHONE }, { agent: { id_type: '111', id_number: AGENT_ID, name: '王小明', phone: PHONE } })
  await show(clerk, 'POST', '/v1/cases/preview', whole)
  let opened
  await showStream(clerk, async () => { opened = await show(clerk, 'POST', '/v1/cases', whole) })
  const at = `/v1/cases/${opened.case_number}`
  await show(clerk, 'GET', '/v1/worklist?counts=true&limit=2')
  await show(clerk, 'POST', '/v1/cases/search', { q: opened.case_number })
  await show(await server.signIn(`clerk.${B}`), 'POST', '/v1/cases/whereabouts', { item_code: AT_ONCE, id_type: '111', id_number: ID, purpose: '核对是否重复申请' })
  await show(clerk, 'POST', `${at}/actions`, { action: 'accept' })
  await show(clerk, 'GET', at)
  await show(clerk, 'GET', `${at}/events`)
  const svg = (await clerk.get(`${at}/qr.svg`)).text
  keep('GET', `${at}/qr.svg`, undefined, `${svg.slice(0, svg.indexOf(' d="') + 28)}…"/></svg>`)
  await show(clerk, 'POST', `${at}/reveal`, { purpose: '与户口簿核对' })
  await show(clerk, 'POST', `${at}/query-password`, { id_type: '111', id_number: ID })
}

async function showAccounts(admin) {
  await show(server, 'POST', '/v1/sessions', { username: `clerk.${A}`, password: demoPassword })
  await show(admin, 'GET', `/v1/staff?centre=${A}&limit=2`)
  await show(admin, 'POST', '/v1/staff', { username: 'wang.fang', name: '王芳', role: 'clerk', centre: B })
  await show(admin, 'POST', '/v1/staff/wang.fang', { name: '王芬' })
  const other = await server.signIn(`reviewer.${B}`)
  await show(other, 'GET', '/v1/sessions/current')
  await show(other, 'POST', '/v1/password', { old_password: demoPassword, new_password: 'Winter-2026' })
  await show(other, 'DELETE', '/v1/sessions/current')
}

test('one run shows every operation', async () => {
  const clerk = await server.signIn(`clerk.${A}`)
  await showPlaces(clerk)
  await showCases(clerk)
  await showAccounts(await server.signIn('admin'))
  assert.deepEqual(server.contract.operations.map((one) => one.id).filter((id) => !made[id]), [])
  const inOrder = Object.fromEntries(server.contract.operations.map((one) => one.id).sort().map((id) => [id, made[id]]))
  if (process.env.TONGBAN_WRITE_EXAMPLES) writeFileSync(FILE, `${JSON.stringify(inOrder, null, 1)}\n`)
})

// ---- what stands there ----

// Strings and numbers differ from run to run; what there is does not.
const shapeOf = (value) => (Array.isArray(value) ? value.map(shapeOf) : value === null || typeof value !== 'object' ? typeof value
  : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOf(one)])))

test('the examples are those of a run of today', () => {
  const kept = JSON.parse(readFileSync(FILE, 'utf8'))
  assert.deepEqual(Object.keys(kept), Object.keys(made).sort())
  for (const [id, example] of Object.entries(kept)) {
    const again = 'TONGBAN_WRITE_EXAMPLES=1 node --test tests/api/examples.test.mjs'
    assert.deepEqual(shapeOf(example), shapeOf(made[id]), `${id} is answered otherwise now; after looking at it: ${again}`)
  }
})

test('the description shows them, each in its shape', () => {
  const kept = JSON.parse(readFileSync(FILE, 'utf8'))
  for (const operation of server.contract.operations) {
    const { parameters, body, reply } = kept[operation.id], { told } = operation
    for (const [name, value] of Object.entries(parameters ?? {})) assert.deepEqual(told.parameters.find((one) => one.name === name).example, value, `${operation.id} ${name}`)
    if (operation.body) server.contract.hold(operation.body, body, `example of ${operation.id}`)
    if (operation.reply) server.contract.hold(operation.reply, reply, `example of ${operation.id}`)
    const [success] = Object.values(told.responses)
    assert.deepEqual(told.requestBody?.content['application/json'].example, body, operation.id)
    assert.deepEqual(Object.values(success.content ?? {})[0]?.example, reply, operation.id)
  }
})

test('their people do not exist, and nothing in them opens anything', () => {
  const text = readFileSync(FILE, 'utf8')
  for (const [number] of text.matchAll(/(?<!\d)\d{17}[\dX](?!\d)/g)) assert.ok([ID, AGENT_ID].includes(number), number)
  for (const [phone] of text.matchAll(/(?<!\d)1[3-9]\d{9}(?!\d)/g)) assert.equal(phone, PHONE)
  for (const [, key, value] of text.matchAll(/"(token|device_token|initial_password|query_password)": "([^"]*)"/g)) assert.equal(value, SECRETS[key])
})
