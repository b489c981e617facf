// What is in deploy/: nginx in front of the real program, the unit as systemd reads it, the alerts as promtool does. Each part
// is left away where its tool is not installed.
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer, top } from '../server.mjs'

const installed = (name, flag = '--version') => spawnSync(name, [flag]).error === undefined
const A = '310101013'
const resident = { id_type: '111', id_number: '310101199001010012', name: '张三', phone: '13800138000', hukou_division: A, residence_division: A }

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })
}

describe('nginx in front', { skip: !installed('nginx', '-v') && 'nginx is not installed' }, () => {
  let server, clerk, nginx, folder, secure, plain

  before(async () => {
    server = await startServer({ args: ['--public-url=https://tongban.example'] })
    clerk = await server.signIn(`clerk.${A}`)
    folder = mkdtempSync(join(tmpdir(), 'tongban-nginx-'))
    ;[secure, plain] = [await freePort(), await freePort()]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=tongban.example',
      '-keyout', join(folder, 'tongban.key'), '-out', join(folder, 'tongban.crt')], { stdio: 'ignore' })
    const site = readFileSync(join(top, 'deploy/nginx.conf'), 'utf8')
      .replaceAll('/etc/nginx/tongban.', `${folder}/tongban.`).replaceAll('127.0.0.1:8310', `127.0.0.1:${server.port}`)
      .replaceAll(/^ *listen \[::\].*\n/gm, '').replaceAll('listen 80;', `listen 127.0.0.1:${plain};`)
      .replaceAll('listen 443 ssl', `listen 127.0.0.1:${secure} ssl`)
    mkdirSync(join(folder, 'temp'))
    // a test may say from which address it comes
    writeFileSync(join(folder, 'nginx.conf'), `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr warn;
      events { worker_connections 512; }
      http { set_real_ip_from 127.0.0.1; real_ip_header X-Test-Address; access_log off; ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/temp/${name};`).join(' ')}
      ${site} }`)
    const checked = spawnSync('nginx', ['-t', '-c', join(folder, 'nginx.conf'), '-p', folder])
    assert.equal(checked.status, 0, String(checked.stderr))
    assert.doesNotMatch(String(checked.stderr), /warn/)
    nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: ['ignore', 'ignore', 'inherit'] })
    nginx.ended = new Promise((done) => nginx.once('close', done))
    for (let tries = 0; ; tries += 1) {
      if ((await ask('GET', '/healthz').catch(() => null))?.status === 200) break
      assert.ok(tries < 2400, 'nginx does not answer')
      await new Promise((done) => setTimeout(done, 50))
    }
  })
  after(async () => {
    nginx?.kill('SIGTERM')
    await nginx?.ended
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  // one request over TLS; `stream` hears the body piece by piece instead of all of it
  function ask(method, path, { body, headers = {}, stream } = {}) {
    return new Promise((done, failed) => {
      const sent = request({ host: '127.0.0.1', port: secure, method, path, rejectUnauthorized: false, servername: 'tongban.example',
        headers: { host: 'tongban.example', ...(body ? { 'content-type': 'application/json' } : {}), ...headers } }, (reply) => {
        let text = ''
        if (stream) stream(reply)
        else reply.on('data', (piece) => { text += piece }).on('end', () => done({ status: reply.statusCode, headers: reply.headers, text }))
      })
      sent.on('error', failed)
      sent.end(body ? JSON.stringify(body) : undefined)
    })
  }

  test('pages and API come through, over TLS only', async () => {
    assert.equal((await ask('GET', '/')).status, 200)
    const reply = await ask('GET', '/v1/districts')
    assert.equal(reply.status, 200)
    assert.match(reply.headers['strict-transport-security'], /max-age/)
    const plainly = await fetch(`http://127.0.0.1:${plain}/v1/districts`, { redirect: 'manual', headers: { host: 'tongban.example' } })
    assert.equal(plainly.status, 301)
    assert.match(plainly.headers.get('location'), /^https:/)
  })

  test('figures are not for the street', async () => {
    assert.equal((await ask('GET', '/metrics')).status, 404)
    assert.equal((await server.get('/metrics')).status, 200)
  })

  test('events arrive while the stream is open', async () => {
    const authorization = `Bearer ${clerk.token}`
    let heard = ''
    let reply
    await new Promise((done, failed) => ask('GET', '/v1/events', { headers: { authorization }, stream: (opened) => {
      reply = opened
      reply.on('data', (piece) => { heard += piece })
      done()
    } }).catch(failed))
    assert.equal(reply.statusCode, 200)
    const taken = await ask('POST', '/v1/cases', { body: { item_code: 'MZ-013', applicant: resident }, headers: { authorization, 'idempotency-key': 'one' } })
    assert.equal(taken.status, 201, taken.text)
    for (let tries = 0; !heard.includes(JSON.parse(taken.text).case_number); tries += 1) {
      assert.ok(tries < 2400, `nothing came: ${heard}`)
      await new Promise((done) => setTimeout(done, 50))
    }
    reply.destroy()
  })

  test('guessing passwords of staff and of cases is slowed down by address, staff at work are not', async () => {
    const tries = await Promise.all(Array.from({ length: 130 }, () => ask('POST', '/v1/sessions', { body: { username: 'nobody', password: 'wrong' } })))
    const slowed = tries.find((one) => one.status === 429 && one.headers['retry-after'] === '10')
    assert.ok(slowed, tries.map((one) => one.status).join(' '))
    const problem = JSON.parse(slowed.text)
    assert.equal(slowed.headers['content-type'], 'application/problem+json')
    assert.equal(problem.code, 'too_many_requests')
    const path = '/v1/cases/SQ310101013202603020000019'
    const guesses = await Promise.all(Array.from({ length: 60 }, () => ask('GET', path, { headers: { 'query-password': '123456' } })))
    assert.ok(guesses.some((one) => one.status === 429))
    assert.ok(guesses.some((one) => one.status === 404))
    const works = await Promise.all(Array.from({ length: 60 }, () => ask('GET', path, { headers: { authorization: `Bearer ${clerk.token}` } })))
    assert.deepEqual([...new Set(works.map((one) => one.status))], [404])
  })

  test('an IPv6 address counts by its /64, an IPv4 address as it is', async () => {
    const path = '/v1/cases/SQ310101013202603020000027'
    const from = (address) => ask('GET', path, { headers: { 'query-password': '123456', 'x-test-address': address } })
    const isSlowed = (reply) => reply.status === 429 && reply.headers['retry-after'] === '10' // by nginx; the program says how long in its own way
    const household = await Promise.all(Array.from({ length: 60 }, (_, i) => from(`2001:db8:0:a::${i + 1}`)))
    assert.ok(household.some(isSlowed), household.map((one) => one.status).join(' '))
    assert.ok(!isSlowed(await from('2001:db8:0:b::1')))
    assert.ok(!isSlowed(await from('2001:db8:0:10a::1'))) // a line feed among its bytes
    const street = await Promise.all(Array.from({ length: 60 }, (_, i) => from(`203.0.113.${i + 1}`)))
    assert.ok(!street.some(isSlowed))
  })

  test('what a client says of its address changes nothing', async () => {
    const forged = { 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1;proto=http;host=evil.example', 'x-forwarded-host': 'evil.example' }
    const reply = await ask('POST', '/v1/cases', { body: { item_code: 'MZ-013', applicant: resident }, headers: forged })
    assert.equal(reply.status, 401)
    const authorization = `Bearer ${clerk.token}`
    const { case_number: number } = JSON.parse((await ask('POST', '/v1/cases', { body: { item_code: 'MZ-013', applicant: resident }, headers: { authorization, ...forged } })).text)
    const code = await ask('GET', `/v1/cases/${number}/qr.svg`, { headers: { authorization, ...forged } })
    assert.equal(code.status, 200)
    assert.equal(code.text, (await ask('GET', `/v1/cases/${number}/qr.svg`, { headers: { authorization } })).text)
  })

  test('a server that is away is told in the API\'s own words', async () => {
    await server.end()
    const reply = await ask('GET', '/v1/districts')
    assert.equal(reply.status, 503)
    assert.equal(JSON.parse(reply.text).code, 'busy')
    assert.equal(reply.headers['retry-after'], '5')
    await server.start()
  })
})

