/** Bytes that have come and aren't read yet. */

/** The same bytes as a `Buffer`, without a copy. */
export function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export class Unread {
  bytes: Buffer = Buffer.alloc(0)

  /** Takes bytes; they are kept, and copied only where others wait before them. */
  add(bytes: Uint8Array): void {
    this.bytes = this.bytes.length === 0 ? viewOf(bytes) : Buffer.concat([this.bytes, bytes])
  }

  /** Takes the first bytes away, and gives them. */
  cut(size: number): Buffer {
    const cut = this.bytes.subarray(0, size)
    this.bytes = this.bytes.subarray(size)
    return cut
  }
}
