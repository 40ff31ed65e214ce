// Does things with servers, each inside of a recording, and says what came of it. It is run in a folder of its own.
import { pbkdf2, pbkdf2Sync } from 'node:crypto'
import https from 'node:https'
import net from 'node:net'
import { retrace } from '@retrace/core'
import { Redis } from 'ioredis'
import OpenAI from 'openai'
import pg from 'pg'
import WebSocket from 'ws'

const [json, ...names] = process.argv.slice(2)
const ports = JSON.parse(json)
const web = `http://localhost:${ports.web}`

/** What goes on after its recording; the program ends in vain where that never comes. */
const afterwards = []

const parts = {
  async fetch() {
    const first = await (
      await fetch(`${web}/a?x=1`, { headers: { authorization: 'Bearer token-that-is-secret' } })
    ).json()
    const second = await (await fetch(`${web}/b`, { method: 'POST', body: JSON.stringify({ q: [1] }) })).json()
    const together = await Promise.all(['/slow', '/c', '/d'].map(async (path) => (await fetch(web + path)).text()))
    return [first, second, together]
  },
  async stamps() {
    // A recording is later by what was computed.
    pbkdf2Sync('', '', 20_000, 8, 'sha512')
    const stamps = []
    const send = async (options) => {
      stamps.push(Date.now(), new Date().toISOString())
      const { status } = await fetch(`${web}/at/${stamps.at(-2)}/${stamps.at(-1)}`, options)
      stamps.push(status, Date.now())
    }
    await send()
    await send({ method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' })
    return stamps
  },
  async large() {
    return (await fetch(`${web}/large`, { method: 'POST', body: 'x'.repeat(1_000_000) })).json()
  },
  https() {
    const options = { host: 'localhost', port: ports.secure, path: '/secure', ca: ports.certificate }
    return new Promise((resolve, reject) => {
      https
        .get(options, (response) => {
          let body = ''
          const { encrypted } = response.socket
          response.on('data', (data) => (body += data))
          response.on('end', () => resolve([response.statusCode, body, encrypted]))
        })
        .on('error', reject)
    })
  },
  async events() {
    const came = []
    let last = Date.now()
    for await (const chunk of (await fetch(`${web}/events`)).body) {
      came.push(Buffer.from(chunk).toString(), came.length === 0 || Date.now() - last > 5)
      last = Date.now()
    }
    return came
  },
  async openai() {
    const client = new OpenAI({ apiKey: 'sk-that-is-secret', baseURL: web })
    return client.get('/models')
  },
  websocket() {
    const socket = new WebSocket(web)
    const came = []
    return new Promise((resolve, reject) => {
      socket.on('message', (data) => {
        came.push(Buffer.from(/** @type {Buffer} */ (data)).toString())
        if (came.length === 1) socket.send('hello')
        if (came.length === 2) socket.send('bye')
      })
      socket.on('close', (code, reason) => resolve([...came, code, String(reason)]))
      socket.on('error', reject)
    })
  },
  async left() {
    const socket = new WebSocket(web)
    const came = () => new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject))
    const first = await came()
    socket.send('hello')
    const second = await came()
    // The end of the recording doesn't wait for it.
    setTimeout(() => socket.terminate(), 10)
    return [String(first), String(second)]
  },
  async pushed() {
    const socket = new WebSocket(web)
    const first = await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject))
    setTimeout(() => socket.terminate(), 10)
    return String(first)
  },
  async greeted() {
    const socket = net.connect(ports.lines, 'localhost')
    const greeting = await new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject))
    setTimeout(() => socket.destroy(), 10)
    return String(greeting)
  },
  lines() {
    const socket = net.connect(ports.lines, 'localhost')
    const came = []
    return new Promise((resolve, reject) => {
      socket.on('data', (data) => {
        came.push(String(data))
        if (came.length < 3) socket.write(`line ${came.length}`)
        else socket.end()
      })
      socket.on('close', () => resolve(came))
      socket.on('error', reject)
    })
  },
  addresses() {
    const all = [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ]
    const lookup = (_name, _options, give) => give(null, all)
    const socket = net.connect({ host: 'localhost', port: ports.lines, autoSelectFamily: true, lookup })
    return new Promise((resolve, reject) => {
      socket.once('data', (data) => socket.end().once('close', () => resolve(String(data))))
      socket.on('error', reject)
    })
  },
  async hungUp() {
    const socket = net.connect(ports.lines, 'localhost')
    const came = () => new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject))
    const first = await came()
    socket.write('line 1')
    const second = await came()
    afterwards.push(new Promise((resolve) => socket.resume().end().once('close', resolve)))
    return [String(first), String(second)]
  },
  async broken() {
    return failure(async () => (await fetch(`http://localhost:${ports.breaking}/`)).text())
  },
  async refused() {
    return failure(() => fetch('http://localhost:1/'))
  },
  async unknown() {
    return failure(() => fetch('http://name.invalid/'))
  },
  async timeout() {
    return failure(() => fetch(`${web}/slow`, { signal: AbortSignal.timeout(50) }))
  },
  async limited() {
    // Names are looked up in threads: work that holds up all of them holds up no request for a recorded server.
    if (ports.isReplay) for (let i = 0; i < 4; i++) pbkdf2('', '', 300_000, 64, 'sha512', () => {})
    return failure(() => fetch(`${web}/slow`, { signal: AbortSignal.timeout(50) }))
  },
  async patience() {
    // An hour and more of waiting, were it not for the replay.
    const began = Date.now()
    const unit = ports.isReplay ? 60_000 : 2
    const statuses = []
    for (let wait = unit; statuses.at(-1) !== 200; wait *= 2) {
      await new Promise((resolve) => setTimeout(resolve, wait))
      statuses.push((await fetch(`${web}/flaky`)).status)
    }
    return [statuses, !ports.isReplay || Date.now() - began >= 60_000 * 63]
  },
  async random() {
    return [Math.random(), crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(4))]]
  },
  async postgres() {
    const pool = new pg.Pool({ connectionString: ports.postgresUrl })
    const came = []
    const say = async (query, values) => came.push((await pool.query(query, values)).rows)
    await say('create temporary table things (id serial, n numeric, j jsonb, b bytea, big bigint, d timestamptz)')
    await say('insert into things (n, j, b, big, d) values ($1, $2, $3, $4, now()) returning *', [
      '1.50',
      { a: [1, null] },
      Buffer.from([0, 255]),
      (2n ** 60n).toString(),
    ])
    for (const x of [5, 6])
      came.push((await pool.query({ name: 'named', text: 'select $1::int as x', values: [x] })).rows)
    came.push(await failure(() => pool.query('selec')))
    await pool.end()
    return came
  },
  async redis() {
    const client = new Redis({ host: 'localhost', port: ports.redis })
    const came = [await client.set('retrace-test', 'v'), await client.getBuffer('retrace-test')]
    came.push(await client.pipeline().get('retrace-test').incr('retrace-count').get('retrace-none').exec())
    came.push(await client.multi().incr('retrace-count').incr('retrace-count').exec())
    came.push(await failure(() => client.lpush('retrace-test', 'x')))
    const subscriber = client.duplicate()
    const message = new Promise((resolve) => subscriber.on('message', (...its) => resolve(its)))
    await subscriber.subscribe('retrace-channel')
    await client.publish('retrace-channel', 'hello')
    came.push(await message)
    subscriber.disconnect()
    await client.quit()
    return came
  },
  async notified() {
    const [listener, client] = Array.from({ length: 2 }, () => new pg.Client({ connectionString: ports.postgresUrl }))
    // They log in alike, and in the replay in the other order.
    for (const it of ports.isReplay ? [client, listener] : [listener, client]) await it.connect()
    const notification = new Promise((resolve) => listener.once('notification', resolve))
    await listener.query('listen retrace_notified')
    await client.query("notify retrace_notified, 'hello'")
    const { channel, payload } = await notification
    await listener.end()
    await client.end()
    return [channel, payload]
  },
  async subscribed() {
    const [subscriber, client] = Array.from({ length: 2 }, () => new Redis({ port: ports.redis, lazyConnect: true }))
    for (const it of ports.isReplay ? [client, subscriber] : [subscriber, client]) await it.connect()
    const message = new Promise((resolve) => subscriber.once('message', (...its) => resolve(its)))
    await subscriber.subscribe('retrace-subscribed')
    await client.publish('retrace-subscribed', 'hello')
    const came = await message
    subscriber.disconnect()
    client.disconnect()
    return came
  },
}

async function failure(run) {
  try {
    await run()
    return 'no failure'
  } catch (error) {
    return [error.name, error.message, error.code ?? error.cause?.code ?? null]
  }
}

for (const name of names) {
  const result = await retrace.record(name, async (recording) => {
    const came = await parts[name]()
    return { name, mode: recording.mode, came, now: new Date(), unused: recording.unused.map(({ summary }) => summary) }
  })
  console.log(JSON.stringify(result))
  await Promise.all(afterwards)
}
