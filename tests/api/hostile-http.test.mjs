// Bytes that no honest client sends: lengths that lie, chunks, halves, floods of headers, paths with tricks, clients that
// stop in the middle, two thousand that say nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTurn, sanitizer } from '../server.mjs'
import { A, DIRECT, MONDAY, application, assertHolds, assertRefused, figure, startAt, until } from './support.mjs'
import { Raw, refused, request, send } from './raw.mjs'

let server
let clerk

before(async () => {
  server = await startAt()
  clerk = await server.signIn(`clerk.${A}`)
})
after(() => inTurn(() => assertHolds(server), () => server.stop()))

const alive = async () => assert.equal((await server.get('/healthz')).status, 200)
const body = () => JSON.stringify(application(DIRECT))
const headers = (more = {}) => ({ Authorization: `Bearer ${clerk.token}`, 'Content-Type': 'application/json', ...more })
const one = async (bytes) => (await send(server, bytes)).statuses

const lines = (...all) => Buffer.from(`${all.join('\r\n')}\r\n\r\n`, 'latin1')
const get = (...all) => lines('GET /healthz HTTP/1.1', 'Host: a', ...all)
const post = (...all) => lines('POST /v1/cases HTTP/1.1', 'Host: a', 'Content-Type: application/json', ...all)

