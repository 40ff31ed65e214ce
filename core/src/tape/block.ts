/** Blocks: the frame around a part of a tape, which says how long it is and whether it is still what was written. */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { BLOCK_DEFLATED, BLOCK_HEADER_SIZE, BLOCK_MAGIC } from './format.ts'

/** No writer makes larger blocks: a reader that meets one has met damage. */
const MAX_BLOCK = 64 * 1024 * 1024
/** What is covered by the check besides the payload. */
const CHECKED_HEADER = BLOCK_HEADER_SIZE - 4

/** The payload as it is stored, with its header filled into `header`. */
export function frameBlock(header: Buffer, payload: Uint8Array, deflate: boolean, level = 1): Uint8Array {
  const stored = deflate ? deflateRawSync(payload, { level }) : payload
  header.writeUInt32LE(BLOCK_MAGIC, 0)
  header.writeUInt32LE(deflate ? BLOCK_DEFLATED : 0, 4)
  header.writeUInt32LE(stored.length, 8)
  header.writeUInt32LE(payload.length, 12)
  header.writeUInt32LE(check(header, stored), 16)
  return stored
}

/** What a block's header says, or null where it is none. */
export function readBlockHeader(header: Buffer): { readonly stored: number; readonly raw: number } | null {
  if (header.readUInt32LE(0) !== BLOCK_MAGIC) return null
  const stored = header.readUInt32LE(8)
  const raw = header.readUInt32LE(12)
  return stored > MAX_BLOCK || raw > MAX_BLOCK ? null : { stored, raw }
}

/** The payload of a block as it was before it was stored, or null where it isn't what was written. */
export function openBlock(header: Buffer, stored: Buffer): Buffer | null {
  if (check(header, stored) !== header.readUInt32LE(16)) return null
  return header.readUInt8(4) & BLOCK_DEFLATED ? inflateRawSync(stored) : stored
}

function check(header: Buffer, stored: Uint8Array): number {
  return crc32(stored, crc32(header.subarray(0, CHECKED_HEADER)))
}
