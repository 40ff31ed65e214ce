/** Messages out of the bytes of one side, which come in pieces. */
import { NotOfProtocol } from '../fall-back.ts'
import type { Side } from '../lens.ts'
import { Unread } from '../unread.ts'
import { decodeMessage, encodeMessage, type PgMessage } from './messages.ts'

const SSL_REQUEST = 80877103
const GSS_REQUEST = 80877104
const CANCEL_REQUEST = 80877102
/** No start of a session is longer (`MAX_STARTUP_PACKET_LENGTH`). */
const MAX_START = 10_000

/** How a client begins: what it asks for, by the number in the place of a version. */
const BEGINNINGS: Readonly<Record<number, string>> = {
  [SSL_REQUEST]: 'ask for TLS',
  [GSS_REQUEST]: 'ask for GSS',
  [CANCEL_REQUEST]: 'cancel',
}

export const START = 'start'

export class MessageReader {
  readonly #from: Side
  readonly #unread = new Unread()
  /** Before it says who it is, a client's messages have no type. */
  #begun: boolean
  /** Of the server: whether its next byte is an answer to a request for encryption. */
  awaitsByte = false

  constructor(from: Side) {
    this.#from = from
    this.#begun = from === 'server'
  }

  /** How many bytes have come after the last message that was given. */
  get unread(): number {
    return this.#unread.bytes.length
  }

  /**
   * Takes bytes, and gives the messages that are whole now.
   *
   * @throws NotOfProtocol
   */
  take(bytes: Uint8Array): IterableIterator<PgMessage> {
    this.#unread.add(bytes)
    return this.#messages()
  }

  *#messages(): IterableIterator<PgMessage> {
    for (let message = this.#next(); message; message = this.#next()) yield message
  }

  #next(): PgMessage | null {
    const { bytes } = this.#unread
    if (bytes.length === 0) return null
    if (this.awaitsByte) {
      this.awaitsByte = false
      return { name: 'encryption', fields: { answer: String.fromCharCode(this.#unread.cut(1).readUInt8()) } }
    }
    const head = this.#begun ? 1 : 0
    if (bytes.length < head + 4) return null
    const size = bytes.readInt32BE(head)
    if (size < 4 || (!this.#begun && size > MAX_START)) throw new NotOfProtocol(`a message of ${size} bytes`)
    if (bytes.length < head + size) return null
    const whole = this.#unread.cut(head + size)
    if (!this.#begun) return this.#begin(whole.subarray(4))
    return decodeMessage(this.#from, whole.toString('latin1', 0, 1), whole.subarray(5))
  }

  #begin(body: Buffer): PgMessage {
    const version = body.length >= 4 ? body.readInt32BE(0) : 0
    const name = BEGINNINGS[version]
    if (name === undefined && version >>> 16 !== 3) throw new NotOfProtocol(`the version ${version}`)
    if (name === undefined || name === 'cancel') this.#begun = true
    return { name: name ?? START, fields: { version, bytes: body.subarray(4) } }
  }
}

/** The bytes of a message, also of those that have no type. */
export function encodeFramed(from: Side, message: PgMessage): Buffer {
  const { name, fields } = message
  if (name === 'encryption') return Buffer.from(fields['answer'] as string, 'latin1')
  if (name !== START && !Object.values(BEGINNINGS).includes(name)) return encodeMessage(from, message)
  const bytes = fields['bytes'] as Uint8Array
  const head = Buffer.alloc(8)
  head.writeInt32BE(bytes.length + 8)
  head.writeInt32BE(fields['version'] as number, 4)
  return Buffer.concat([head, bytes])
}
