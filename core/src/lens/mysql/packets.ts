/**
 * Packets of the MySQL protocol
 * (https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html): a length of three bytes, a
 * sequence number, and so many bytes.
 */

const HEAD = 4

export interface Packet {
  /** From 0 on within one command. */
  readonly sequence: number
  readonly payload: Uint8Array
}

export class PacketReader {
  #bytes: Buffer = Buffer.alloc(0)

  /** Takes bytes, and gives the packets that are whole now. */
  take(bytes: Uint8Array): readonly Packet[] {
    const its = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#bytes = this.#bytes.length === 0 ? its : Buffer.concat([this.#bytes, its])
    const packets: Packet[] = []
    while (this.#bytes.length >= HEAD) {
      const end = HEAD + this.#bytes.readUIntLE(0, 3)
      if (this.#bytes.length < end) break
      packets.push({ sequence: this.#bytes.readUInt8(3), payload: this.#bytes.subarray(HEAD, end) })
      this.#bytes = this.#bytes.subarray(end)
    }
    return packets
  }
}

export function encodePacket({ sequence, payload }: Packet): Buffer {
  const head = Buffer.alloc(HEAD)
  head.writeUIntLE(payload.length, 0, 3)
  head.writeUInt8(sequence, 3)
  return Buffer.concat([head, payload])
}
