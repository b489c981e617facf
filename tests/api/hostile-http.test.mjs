// Bytes that no honest client sends: lengths that lie, chunks, halves, floods of headers, paths with tricks, clients that
// stop in the middle, two thousand that say nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sanitizer } from '../server.mjs'
import { A, DIRECT, MONDAY, application, assertHolds, assertRefused, startAt } from './support.mjs'
import { Raw, request, send } from './raw.mjs'

let server
let clerk

before(async () => {
  server = await startAt()
  clerk = await server.signIn(`clerk.${A}`)
})
after(async () => {
  await assertHolds(server)
  await server.stop()
})

const alive = async () => assert.equal((await server.get('/healthz')).status, 200)
const body = () => JSON.stringify(application(DIRECT))
const headers = (more = {}) => ({ Authorization: `Bearer ${clerk.token}`, 'Content-Type': 'application/json', ...more })
const one = async (bytes) => (await send(server, bytes)).statuses

test('a length that is missing, negative, no number, too large or said twice', async () => {
  const text = body()
  assert.deepEqual(await one(request('POST', '/v1/cases', headers(), text)), [400]) // no length: no body
  for (const length of ['-1', 'x', '99999999999999999999999', '0x10', '1e3', '']) {
    const statuses = await one(request('POST', '/v1/cases', headers({ 'Content-Length': length }), text))
    assert.ok(statuses.length === 0 || [400, 413].includes(statuses[0]), `${length}: ${statuses}`)
  }
  const twice = await one(Buffer.from(`POST /v1/cases HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: ${text.length}\r\nContent-Type: application/json\r\n\r\n${text}`))
  assert.ok(twice.length === 0 || twice[0] >= 400, `${twice}`)
  const both = await one(Buffer.from(`POST /v1/cases HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n`))
  assert.ok(both.length === 0 || both[0] >= 400, `${both}`)
  await alive()
})

test('a body that is announced too large is refused, and one that grows too large', async () => {
  const { statuses } = await send(server, request('POST', '/v1/cases', headers({ 'Content-Length': String(2 ** 21) }), 'x'.repeat(2 ** 21)))
  assert.deepEqual(statuses, [413])
  const huge = await Raw.open(server)
  await huge.write(request('POST', '/v1/cases', headers({ 'Content-Length': String(2 ** 40) })))
  for (let k = 0; k < 40 && huge.statuses.length === 0; k += 1) await huge.write(Buffer.alloc(2 ** 20, 120))
  assert.ok((await huge.answers()).every((status) => status === 413)) // whoever sends on and on may not hear it
  huge.close()
  const chunks = await Raw.open(server)
  await chunks.write(request('POST', '/v1/cases', headers({ 'Transfer-Encoding': 'chunked' })))
  for (let k = 0; k < 40 && chunks.statuses.length === 0; k += 1) await chunks.write(Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(2 ** 20, 120), Buffer.from('\r\n')]))
  assert.ok((await chunks.answers()).every((status) => status === 413))
  chunks.close()
  await alive()
})

test('a chunked body is read like another; broken chunks are not', async () => {
  const text = Buffer.from(body())
  const chunked = Buffer.concat([...Array.from({ length: Math.ceil(text.length / 9) }, (_, k) => {
    const part = text.subarray(k * 9, k * 9 + 9)
    return Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')])
  }), Buffer.from('0\r\n\r\n')])
  assert.deepEqual(await one(request('POST', '/v1/cases', headers({ 'Transfer-Encoding': 'chunked' }), chunked)), [201])
  for (const bad of ['zz\r\nabc\r\n0\r\n\r\n', '-5\r\nabc\r\n0\r\n\r\n', 'ffffffffffffffffff\r\nabc', '3\r\nabcdef\r\n0\r\n\r\n']) {
    const statuses = await one(request('POST', '/v1/cases', headers({ 'Transfer-Encoding': 'chunked' }), bad))
    assert.ok(statuses.length === 0 || statuses[0] >= 400, `${bad}: ${statuses}`)
  }
  await alive()
})

test('pipelined requests are answered in order', async () => {
  const text = body()
  const many = Buffer.concat([request('GET', '/healthz'), request('GET', '/v1/nothing'), request('POST', '/v1/cases', headers({ 'Content-Length': String(Buffer.byteLength(text)) }), text),
    request('GET', '/v1/city'), request('DELETE', '/v1/city')])
  assert.deepEqual((await send(server, many, 5)).statuses, [200, 404, 201, 200, 405])
})