// Everything that two servers could read as two different requests: [bytes, status, code]; answered once, and the end.
const DOUBTFUL = {
  'a length with a sign': [post('Content-Length: +32'), 400, 'bad_framing'],
  'a negative length': [post('Content-Length: -1'), 400, 'bad_framing'],
  'a length in hexadecimal': [post('Content-Length: 0x10'), 400, 'bad_framing'],
  'a length with an exponent': [post('Content-Length: 1e3'), 400, 'bad_framing'],
  'a length with a blank behind it': [post('Content-Length: 32 '), 400, 'bad_framing'],
  'a length that is none': [post('Content-Length: x'), 400, 'bad_framing'],
  'an empty length': [post('Content-Length:'), 400, 'bad_framing'],
  'a length without end': [post(`Content-Length: ${'9'.repeat(23)}`), 413, 'too_large'],
  'two lengths in one': [post('Content-Length: 32, 32'), 400, 'bad_framing'],
  'the same length twice': [post('Content-Length: 32', 'Content-Length: 32'), 400, 'bad_framing'],
  'two lengths': [post('Content-Length: 5', 'content-length: 32'), 400, 'bad_framing'],
  'a length and chunks': [post('Content-Length: 5', 'Transfer-Encoding: chunked'), 400, 'bad_framing'],
  'chunks and a length': [post('Transfer-Encoding: chunked', 'Content-Length: 5'), 400, 'bad_framing'],
  'chunks twice': [post('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'), 400, 'bad_framing'],
  'chunks in HTTP/1.0': [lines('POST /v1/cases HTTP/1.0', 'Transfer-Encoding: chunked'), 400, 'bad_framing'],
  'chunks of gzip': [post('Transfer-Encoding: gzip, chunked'), 501, 'unknown_coding'],
  'an identity': [post('Transfer-Encoding: identity'), 501, 'unknown_coding'],
  'chunks with a blank behind them': [post('Transfer-Encoding: chunked '), 501, 'unknown_coding'],
  'chunks with a tab before them': [post('Transfer-Encoding: \x0bchunked'), 400, 'malformed'],
  'chunks on a folded line': [get('Transfer-Encoding:', ' chunked'), 400, 'malformed'],
  'two tokens': [get('Authorization: Bearer a', 'Authorization: Bearer b'), 400, 'repeated_header'],
  'two keys': [post('Idempotency-Key: a', 'Idempotency-Key: b', 'Content-Length: 2'), 400, 'repeated_header'],
  'a folded line': [get('X: 1', '\tmore', 'Y: 1'), 400, 'malformed'],
  'a folded host': [lines('GET /healthz HTTP/1.1', 'Host: a', ' b'), 400, 'malformed'],
  'a blank before the colon': [post('Content-Length : 32'), 400, 'malformed'],
  'a name with a blank': [get('X Y: 1'), 400, 'malformed'],
  'no name': [get(': 1'), 400, 'malformed'],
  'a name with other bytes': [get('X\xff: 1'), 400, 'malformed'],
  'a NUL in a value': [get('Transfer-Encoding: chunked\0'), 400, 'malformed'],
  'a NUL in the last value': [get('X: a\0b'), 400, 'malformed'],
  'a NUL in the address': [lines('GET /healthz\0/x HTTP/1.1', 'Host: a'), 400, 'malformed'],
  'a control character': [get('X: \x01'), 400, 'malformed'],
  'CR alone': [get('X: 1\rContent-Length: 32'), 400, 'malformed'],
  'LF alone': [Buffer.from('GET /healthz HTTP/1.1\nHost: a\n\n'), 400, 'malformed'],
  'LF alone after one line': [get('X: 1\nContent-Length: 32'), 400, 'malformed'],
  'a handshake before the method': [lines('\x16\x03\x01GET /healthz HTTP/1.1', 'Host: a'), 400, 'malformed'],
  'a NUL in the method': [lines('G\0T /healthz HTTP/1.1', 'Host: a'), 400, 'malformed'],
  'a method that is no token': [lines('G(T /healthz HTTP/1.1', 'Host: a'), 400, 'malformed'],
  'two blanks after the method': [lines('GET  /healthz HTTP/1.1', 'Host: a'), 400, 'malformed'],
  'a blank in the address': [lines('GET /healthz x HTTP/1.1', 'Host: a'), 400, 'malformed'],
  'two blanks after the address': [lines('GET /healthz  HTTP/1.1', 'Host: a'), 400, 'malformed'],
  'a whole address': [lines('GET http://evil.example/healthz HTTP/1.1', 'Host: a'), 400, 'malformed'],
  'an address of another server': [lines('CONNECT evil.example:443 HTTP/1.1', 'Host: a'), 400, 'malformed'],
  'a star': [lines('OPTIONS * HTTP/1.1', 'Host: a'), 400, 'malformed'],
  'no host': [lines('GET /healthz HTTP/1.1'), 400, 'bad_host'],
  'an empty host': [lines('GET /healthz HTTP/1.1', 'Host:'), 400, 'bad_host'],
  'two hosts': [get('Host: b'), 400, 'bad_host'],
  'the same host twice': [get('host: a'), 400, 'bad_host'],
  'a host with a path': [lines('GET /healthz HTTP/1.1', 'Host: a/b'), 400, 'bad_host'],
  'a host with a user': [lines('GET /healthz HTTP/1.1', 'Host: a@b'), 400, 'bad_host'],
  'a host that is HTML': [lines('GET /healthz HTTP/1.1', 'Host: "><script>'), 400, 'bad_host'],
  'a host with a port that is none': [lines('GET /healthz HTTP/1.1', 'Host: a:99999'), 400, 'bad_host'],
}

test('what could be read as another request is answered once, and closed', async (t) => {
  for (const [name, [bytes, status, code]] of Object.entries(DOUBTFUL)) {
    await t.test(name, async () => {
      for (const cut of [0, bytes.indexOf('\r\n') + 2]) { // at once, and the first line alone
        const raw = await Raw.open(server)
        if (cut > 0) await raw.write(bytes.subarray(0, cut))
        if (cut > 0) await new Promise((done) => setTimeout(done, 20))
        await raw.write(Buffer.concat([bytes.subarray(cut), request('GET', '/v1/city')]))
        await raw.closed
        raw.close()
        assert.deepEqual(raw.statuses, [status], `${name}, cut at ${cut}`)
        const [, body] = raw.bytes.toString('utf8').split('\r\n\r\n')
        assert.equal(JSON.parse(body).code, code)
        if (bytes.indexOf('\r\n') < 0) break
      }
    })
  }
  await alive()
})

