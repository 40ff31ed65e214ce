/** What is sent as Node has it at hand, and as bytes. */

type Piece = Uint8Array | string

/** Bytes, a text, or pieces of both. */
export type Sent = Piece | Pieces

/** Pieces as `writev` takes them. */
export class Pieces {
  readonly count: number
  readonly #list: readonly unknown[]
  readonly #step: number

  /** @param list - each piece and its encoding in turn, or the pieces alone if all are bytes */
  constructor(list: readonly unknown[], allBytes: boolean) {
    this.#list = list
    this.#step = allBytes ? 1 : 2
    this.count = list.length / this.#step
  }

  piece(index: number): Piece {
    return this.#list[index * this.#step] as Piece
  }

  /** Of a piece that is a text. */
  encoding(index: number): BufferEncoding {
    return this.#list[index * 2 + 1] as BufferEncoding
  }
}

/** The methods of buffers that `write` finds by an encoding: there is one call less to them. */
interface TextBuffer extends Buffer {
  utf8Write(text: string, at: number): number
  latin1Write(text: string, at: number): number
}

/** The most bytes that a code unit of a string takes, in any encoding. */
export const MAX_CHARACTER = 3

/** Writes a text, of which there has to be room for all, and gives the number of its bytes. */
export function putText(buffer: Buffer, text: string, at: number, encoding: BufferEncoding): number {
  switch (encoding) {
    case 'utf8':
      return (buffer as TextBuffer).utf8Write(text, at)
    case 'latin1':
      return (buffer as TextBuffer).latin1Write(text, at)
    default:
      return buffer.write(text, at, encoding)
  }
}

/** Writes what is sent, of which there has to be room for all, and gives the number of its bytes. */
export function putSent(buffer: Buffer, sent: Sent, at: number, encoding: BufferEncoding): number {
  if (typeof sent === 'string') return putText(buffer, sent, at, encoding)
  if (!(sent instanceof Pieces)) {
    buffer.set(sent, at)
    return sent.length
  }
  let end = at
  for (let i = 0; i < sent.count; i++) end += putSent(buffer, sent.piece(i), end, sent.encoding(i))
  return end - at
}

/** No more bytes than these. */
export function mostBytes(sent: Sent): number {
  if (typeof sent === 'string') return sent.length * MAX_CHARACTER
  if (!(sent instanceof Pieces)) return sent.length
  let sum = 0
  for (let i = 0; i < sent.count; i++) sum += mostBytes(sent.piece(i))
  return sum
}

export function toBytes(sent: Sent, encoding: BufferEncoding | undefined): Uint8Array {
  if (typeof sent === 'string') return Buffer.from(sent, encoding)
  if (!(sent instanceof Pieces)) return sent
  const parts: Uint8Array[] = []
  for (let i = 0; i < sent.count; i++) parts.push(toBytes(sent.piece(i), sent.encoding(i)))
  return Buffer.concat(parts)
}
