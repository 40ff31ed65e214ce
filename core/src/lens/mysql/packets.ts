/**
 * Packets of the MySQL protocol
 * (https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html): a length of three bytes, a
 * sequence number, and so many bytes.
 */
import { Unread } from '../unread.ts'

const HEAD = 4

/** A payload of this size goes on in the next packet. */
export const LONGEST = 0xffffff

export interface Packet {
  /** From 0 on within one command. */
  readonly sequence: number
  readonly payload: Uint8Array
}

export class PacketReader {
  readonly #unread = new Unread()

  /** Takes bytes, and gives the packets that are whole now. */
  take(bytes: Uint8Array): readonly Packet[] {
    const unread = this.#unread
    unread.add(bytes)
    const packets: Packet[] = []
    while (unread.bytes.length >= HEAD) {
      const end = HEAD + unread.bytes.readUIntLE(0, 3)
      if (unread.bytes.length < end) break
      const packet = unread.cut(end)
      packets.push({ sequence: packet.readUInt8(3), payload: packet.subarray(HEAD) })
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