test('HTTP/1.0 needs no host; blanks around a host are none of it', async () => {
  assert.deepEqual(await one(lines('GET /healthz HTTP/1.0')), [200])
  for (const host of ['a:65535', '127.0.0.1:8310', '[::1]:8310', 'tongban_backend', ' a \t']) assert.deepEqual(await one(request('GET', '/healthz', { Host: host })), [200], host)
})

test('a length that is missing is no body', async () => {
  assert.deepEqual((await send(server, request('POST', '/v1/cases', headers(), body()))).statuses[0], 400)
})

test('a query of nothing but separators is answered', async () => {
  for (const count of [24, 189, 190, 250, 1000, 4000]) {
    const raw = await Raw.open(server)
    await raw.write(request('GET', `/v1/items?${'&'.repeat(count)}`))
    assert.deepEqual(await raw.answers(), [422], String(count))
    await raw.write(request('GET', '/healthz'))
    assert.deepEqual(await raw.answers(2), [422, 200], String(count))
    raw.close()
  }
  for (const count of [100, 1000]) assert.deepEqual(await one(request('GET', `/v1/items?${'a=1&'.repeat(count)}`)), [422], String(count))
})

const OVERHEAD = request('GET', '/healthz', { 'X-Long': '' }).length
test('a head of any size is answered: taken, or 414 or 431', async () => {
  for (let size = 6000; size <= 24_000; size += 300) assert.deepEqual(await one(request('GET', '/healthz', { 'X-Long': 'a'.repeat(size) })), [size <= 8192 - OVERHEAD ? 200 : 431], `a line of ${size}`)
  for (let size = 3000; size <= 24_000; size += 700) {
    const [status] = await one(request('GET', `/healthz/${'a'.repeat(size)}`))
    assert.ok(size < 4000 ? status === 404 : [414, 431].includes(status), `an address of ${size}: ${status}`)
  }
  for (const count of [40, 63, 64, 100, 150, 200, 300, 2000]) {
    const many = Object.fromEntries(Array.from({ length: count }, (_, k) => [`X-${k}`, 'a']))
    assert.deepEqual(await one(request('GET', '/healthz', many)), [count < 64 ? 200 : 431], `${count} lines`)
  }
  for (const cookie of [';'.repeat(500), ';'.repeat(3000), 'a=1;'.repeat(300), `a=${'1'.repeat(5000)}`]) {
    const { statuses } = await refused(server, request('GET', '/healthz', { Cookie: cookie, Connection: 'close' }))
    assert.ok(statuses.length === 1 && [200, 431].includes(statuses[0]), `cookies: ${statuses}`)
  }
  await alive()
})

test('a body that is announced too large is refused before it comes, and the connection ends', async () => {
  const { statuses } = await send(server, request('POST', '/v1/cases', headers({ 'Content-Length': String(2 ** 21) }), 'x'.repeat(2 ** 21)))
  assert.deepEqual(statuses, [413])
  const patient = await startAt(MONDAY, { args: ['--request-timeout=3600'] }) // or it would be heard after that
  for (const length of [2 ** 20 + 1, 9_000_000, 2 ** 40]) {
    const silent = await refused(patient, request('POST', '/v1/cases', headers({ 'Content-Length': String(length) })))
    assert.deepEqual(silent.statuses, [413], String(length))
    assert.equal(JSON.parse(silent.text.split('\r\n\r\n')[1]).code, 'too_large')
  }
  const expecting = await refused(patient, request('POST', '/v1/cases', headers({ 'Content-Length': '9000000', Expect: '100-continue' })))
  assert.deepEqual(expecting.statuses, [413])
  const huge = await Raw.open(patient)
  await huge.write(request('POST', '/v1/cases', headers({ 'Content-Length': String(2 ** 40) })))
  for (let k = 0; k < 40 && huge.statuses.length === 0; k += 1) await huge.write(Buffer.alloc(2 ** 20, 120))
  assert.ok((await huge.answers()).every((status) => status === 413)) // whoever sends on and on may not hear it
  huge.close()
  await patient.stop()
  await alive()
})