describe('the unit', () => {
  const unit = join(top, 'deploy/tongban.service')

  test('systemd reads it without a word, and calls it well hardened', { skip: !installed('systemd-analyze') && 'systemd is not installed' }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'tongban-unit-'))
    try {
      for (const name of ['tongban.service', 'tongban-backup.service', 'tongban-backup.timer'])
        writeFileSync(join(folder, name), readFileSync(join(top, 'deploy', name), 'utf8').replaceAll('/usr/bin/tongban', '/bin/true')
          .replaceAll(/^(User|Group)=tongban$/gm, '$1=daemon').replaceAll(/^Documentation=.*\n/gm, ''))
      const verified = spawnSync('systemd-analyze', ['verify', '--man=no', join(folder, 'tongban.service'), join(folder, 'tongban-backup.timer')])
      assert.equal(verified.status, 0, String(verified.stderr))
      assert.doesNotMatch(String(verified.stderr), /tongban/)
      const judged = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=25', unit])
      assert.equal(judged.status, 0, String(judged.stdout).split('\n').slice(-3).join('\n'))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('the program tells its manager when it listens and when it stops', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tongban-notify-'))
    const path = join(folder, 'notify')
    const listener = spawn('python3', ['-c', `import socket,sys
s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM); s.bind(sys.argv[1]); print('bound',flush=True)
while True: print(s.recv(200).decode(),flush=True)`, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    let heard = ''
    listener.stdout.on('data', (piece) => { heard += piece })
    const hears = async (words) => {
      for (let tries = 0; !heard.includes(words); tries += 1) {
        assert.ok(tries < 4800, `never said ${words}: ${heard}`)
        await new Promise((done) => setTimeout(done, 25))
      }
    }
    let server
    try {
      await hears('bound')
      server = await startServer({ under: ['env', `NOTIFY_SOCKET=${path}`] })
      await hears('READY=1')
      assert.doesNotMatch(heard, /STOPPING/)
      await server.stop()
      server = null
      await hears('STOPPING=1')
    } finally {
      listener.kill()
      await server?.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

test('promtool reads the alerts', { skip: !installed('promtool') && 'promtool is not installed' }, () => {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', join(top, 'deploy/alerts.yml')])
  assert.equal(status, 0, `${stdout}${stderr}`)
})
