// Two linters with the rules they recommend find nothing in /openapi.json. What it says is true is contract.test.mjs's part.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startServer, top } from '../server.mjs'

const folder = mkdtempSync(join(tmpdir(), 'tongban-openapi-'))
let served

before(async () => {
  const server = await startServer({ demo: false })
  served = (await server.get('/openapi.json')).body
  await server.stop()
})
after(() => rmSync(folder, { recursive: true, force: true }))

/** What a linter of web/ prints; how it exits says less. Nothing of it asks the network. */
function printed(name, ...args) {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' }
  return new Promise((done, fail) => {
    execFile(join(top, 'web/node_modules/.bin', name), args, { cwd: folder, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      try {
        done(JSON.parse(stdout))
      } catch {
        fail(new Error(`${name} did not work: ${error?.message} ${stderr} ${stdout.slice(0, 1000)}`))
      }
    })
  })
}

function written(description) {
  const path = join(folder, 'openapi.json')
  writeFileSync(path, JSON.stringify(description))
  return path
}

async function redocly(description) {
  const { problems } = await printed('redocly', 'lint', '--extends=recommended', '--format=json', '--max-problems=1000', written(description))
  return problems.map((one) => `${one.ruleId} ${one.location[0]?.pointer ?? ''}: ${one.message}`)
}

async function spectral(description) {
  const rules = join(folder, 'rules.json')
  writeFileSync(rules, JSON.stringify({ extends: ['spectral:oas'] }))
  const found = await printed('spectral', 'lint', '--quiet', '--format', 'json', '--ruleset', rules, written(description))
  return found.map((one) => `${one.code} ${one.path.join('/')}: ${one.message}`)
}

test('redocly finds nothing', async () => assert.deepEqual(await redocly(served), []))
test('spectral finds nothing', async () => assert.deepEqual(await spectral(served), []))

test('they would find what is missing, and an example that does not fit', async () => {
  const worse = structuredClone(served)
  const operation = worse.paths['/v1/cases'].post
  delete operation.tags
  delete operation.responses[409].description
  operation.requestBody.content['application/json'].example.item_code = 7
  for (const found of [await redocly(worse), await spectral(worse)]) assert.ok(found.length > 0)
  assert.match((await spectral(worse)).join('\n'), /example.*item_code|item_code.*example/)
})

test('the room is the tag, and every tag says what for', () => {
  const tags = served.tags.map((one) => one.name)
  for (const one of served.tags) assert.ok(one.description, one.name)
  const used = Object.values(served.paths).flatMap((methods) => Object.values(methods)).map((one) => { assert.equal(one.tags.length, 1); return one.tags[0] })
  assert.deepEqual([...new Set(used)].sort(), tags.sort())
})

test('every parameter says what it is, those of the path by their names there', () => {
  for (const [path, methods] of Object.entries(served.paths)) {
    for (const { operationId, parameters } of Object.values(methods)) {
      const named = parameters.filter((one) => one.in === 'path').map((one) => one.name)
      assert.deepEqual(named, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name), operationId)
      for (const one of parameters) if (one.in !== 'query') assert.ok(one.description.length > one.name.length, `${operationId} ${one.name}`)
    }
  }
})

test('where the public reaches it is its first server', async () => {
  assert.deepEqual(served.servers.map((one) => one.url), ['/'])
  const server = await startServer({ args: ['--public-url=https://banshi.example.cn/'] })
  const { servers } = (await server.get('/openapi.json')).body
  await server.stop()
  assert.deepEqual(servers.map((one) => one.url), ['https://banshi.example.cn', '/'])
})