test('who sends on after a refusal is closed', { timeout: 120_000 }, async () => {
  const impatient = await startAt(MONDAY, { args: ['--request-timeout=1'] })
  const raw = await Raw.open(impatient)
  let over = false
  raw.socket.once('error', () => { over = true })
  await raw.write(request('POST', '/v1/cases', headers({ 'Content-Length': String(2 ** 40) })))
  while (!over) {
    await raw.write(' ')
    await new Promise((done) => setTimeout(done, 100))
  }
  assert.deepEqual(raw.statuses, [413])
  await impatient.stop()
})

const chunked = (more = {}) => request('POST', '/v1/cases', headers({ 'Transfer-Encoding': 'chunked', ...more }))
const chunk = (text, extension = '') => `${Buffer.byteLength(text).toString(16)}${extension}\r\n${text}\r\n`
const inChunks = (text, size, extension) => {
  const bytes = Buffer.from(text)
  const parts = []
  for (let at = 0; at < bytes.length; at += size) parts.push(`${Math.min(size, bytes.length - at).toString(16)}${extension ?? ''}\r\n`, bytes.subarray(at, at + size), '\r\n')
  return Buffer.concat([...parts, '0\r\n\r\n'].map((part) => Buffer.from(part)))
}
const codeOf = (text) => JSON.parse(text.split('\r\n\r\n')[1]).code

test('a body of chunks is a body, and nothing behind it is another request', async () => {
  const ways = { // as it is sent; what a parser takes more easily than the next one does no harm: the connection ends with the answer
    'one chunk': (text) => chunk(text) + '0\r\n\r\n',
    'chunks of 7 bytes': (text) => inChunks(text, 7),
    'chunks of a byte': (text) => inChunks(text, 1),
    'a size in capitals and zeros': (text) => `000${Buffer.byteLength(text).toString(16).toUpperCase()}\r\n${text}\r\n000\r\n\r\n`,
    extensions: (text) => inChunks(text, 100, ';name="value";other'),
    'a long extension': (text) => chunk(text, `;${'x'.repeat(5000)}`) + '0\r\n\r\n',
    trailers: (text) => chunk(text) + '0\r\nContent-Length: 5\r\nHost: b\r\nTransfer-Encoding: gzip\r\nAuthorization: Bearer x\r\n\r\n',
    'LF alone': (text) => (chunk(text) + '0\r\n\r\n').replaceAll('\r\n', '\n'),
  }
  for (const [name, way] of Object.entries(ways)) {
    const heard = await refused(server, Buffer.concat([chunked(), Buffer.from(way(body())), request('GET', '/v1/city')]))
    assert.deepEqual(heard.statuses, [201], name)
    assert.match(heard.text, /\r\nConnection: close\r\n/i, name)
  }
  const slow = await Raw.open(server)
  for (const byte of Buffer.concat([chunked({ Expect: '100-continue' }), inChunks(body(), 50)])) await slow.write(Buffer.from([byte]))
  assert.deepEqual(await slow.answers(), [201])
  await slow.closed
  slow.close()
  const kept = await Raw.open(server)
  await kept.write(request('GET', '/healthz'))
  await kept.answers()
  kept.socket.end(Buffer.concat([chunked(), inChunks(body(), 300)]))
  await kept.closed
  kept.close()
  assert.deepEqual(kept.statuses, [200, 201])
  const text = body()
  const again = () => refused(server, Buffer.concat([chunked({ 'Idempotency-Key': 'in-chunks' }), inChunks(text, 90)]))
  assert.equal((await again()).text.split('\r\n\r\n')[1], (await again()).text.split('\r\n\r\n')[1])
  assert.equal((await clerk.post('/v1/cases', text, { 'content-type': 'application/json', 'idempotency-key': 'in-chunks' })).status, 201)
  for (const [method, path] of [['GET', '/healthz'], ['GET', '/v1/city'], ['GET', '/'], ['DELETE', '/v1/city'], ['POST', '/v1/nothing']]) { // as with a length
    for (const text of ['', '{}']) {
      const heard = await refused(server, Buffer.concat([request(method, path, { 'Transfer-Encoding': 'chunked' }), inChunks(text, 2), request('GET', '/v1/city')]))
      assert.deepEqual(heard.statuses, await one(request(method, path, { 'Content-Length': text.length }, text)), path)
    }
  }
})

