// Requests byte by byte, for what no honest client sends.
import { connect } from 'node:net'

/** A connection of one's own: write what you like, read what comes. */
export class Raw {
  static open(server) {
    return new Promise((done, failed) => {
      const raw = new Raw()
      raw.bytes = Buffer.alloc(0)
      raw.socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true }, () => done(raw))
      raw.socket.on('data', (chunk) => { raw.bytes = Buffer.concat([raw.bytes, chunk]) })
      raw.socket.once('error', failed)
      raw.socket.on('error', () => {}) // a reset is an answer too
      raw.closed = new Promise((over) => {
        raw.socket.once('end', over)
        raw.socket.once('close', over)
      })
    })
  }

  write(bytes) {
    return new Promise((done) => {
      if (this.socket.destroyed) done()
      else this.socket.write(bytes, done)
    })
  }

  get statuses() {
    return [...this.bytes.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((found) => Number(found[1])).filter((one) => one !== 100)
  }

  // waits for `count` answers or the end of the connection; the statuses that came
  async answers(count = 1, ms = 60_000) {
    const end = Date.now() + ms
    let over = false
    this.closed.then(() => { over = true })
    while (Date.now() < end && !over && this.statuses.length < count) await new Promise((done) => setTimeout(done, 10))
    await new Promise((done) => setTimeout(done, 10))
    return this.statuses
  }

  close() {
    this.socket.destroy()
  }
}

/** Sends `bytes` on a connection of their own and waits until the server closes it; the statuses that came. */
export async function refused(server, bytes) {
  const raw = await Raw.open(server)
  await raw.write(bytes)
  await raw.closed
  raw.close()
  return { statuses: raw.statuses, text: raw.bytes.toString('utf8') }
}

/** Sends `bytes` on a connection of their own; the statuses that came back. */
export async function send(server, bytes, count = 1) {
  const raw = await Raw.open(server)
  await raw.write(bytes)
  const statuses = await raw.answers(count)
  raw.text = raw.bytes.toString('utf8')
  raw.close()
  return { statuses, text: raw.text }
}

// `Host: a` unless the headers have another
export const request = (method, path, headers = {}, body = '') =>
  Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${Object.hasOwn(headers, 'Host') ? '' : 'Host: a\r\n'}${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`, 'latin1'), Buffer.from(body)])
