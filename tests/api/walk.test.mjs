// tongban walk: two cases from application to delivery, told step by step.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { runProgram, startServer } from '../server.mjs'

let server

before(async () => {
  server = await startServer()
})
after(() => server.stop())

function walk(...args) {
  return runProgram('walk', ...args)
}

test('a direct and a split case reach the resident', async () => {
  const address = server.url.replace('http://', '')
  const zh = (await walk('--listen', address, '--lang', 'zh')).stdout
  assert.equal(zh.match(/已送达$/gm)?.length, 2, zh)
  assert.match(zh, /接收，不用居民再跑一趟/)
  assert.doesNotMatch(zh, /delivered/)
  const en = (await walk('--listen', address, '--lang', 'en')).stdout
  assert.equal(en.match(/delivered$/gm)?.length, 2, en)
  assert.doesNotMatch(en, /已送达/)
  const both = (await walk('--listen', address, '--lang', 'both')).stdout
  assert.match(both, /已送达/)
  assert.match(both, /delivered$/m)
})

test('the step that fails is named', async () => {
  const nobody = await walk('--listen', '127.0.0.1:9').then(() => assert.fail(), (reason) => reason)
  assert.equal(nobody.code, 1)
  assert.match(nobody.stderr, /GET \/v1\/city: nobody answers there/)
  const wrong = await walk('--listen', 'nowhere').then(() => assert.fail(), (reason) => reason)
  assert.equal(wrong.code, 2)
  assert.match(wrong.stderr, /listen: "nowhere" is no address to listen on; write ADDRESS:PORT/)
})