test('a body of chunks that grows too large is refused with 413, and the connection ends', { timeout: 120_000 }, async (t) => {
  const patient = await startAt(MONDAY, { args: ['--request-timeout=3600'] }) // or it would be heard after that
  t.after(() => patient.stop())
  const large = 2 ** 20 + 1
  const ways = { // what is sent; then nothing, or the end of the stream
    'one chunk': `${large.toString(16)}\r\n${'x'.repeat(large)}`,
    'one chunk, and its end': chunk('x'.repeat(large)) + '0\r\n\r\n',
    'one chunk of which more is to come': `ffffffffffff\r\n${'x'.repeat(large)}`,
    'small chunks': inChunks('x'.repeat(large), 1000),
    'a chunk that is none behind it': `${chunk('x'.repeat(large))}zz\r\n`,
  }
  for (const [name, bytes] of Object.entries(ways)) {
    await t.test(name, async () => {
      for (const half of [false, true]) {
        const raw = await Raw.open(patient)
        await raw.write(Buffer.concat([chunked(), Buffer.from(bytes)]))
        if (half) raw.socket.end()
        await raw.closed
        raw.close()
        assert.deepEqual(raw.statuses, [413], half ? 'half closed' : 'silent')
        assert.equal(codeOf(raw.bytes.toString('utf8')), 'too_large')
      }
    })
  }
  await t.test('one that never ends', async () => {
    const huge = await Raw.open(patient)
    await huge.write(chunked())
    for (let k = 0; k < 40 && huge.statuses.length === 0; k += 1) await huge.write(chunk('x'.repeat(2 ** 20)))
    assert.ok((await huge.answers()).every((status) => status === 413)) // whoever sends on and on may not hear it
    huge.close()
  })
  await t.test('and now and then a byte', async (u) => {
    const impatient = await startAt(MONDAY, { args: ['--request-timeout=1'] })
    u.after(() => impatient.stop())
    for (const [begin, status] of [[chunk('x'.repeat(large)), 413], [chunk('x'), 408], ['0', 408], ['1;', 408], [`${chunk('{}')}0\r\nX: `, 408]]) {
      const raw = await Raw.open(impatient)
      let over = false
      raw.socket.once('close', () => { over = true })
      raw.closed.then(() => { if (raw.statuses[0] === 408) raw.close() })
      await raw.write(Buffer.concat([chunked(), Buffer.from(begin)]))
      while (!over) {
        await raw.write(begin.length === 1 ? '0' : begin.endsWith('\r\n') ? '1\r\nx\r\n' : 'x')
        await new Promise((done) => setTimeout(done, 100))
      }
      assert.deepEqual(raw.statuses, [status], begin.slice(0, 20))
    }
  })
  await alive()
})

