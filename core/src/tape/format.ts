/**
 * The layout of a tape.
 *
 * A tape is a preamble followed by blocks. The payloads of the blocks, joined, are one stream of events; an event may
 * lie across blocks. Each block carries the CRC-32 of its payload, so a tape is good up to its last whole event,
 * wherever it was cut off. All numbers of the frame are little endian.
 *
 * ```
 * preamble  "RETRACE\x1a"  u16 version  u16 zero  u32 length  header (msgpack)  u32 crc of the header
 * block     "RTB1"  u8 flags  u24 zero  u32 stored length  u32 raw length  u32 crc of the stored payload  payload
 * event     varint number of the operation  [varint target]  fields
 * ```
 *
 * Operation 0 declares an operation (its number and its `OpSpec`), 1 moves the clock of the tape forward by a varint of
 * milliseconds; 2 says that the operation named next threw instead of giving its result: a varint number, [target], the asked fields, then the error.
 */
export const MAGIC: Buffer = Buffer.from('RETRACE\x1a', 'latin1')
export const BLOCK_MAGIC = 0x31425452
export const VERSION = 1
export const PREAMBLE_SIZE = 16
export const BLOCK_HEADER_SIZE = 20

/** Flags of a block. */
export const BLOCK_DEFLATED = 1

/** Reserved operation numbers. */
export const DECLARE = 0
export const CLOCK = 1
export const THREW = 2
export const FIRST_OP = 3

/** What a tape says of itself before its first event. */
export interface TapeHeader {
  /** Milliseconds since 1970 at which the tape begins. */
  readonly start: number
  /** Free facts of the recording process; see `recording/manifest.ts`. */
  readonly facts: Readonly<Record<string, unknown>>
}
