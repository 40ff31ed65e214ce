/** Messages out of the bytes of a WebSocket connection, by the receiver of `ws`, which also unpacks compressed ones. */
import type { PerMessageDeflate, Receiver } from 'ws'
import type { Ask, Decoder, Emit, Piece, Side } from '../lens.ts'
import { Turns } from '../turns.ts'
import type { WebSocketMessage } from './exchange.ts'
import { ws } from './ws.ts'

const DEFLATE = 'permessage-deflate'

export class WebSocketDecoder implements Decoder {
  readonly #turns: Turns<'websocket', WebSocketMessage>
  readonly #receivers: Record<Side, Receiver>
  readonly #unpackers: PerMessageDeflate[] = []
  /** What is unpacked is given later; so pieces are read one after another, whoever sent them. */
  #read: Promise<void> = Promise.resolve()
  #at = 0

  /** @param extensions - of the server's answer to the upgrade (`Sec-WebSocket-Extensions`) */
  constructor(extensions: string, emit: Emit, ask?: Ask) {
    this.#turns = new Turns('websocket', emit, ask)
    const receiver = (from: Side): Receiver => {
      // The one who receives from a client is the server.
      const isServer = from === 'client'
      const unpack = unpacking(extensions, isServer)
      this.#unpackers.push(...Object.values(unpack))
      return this.#listen(from, new (ws().Receiver)({ isServer, extensions: unpack }))
    }
    this.#receivers = { client: receiver('client'), server: receiver('server') }
  }

  take(from: Side, { at, bytes }: Piece): void {
    const receiver = this.#receivers[from]
    this.#read = this.#read.then(
      () =>
        new Promise((resolve) => {
          if (receiver.destroyed) return resolve()
          this.#at = at
          receiver.write(Buffer.from(bytes), () => resolve())
        }),
    )
  }

  async end(): Promise<void> {
    await this.#read
    this.#turns.end()
    for (const receiver of Object.values(this.#receivers)) receiver.destroy()
    for (const unpacker of this.#unpackers) unpacker.cleanup()
  }

  #listen(from: Side, receiver: Receiver): Receiver {
    const say = (kind: WebSocketMessage['kind'], data: Uint8Array): void =>
      this.#turns[from]({ at: this.#at, kind, data })
    receiver.on('message', (data: Buffer, isBinary: boolean) => say(isBinary ? 'binary' : 'text', data))
    receiver.on('ping', (data: Buffer) => say('ping', data))
    receiver.on('pong', (data: Buffer) => say('pong', data))
    receiver.on('conclude', (code: number, reason: Buffer) =>
      this.#turns[from]({ at: this.#at, kind: 'close', data: reason, code }),
    )
    // What is no frame ends what can be read of this side; the receiver is destroyed with its error.
    receiver.on('error', () => {})
    return receiver
  }
}

function unpacking(header: string, isServer: boolean): Record<string, PerMessageDeflate> {
  const configurations = header === '' ? undefined : ws().extension.parse(header)[DEFLATE]
  if (!configurations) return {}
  const deflate = new (ws().PerMessageDeflate)({ isServer })
  // What the server answered is what both keep to.
  deflate.params = deflate.normalizeParams(configurations)[0] ?? null
  return { [DEFLATE]: deflate }
}