test('chunks that are none are refused once by the library, and closed', async () => {
  const bad = { nothing: '', 'no number': 'zz\r\nabc\r\n0\r\n\r\n', 'a sign': '+5\r\nabcde\r\n0\r\n\r\n', 'less than nothing': '-5\r\nabcde\r\n0\r\n\r\n', 'hexadecimal twice': '0x5\r\nabcde\r\n0\r\n\r\n',
    'a blank': '5 \r\nabcde\r\n0\r\n\r\n', 'no size': '\r\nabc\r\n', 'only an extension': ';x\r\nabc\r\n', 'more than it says': '3\r\nabcdef\r\n0\r\n\r\n', 'a trailer without a colon': `${chunk('{}')}0\r\nno colon\r\n\r\n` }
  for (const [name, bytes] of Object.entries(bad)) {
    const heard = await refused(server, Buffer.concat([chunked(), Buffer.from(bytes), request('GET', '/v1/city')]))
    assert.deepEqual(heard.statuses, [400], name)
  }
  const enormous = await refused(server, Buffer.concat([chunked(), Buffer.from('f'.repeat(18) + '\r\nabc')]))
  assert.deepEqual(enormous.statuses, [413])
  const without = await refused(server, Buffer.concat([chunked(), Buffer.from(`1;${'x'.repeat(20_000)}`)])) // more than its memory
  assert.ok(without.statuses.length <= 1 && without.statuses.every((status) => status === 500), String(without.statuses)) // or a reset
  const trailers = await refused(server, Buffer.concat([chunked(), Buffer.from(`${chunk('{}')}0\r\n${'X: y\r\n'.repeat(9000)}\r\n`)]))
  assert.ok(trailers.statuses.length <= 1 && trailers.statuses.every((status) => status >= 400), String(trailers.statuses))
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

test('odd addresses and headers are refused, the process stays', async () => {
  for (const size of [3000, 20_000, 200_000]) {
    const [path] = await one(request('GET', `/v1/items?q=${'a'.repeat(size)}`))
    assert.ok([undefined, 414, 422].includes(path), `${size}: ${path}`) // whoever sends on and on may not hear it
    const [header] = await one(request('GET', '/healthz', { 'X-Long': 'a'.repeat(size) }))
    assert.ok([undefined, 200, 431].includes(header), `${size}: ${header}`)
  }
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

test('who has closed its own side hears the answer all the same, however many wait beside it', { timeout: 240_000 }, async () => {
  const patient = await startAt(MONDAY, { args: ['--request-timeout=3600', '--idle-timeout=3600'] })
  const her = await patient.signIn(`clerk.${A}`)
  const idle = await Promise.all(Array.from({ length: 40 }, () => Raw.open(patient)))
  await Promise.all(idle.map((raw) => raw.write('GET /healthz HTTP/1.1\r\nHo')))
  for (let k = 0; k < 12; k += 1) {
    const text = body()
    const mine = { Authorization: `Bearer ${her.token}`, 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)), 'Idempotency-Key': `half-${k}` }
    const half = await Raw.open(patient)
    if (k % 2) {
      await half.write(request('GET', '/healthz'))
      await half.answers(1)
    }
    half.socket.end(request('POST', '/v1/cases', mine, text))
    await half.closed
    half.close()
    assert.deepEqual(half.statuses, k % 2 ? [200, 201] : [201])
  }
  for (const first of [false, true]) { // and is not kept then
    const read = await Raw.open(patient)
    if (first) {
      await read.write(request('GET', '/healthz'))
      await read.answers(1)
    }
    read.socket.end(request('GET', '/healthz'))
    await read.closed
    read.close()
    assert.deepEqual(read.statuses, first ? [200, 200] : [200])
  }
  for (const raw of idle) raw.close()
  await assertHolds(patient)
  await patient.stop()
})

test('who does not wait for the answer has its case all the same, once', async () => {
  const application_ = application(DIRECT)
  const text = JSON.stringify(application_)
  const raw = await Raw.open(server)
  await raw.write(request('POST', '/v1/cases', headers({ 'Content-Length': String(Buffer.byteLength(text)), 'Idempotency-Key': 'impatient' }), text))
  raw.close()
  const reply = await clerk.post('/v1/cases', text, { 'content-type': 'application/json', 'idempotency-key': 'impatient' })
  assert.equal(reply.status, 201)
  const { items } = (await clerk.post('/v1/cases/search', { q: application_.applicant.id_number })).body
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
  await Promise.all([stopped.closed, silent.closed])
  assert.ok(stopped.statuses.every((status) => status >= 400))
  await impatient.stop()
})

test('who sends a byte now and then is closed as well: a line, a head, a kept connection, a body', { timeout: 120_000 }, async (t) => {
  const impatient = await startAt(MONDAY, { args: ['--request-timeout=1', '--idle-timeout=3600'] })
  const length = headers({ 'Content-Length': '100000' })
  const trickles = { // how it begins, what comes now and then, what is heard
    'the first line': ['G', 'E', [408]],
    'the second line': [request('GET', '/healthz'), 'G', [200, 408]],
    'a second line that came with the first request': [Buffer.concat([request('GET', '/healthz'), Buffer.from('GET /h')]), '', [200, 408]],
    'a line after a body': [request('POST', '/v1/nothing', { 'Content-Length': '5' }, '     '), 'G', [404, 408]],
    'a head': ['GET /healthz HTTP/1.1\r\nHost: a\r\nX: ', 'x', [408]],
    'the second head': [Buffer.concat([request('GET', '/healthz'), Buffer.from('GET /healthz HTTP/1.1\r\n')]), 'X: y\r\n', [200, 408]],
    'a body': [request('POST', '/v1/cases', length), ' ', [408]],
    'nothing more': [request('POST', '/v1/cases', length), '', [408]],
    nothing: ['', '', []],
  }
  await Promise.all(Object.entries(trickles).map(([name, [begin, more, statuses]]) => t.test(name, async () => {
    const raw = await Raw.open(impatient)
    let over = false
    raw.closed.then(() => { over = true })
    await raw.write(begin)
    while (!over) {
      if (more && raw.statuses.length === statuses.length - 1) await raw.write(more)
      await new Promise((done) => setTimeout(done, 100))
    }
    assert.deepEqual(raw.statuses, statuses, name)
    raw.close()
  })))
  await impatient.stop()
})

test('a slow line is no fault: a body that comes at its pace, and a connection that waits between requests', { timeout: 120_000 }, async () => {
  const impatient = await startAt(MONDAY, { args: ['--request-timeout=3'] })
  const her = await impatient.signIn(`clerk.${A}`)
  const kept = await Raw.open(impatient)
  await kept.write(request('GET', '/healthz'))
  const text = Buffer.from(body() + ' '.repeat(2 ** 19)) // which may take a minute more
  const slow = await Raw.open(impatient)
  await slow.write(request('POST', '/v1/cases', { Authorization: `Bearer ${her.token}`, 'Content-Type': 'application/json', 'Content-Length': String(text.length) }))
  for (let at = 0; at < text.length; at += 8192) {
    await slow.write(text.subarray(at, at + 8192))
    await new Promise((done) => setTimeout(done, 60))
  }
  assert.deepEqual(await slow.answers(), [201])
  await kept.write(request('GET', '/healthz'))
  assert.deepEqual(await kept.answers(2), [200, 200])
  slow.close()
  kept.close()
  await impatient.stop()
})

test('the program does not wait for whoever stopped in the middle when it ends', async () => {
  const other = await startAt(MONDAY, { args: ['--idle-timeout=3600', '--request-timeout=3600'] }) // it would hang
  const stopped = await Raw.open(other)
  await stopped.write(request('POST', '/v1/cases', headers({ 'Content-Length': '1000' }), body().slice(0, 20)))
  await Raw.open(other)
  await until(async () => await figure(other, 'tongban_connections') >= 3, 'both are there, and who asks')
  await other.stop()
})

test('two thousand idle connections do not keep anyone from working', async () => {
  const count = sanitizer ? 400 : 2000
  const raws = []
  for (let k = 0; k < count; k += 100) raws.push(...await Promise.all(Array.from({ length: 100 }, () => Raw.open(server))))
  // half of them have begun a request
  await Promise.all(raws.filter((_, k) => k % 2).map((raw) => raw.write('GET /healthz HTTP/1.1\r\nHo')))
  for (let k = 0; k < 20; k += 1) {
    await alive()
    assert.equal((await clerk.post('/v1/cases', application(DIRECT))).status, 201)
  }
  for (const raw of raws) raw.close()
  assertRefused(await clerk.get('/v1/nothing'), 404, 'not_found')
})