test('what is no HTTP gets 400 or a closed door', async () => {
  for (const bytes of ['\r\n\r\n', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', 'GET /healthz HTTP/1.1\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '\0'.repeat(300), 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'GET http://[::1]:99999/ HTTP/1.1\r\nHost: a\r\n\r\n', 'GET /healthz HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n', 'GET /healthz HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n', 'GET\t/healthz\tHTTP/1.1\r\n\r\n']) {
    const raw = await Raw.open(server)
    await raw.write(Buffer.from(bytes, 'latin1'))
    raw.socket.end()
    const statuses = await raw.answers(1, 500)
    assert.ok(statuses.length === 0 || statuses[0] >= 400 || bytes.includes('/healthz'), `${JSON.stringify(bytes.slice(0, 40))}: ${statuses}`)
    raw.close()
  }
  await alive()
})

test('an unknown method is 405 where the path is known, 404 where it is not', async () => {
  for (const method of ['BREW', 'get', 'TRACE', 'OPTIONS', 'PROPFIND']) {
    assert.deepEqual(await one(request(method, '/v1/city')), [405], method)
    assert.deepEqual(await one(request(method, '/v1/nothing')), [404], method)
  }
  const head = await send(server, request('HEAD', '/v1/city'))
  assert.deepEqual(head.statuses, [200])
  assert.ok(head.text.endsWith('\r\n\r\n'))
})

test('HEAD is GET without the body, on every address', async () => {
  for (const path of new Set(server.contract.operations.filter((one) => one.method === 'GET' && one.parameters === 0).map((one) => one.path))) {
    const [head, get] = [await send(server, request('HEAD', path, headers())), path === '/v1/events' ? { statuses: [200] } : await send(server, request('GET', path, headers()))]
    assert.deepEqual(head.statuses, get.statuses, path)
    assert.ok(head.text.endsWith('\r\n\r\n'), path)
  }
  await alive()
})

test('very long addresses and headers are refused, the process stays', async () => {
  for (const size of [3000, 20_000, 200_000]) {
    const path = await one(request('GET', `/v1/items?q=${'a'.repeat(size)}`))
    assert.ok(path.length === 0 || [400, 413, 414, 422, 431].includes(path[0]), `${size}: ${path}`)
    const header = await one(request('GET', '/healthz', { 'X-Long': 'a'.repeat(size) }))
    assert.ok(header.length === 0 || [200, 400, 413, 431].includes(header[0]), `${size}: ${header}`)
  }
  const many = Object.fromEntries(Array.from({ length: 2000 }, (_, k) => [`X-${k}`, 'a']))
  const statuses = await one(request('GET', '/healthz', many))
  assert.ok(statuses.length === 0 || [400, 413, 431].includes(statuses[0]), `${statuses}`)
  assert.deepEqual(await one(request('GET', `/v1/items?${Array.from({ length: 40 }, (_, k) => `a${k}=1`).join('&')}`)), [422])
  for (const [name, value] of [['Authorization', `Bearer ${'f'.repeat(4000)}`], ['Authorization', 'Bearer'], ['Authorization', 'Bearer \xff\xfe'], ['Idempotency-Key', '\xff'], ['Host', 'x'.repeat(900)],
    ['Host', '"><script>'], ['Range', 'bytes=0-1'], ['If-None-Match', '"'.repeat(999)], ['Accept-Encoding', 'gzip'.repeat(200)], ['Expect', 'nothing']]) {
    const [status] = await one(request('GET', '/v1/sessions/current', { [name]: value }))
    assert.ok(status === undefined || [400, 401, 417].includes(status), `${name}: ${status}`)
  }
  await alive()
})

test('paths with tricks lead nowhere', async () => {
  for (const path of ['/../../etc/passwd', '/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/assets/../../server.mjs', '/.git/config', '/./index.html', '//etc/passwd', '/index.html/', '/index.html%00.js',
    '/%00', '/v1/city%00', '/healthz%00/x', '/v1/%63ity/', '/v1//city', '/v1/cases/%2e%2e/city', '/v1/cases/..', '/\\..\\..\\etc\\passwd', '/%c0%ae%c0%ae/etc/passwd', '/index.html~', '/assets/', '/desk/../../../tongban.db',
    '/v1/cases/SQ310101013202603020000019%00', `/v1/centres/${A}%00`, `/v1/centres/${A}%0d%0aSet-Cookie:x`]) {
    const { statuses, text } = await send(server, request('GET', path, { Authorization: `Bearer ${clerk.token}` }))
    assert.ok([400, 404].includes(statuses[0]), `${path}: ${statuses}`)
    assert.ok(!/root:|sqlite|Set-Cookie/i.test(text.split('\r\n\r\n')[0] + text.slice(0, 2000)), path)
  }
})

