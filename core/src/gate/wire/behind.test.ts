import net, { type AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Behind } from './behind.ts'

/** A server that wants a password, and then repeats the SQL that it is asked. */
let server: net.Server
const heard: string[] = []

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const text = (value: string): Buffer => Buffer.from(`${value}\0`)
const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
const READY = message('Z', Buffer.from('I'))
const WANTS_PASSWORD = message('R', number(3))
const PASSWORD = message('p', text('secret'))
const KEY = message('K', Buffer.alloc(8, 1))
const query = (sql: string): Buffer => message('Q', text(sql))
const complete = (what: string): Buffer => message('C', text(what))

function start(user: string): Buffer {
  const body = Buffer.concat([number(3 << 16), text('user'), text(user), Buffer.alloc(1)])
  return Buffer.concat([number(body.length + 4), body])
}

beforeEach(async () => {
  heard.length = 0
  server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      const what = bytes[0] === 0 ? 'start' : bytes.toString('latin1', 0, 1)
      heard.push(what === 'Q' ? bytes.toString('latin1', 5, bytes.length - 1) : what)
      if (what === 'start') socket.write(WANTS_PASSWORD)
      else if (what === 'p') socket.write(Buffer.concat([message('R', number(0)), KEY, READY]))
      else socket.write(Buffer.concat([complete(heard.at(-1) as string), READY]))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(() => void server.close())

function open(port: number): { behind: Behind; came: string[]; told: string[]; over: Promise<unknown> } {
  const came: string[] = []
  const told: string[] = []
  let resolve!: (how: unknown) => void
  const over = new Promise<unknown>((its) => (resolve = its))
  const behind: Behind = new Behind(
    { host: 'localhost', port, secure: false },
    {
      deliver(bytes) {
        came.push(`delivered ${Buffer.from(bytes).toString('latin1', 5, bytes.length - READY.length - 1)}`)
        resolve(null)
      },
      relay(bytes) {
        came.push(`relayed ${Buffer.from(bytes).toString('latin1', 0, 1)}`)
        if (WANTS_PASSWORD.equals(bytes)) behind.takesReply(PASSWORD)
      },
      told: (exchange) => told.push(exchange.protocol),
      hangUp: resolve,
      fails: resolve,
      awaits: () => false,
    },
    (run) => run(),
    null,
  )
  return { behind, came, told, over }
}

test('a server is told first, asks the client for its password, and hears what is asked then', async () => {
  const { behind, came, told, over } = open((server.address() as AddressInfo).port)
  behind.send([start('somebody'), query('set a = 1')], query('select 1'))
  await over
  expect(heard).toEqual(['start', 'p', 'set a = 1', 'select 1'])
  expect(came).toEqual(['relayed R', 'relayed K', 'delivered select 1'])
  expect(told).toEqual(['postgres', 'postgres'])
  behind.close()
})

test('a server that is not there fails with why', async () => {
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const { behind, over } = open(port)
  behind.send([], query('select 1'))
  expect(await over).toBe('ECONNREFUSED')
})
