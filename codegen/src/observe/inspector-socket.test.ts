import { once } from 'node:events'
import net from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { InspectorSocket } from './inspector-socket.ts'

interface Pair {
  readonly socket: InspectorSocket
  /** The inspector's end. */
  readonly end: net.Socket
}

async function pair(): Promise<Pair> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  const connecting = InspectorSocket.connect(`ws://127.0.0.1:${port}/id`)
  const [end] = (await once(server, 'connection')) as [net.Socket]
  const [asked] = (await once(end, 'data')) as [Buffer]
  expect(asked.toString()).toMatch(/^GET \/id HTTP\/1\.1\r\n[^]*Upgrade: websocket\r\n/)
  end.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
  onTestFinished(() => {
    end.destroy()
    server.close()
  })
  return { socket: await connecting, end }
}

function frame(text: string): Buffer {
  const { length } = Buffer.from(text)
  const head = length < 126 ? Buffer.from([0x81, length]) : Buffer.from([0x81, 126, length >> 8, length & 255])
  return Buffer.concat([head, Buffer.from(text)])
}

const FRAME_OF_ABC = '81ff' + '0000000000000003' + '00000000' + '616263'

async function received(end: net.Socket, length: number): Promise<string> {
  const parts: Buffer[] = []
  while (Buffer.concat(parts).length < length) parts.push(((await once(end, 'data')) as [Buffer])[0])
  return Buffer.concat(parts).toString('hex')
}

test('for what comes in a byte goes out at once, which the next text begins with', async () => {
  const { socket, end } = await pair()
  const texts: string[] = []
  socket.listen(
    (text) => texts.push(text),
    () => {},
  )
  for (const text of ['a', 'b']) {
    end.write(frame(text))
    expect(await received(end, 1)).toHaveLength(2)
  }
  socket.send('abc')
  expect(`81ff${await received(end, FRAME_OF_ABC.length / 2 - 2)}`).toBe(FRAME_OF_ABC)
  expect(texts).toEqual(['a', 'b'])
})

test('what is answered at once needs no byte of its own', async () => {
  const { socket, end } = await pair()
  socket.listen(
    () => socket.send('abc'),
    () => {},
  )
  end.write(frame('a'))
  expect(await received(end, FRAME_OF_ABC.length / 2)).toBe(FRAME_OF_ABC)
})

test('a text is whole, however it comes', async () => {
  const { socket, end } = await pair()
  const long = 'ü'.repeat(300)
  const all = Buffer.concat([frame('a'), frame(long), frame('')])
  const texts: string[] = []
  const whole = new Promise<void>((resolve) => {
    socket.listen(
      (text) => {
        texts.push(text)
        if (texts.length === 2) resolve()
      },
      () => {},
    )
  })
  for (const byte of all) end.write(Buffer.from([byte]))
  await whole
  expect(texts).toEqual(['a', long])
})

test('it says when the other end is gone', async () => {
  const { socket, end } = await pair()
  const closed = new Promise<void>((resolve) => socket.listen(() => {}, resolve))
  end.destroy()
  await closed
  expect(socket.isClosed).toBe(true)
})