test('a client that stops in the middle of its body leaves nothing behind', async () => {
  const before = (await clerk.get('/v1/worklist?counts=true')).body.counts
  const text = body()
  for (const size of [0, 1, text.length / 2, text.length - 1]) {
    const raw = await Raw.open(server)
    await raw.write(request('POST', '/v1/cases', headers({ 'Content-Length': String(Buffer.byteLength(text)) }), text.slice(0, size)))
    raw.close()
    const half = await Raw.open(server) // closes its own side only
    await half.write(request('POST', '/v1/cases', headers({ 'Content-Length': String(Buffer.byteLength(text)) }), text.slice(0, size)))
    half.socket.end()
    assert.ok((await half.answers(1, 500)).every((status) => status >= 400))
    half.close()
  }
  assert.deepEqual((await clerk.get('/v1/worklist?counts=true')).body.counts, before)
})

test('who does not wait for the answer has its case all the same, once', async () => {
  const application_ = application(DIRECT)
  const text = JSON.stringify(application_)
  const raw = await Raw.open(server)
  await raw.write(request('POST', '/v1/cases', headers({ 'Content-Length': String(Buffer.byteLength(text)), 'Idempotency-Key': 'impatient' }), text))
  raw.close()
  const reply = await clerk.post('/v1/cases', text, { 'content-type': 'application/json', 'idempotency-key': 'impatient' })
  assert.equal(reply.status, 201)
  const { items } = (await clerk.get(`/v1/worklist?q=${application_.applicant.id_number}`)).body
  assert.equal(items.length, 1)
})

test('slow clients are served while they send, and closed when they stop', async () => {
  const impatient = await startAt(MONDAY, { args: ['--idle-timeout=1'] })
  const slow = await Raw.open(impatient)
  for (const byte of request('GET', '/healthz')) {
    await slow.write(Buffer.from([byte]))
    await new Promise((done) => setTimeout(done, 2))
  }
  assert.deepEqual(await slow.answers(), [200])
  slow.close()
  const stopped = await Raw.open(impatient)
  await stopped.write(request('POST', '/v1/cases', headers({ 'Content-Length': '1000' }), body().slice(0, 20)))
  const silent = await Raw.open(impatient)
  const started = Date.now()
  await Promise.all([stopped.closed, silent.closed])
  assert.ok(Date.now() - started < 15_000)
  assert.ok(stopped.statuses.every((status) => status >= 400))
  await impatient.stop()
})

test('the program does not wait for whoever stopped in the middle when it ends', async () => {
  const other = await startAt()
  const stopped = await Raw.open(other)
  await stopped.write(request('POST', '/v1/cases', headers({ 'Content-Length': '1000' }), body().slice(0, 20)))
  await Raw.open(other)
  await new Promise((done) => setTimeout(done, 100))
  const started = Date.now()
  await other.stop()
  assert.ok(Date.now() - started < (sanitizer ? 8000 : 4000), `${Date.now() - started} ms`)
})

test('two thousand idle connections do not keep anyone from working', async () => {
  const count = sanitizer ? 400 : 2000
  const raws = []
  for (let k = 0; k < count; k += 100) raws.push(...await Promise.all(Array.from({ length: 100 }, () => Raw.open(server))))
  // half of them have begun a request
  await Promise.all(raws.filter((_, k) => k % 2).map((raw) => raw.write('GET /healthz HTTP/1.1\r\nHo')))
  const started = Date.now()
  for (let k = 0; k < 20; k += 1) {
    await alive()
    assert.equal((await clerk.post('/v1/cases', application(DIRECT))).status, 201)
  }
  if (!sanitizer) assert.ok(Date.now() - started < 5000, `${Date.now() - started} ms`)
  for (const raw of raws) raw.close()
  assertRefused(await clerk.get('/v1/nothing'), 404, 'not_found')
})
