/**
 * The WebSocket of Node's inspector. Its end leaves Nagle's algorithm on: of two messages the second waits until the first is
 * acknowledged, and a system does that after 40 ms, or together with what goes out. A stop of the program is two or three
 * messages. So for what comes in something goes out at once: a byte of the next frame's header, which is always the same. No
 * library for WebSockets gives a frame byte by byte.
 */
import http from 'node:http'
import type { Socket } from 'node:net'

/** Of a text in one frame, masked, whose length has 8 bytes, as far as all such frames have it. */
const HEADER = Buffer.from([0x81, 0xff, 0, 0, 0, 0])
/** Of these four bytes the text stays as it is. */
const MASK = Buffer.alloc(4)

export class InspectorSocket {
  readonly #socket: Socket
  /** How much of the next frame's header is sent. */
  #begun = 0
  #parts: Buffer[]
  #size: number
  /** How much has to come before there is another whole frame. */
  #needed = 2

  private constructor(socket: Socket, head: Buffer) {
    this.#socket = socket.setNoDelay()
    this.#parts = [head]
    this.#size = head.length
    // What the process makes of it is seen at its end.
    socket.on('error', () => {})
  }

  static connect(url: string): Promise<InspectorSocket> {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      // Any 16 bytes: it says that the answer is no cached one.
      'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
    }
    return new Promise((resolve, reject) => {
      http
        .get(url.replace(/^ws:/, 'http:'), { headers, agent: false })
        .once('upgrade', (_, socket, head) => resolve(new InspectorSocket(socket as Socket, head)))
        .once('response', ({ statusCode }) => reject(new Error(`the inspector has answered with ${statusCode}`)))
        .once('error', reject)
    })
  }

  listen(onText: (text: string) => void, onClose: () => void): void {
    this.#socket.on('close', onClose)
    this.#socket.on('data', (part: Buffer) => {
      this.#parts.push(part)
      this.#size += part.length
      const { bytesWritten } = this.#socket
      for (const text of this.#whole()) onText(text)
      if (this.#socket.bytesWritten === bytesWritten) this.#acknowledge()
    })
  }

  get isClosed(): boolean {
    return this.#socket.destroyed
  }

  send(text: string): void {
    const bytes = Buffer.from(text)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    this.#socket.write(Buffer.concat([HEADER.subarray(this.#begun), length, MASK, bytes]))
    this.#begun = 0
  }

  close(): void {
    this.#socket.destroy()
  }

  #acknowledge(): void {
    if (this.#begun < HEADER.length) this.#socket.write(HEADER.subarray(this.#begun, ++this.#begun))
  }

  /** The texts of the frames that are there. */
  *#whole(): Generator<string> {
    if (this.#size < this.#needed) return
    let received = Buffer.concat(this.#parts)
    for (;;) {
      const { start, end } = frameIn(received)
      this.#needed = end
      if (received.length < end) break
      if (start < end) yield received.toString('utf8', start, end)
      received = received.subarray(end)
    }
    this.#parts = [received]
    this.#size = received.length
  }
}

/** Where the text of the frame lies with which some bytes begin; as long as that isn't known, what has to come for that. */
function frameIn(bytes: Buffer): { readonly start: number; readonly end: number } {
  const short = (bytes[1] ?? 0) & 0x7f
  const start = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < start) return { start, end: start }
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  return { start, end: start + length }
}
