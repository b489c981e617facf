// /metrics: a strict reader of the Prometheus text format, and promtool where it is installed.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { A, B, DIRECT, SPLIT, act, application, startAt, take } from './support.mjs'

let server
let metrics

before(async () => {
  server = await startAt()
  const clerk = await server.signIn(`clerk.${A}`)
  for (let k = 0; k < 5; k += 1) await act(clerk, (await take(clerk, DIRECT)).case_number, 'accept')
  await take(clerk, SPLIT, { hukou_division: B })
  await clerk.post('/v1/cases', { ...application(DIRECT), item_code: 'nothing' })
  await clerk.get('/v1/worklist')
  const reply = await server.get('/metrics')
  assert.equal(reply.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  metrics = reply.text
})
after(() => server.stop())

const NAME = /^[a-z_][a-z0-9_]*$/
const SAMPLE = /^([a-z_][a-z0-9_]*)(?:\{([^}]*)\})? (\S+)$/

function labels(text = '') {
  return Object.fromEntries(text.split(',').filter(Boolean).map((pair) => {
    const found = /^([a-z_]+)="([^"\\]*)"$/.exec(pair)
    assert.ok(found, pair)
    return [found[1], found[2]]
  }))
}

// Families with their samples, in the order in which they are written.
function read(text) {
  assert.ok(text.endsWith('\n'))
  const families = []
  let now
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line)
    if (comment?.[1] === 'HELP') {
      assert.ok(!families.some((family) => family.name === comment[2]), `${comment[2]} is there twice`)
      families.push(now = { name: comment[2], help: comment[3], samples: [] })
    } else if (comment) {
      assert.equal(comment[2], now.name, 'TYPE follows its HELP')
      now.type = comment[3]
    } else {
      const sample = SAMPLE.exec(line)
      assert.ok(sample && now.type, line)
      assert.match(sample[3], /^\d+(\.\d+)?$/, `a figure without rounding noise: ${line}`)
      assert.ok((sample[3].split('.')[1] ?? '').length <= 6, line)
      now.samples.push({ name: sample[1], labels: labels(sample[2]), value: Number(sample[3]) })
    }
  }
  return families
}

function checkHistogram(family) {
  const series = new Map()
  for (const { name, labels: { le, ...rest }, value } of family.samples) {
    const key = JSON.stringify(rest)
    if (!series.has(key)) series.set(key, { bounds: [], counts: [] })
    const one = series.get(key)
    if (name === `${family.name}_bucket`) {
      one.bounds.push(le === '+Inf' ? Infinity : Number(le))
      one.counts.push(value)
    } else if (name === `${family.name}_sum`) one.sum = value
    else {
      assert.equal(name, `${family.name}_count`)
      one.count = value
    }
  }
  for (const [key, { bounds, counts, sum, count }] of series) {
    assert.equal(bounds.at(-1), Infinity, key)
    for (let k = 1; k < bounds.length; k += 1) {
      assert.ok(bounds[k] > bounds[k - 1], `bounds of ${family.name} ${key}`)
      assert.ok(counts[k] >= counts[k - 1], `counts of ${family.name} ${key}`)
    }
    assert.equal(counts.at(-1), count, key)
    assert.ok(sum >= 0 && (count > 0 || sum === 0), key)
  }
}

test('every figure is named, explained and typed as the format asks', () => {
  for (const family of read(metrics)) {
    assert.match(family.name, NAME)
    assert.match(family.name, /^(tongban|process)_/)
    assert.match(family.help, /^[A-Z0-9].*\.$/, family.name)
    assert.ok(['counter', 'gauge', 'histogram'].includes(family.type), family.name)
    assert.equal(family.name.endsWith('_total'), family.type === 'counter', family.name)
    assert.doesNotMatch(family.name, /_(milliseconds|ms|microseconds|minutes|kilobytes|percent|gauge|counter|histogram|count|sum|bucket)$/)
    if (family.type === 'histogram') checkHistogram(family)
    else for (const sample of family.samples) assert.equal(sample.name, family.name)
    const keys = family.samples.map(({ name, labels: of }) => JSON.stringify([name, of]))
    assert.equal(new Set(keys).size, keys.length, `${family.name} has the same line twice`)
  }
})

test('labels come from tables of the program, and nothing of a person or a case is in them', async () => {
  const known = new Set(['le', 'operation', 'status', 'statement', 'version', 'engine'])
  const operations = new Set(Object.values((await server.get('/openapi.json')).body.paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId)))
  for (const family of read(metrics))
    for (const sample of family.samples)
      for (const [key, value] of Object.entries(sample.labels)) {
        assert.ok(known.has(key), key)
        if (key === 'operation') assert.ok(operations.has(value), value)
        if (key === 'statement') assert.match(value, /^[a-z]+\.[a-z_]+$/)
      }
  assert.doesNotMatch(metrics, /SQ\d|310101|clerk|[^\x00-\x7f]/)
})

test('what was done is counted', () => {
  const families = read(metrics)
  const value = (name, wanted = {}) => families.flatMap((family) => family.samples)
    .find((sample) => sample.name === name && Object.entries(wanted).every(([key, text]) => sample.labels[key] === text))?.value
  assert.equal(value('tongban_http_responses_total', { operation: 'accept_case', status: '2xx' }), 6)
  assert.equal(value('tongban_http_responses_total', { operation: 'accept_case', status: '4xx' }), 1)
  assert.equal(value('tongban_http_request_duration_seconds_count', { operation: 'accept_case' }), 7)
  assert.ok(value('tongban_sql_statement_duration_seconds_count', { statement: 'cases.insert' }) >= 6)
  assert.ok(value('tongban_writer_batch_commands_sum') >= 12)
  const commits = value('tongban_writer_commit_duration_seconds_count') // the last batch may be under way
  assert.ok(commits > 0 && commits <= value('tongban_writer_batches_total'))
  assert.equal(value('tongban_build_info'), 1)
  for (const name of ['tongban_database_bytes', 'process_resident_memory_bytes', 'process_open_fds', 'process_max_fds', 'process_start_time_seconds', 'tongban_writer_lanes'])
    assert.ok(value(name) > 0, name)
})

const promtool = spawnSync('promtool', ['--version']).status === 0
test('promtool has nothing to say', { skip: !promtool && 'promtool is not installed' }, () => {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: metrics })
  assert.equal(`${stdout}${stderr}`, '')
  assert.equal(status, 0)
})
