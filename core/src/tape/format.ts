/**
 * The layout of a tape.
 *
 * A tape is a preamble followed by blocks. The payloads of the blocks, joined, are one stream of events; an event may
 * lie across blocks. Each block carries the CRC-32 of itself, so a tape is good up to its last whole event, wherever it
 * was cut off. All numbers of the frame are little endian.
 *
 * ```
 * preamble  "RETRACE\x1a"  u16 version  u16 zero  u32 length  header (msgpack)  u32 crc of all before
 * block     "RTB1"  u8 flags  u24 zero  u32 stored length  u32 raw length  u32 crc of all before and the payload  payload
 * event     varint number of the operation  [varint target]  fields
 * ```
 *
 * A varint is a whole number, seven bits a byte, lowest first, the top bit set in all bytes but the last. Fields are
 * written by their type (`FieldType` in `op.ts`): `uint` as a varint; `int` as a varint whose first byte has six bits of
 * the size and, above them, the sign; `delta` as an `int`; `f64` in eight bytes; `bytes`, `text` and `value` as a varint
 * length and so many bytes. A text is UTF-8, or the byte 0xff and then UTF-16 where UTF-8 can't hold it.
 *
 * Operation 0 declares an operation (its number and its `OpSpec`, as a value). 1 moves the clock of the tape forward by
 * a varint of milliseconds. 2 says that the operation named next threw instead of giving its result: a varint number,
 * [target], a varint count of asked fields, these, then the error as a value.
 */
export const MAGIC: Buffer = Buffer.from('RETRACE\x1a', 'latin1')
export const BLOCK_MAGIC = 0x31425452
export const VERSION = 1
export const PREAMBLE_SIZE = 16
export const BLOCK_HEADER_SIZE = 20

/** Flag of a block whose payload is stored deflated. */
export const BLOCK_DEFLATED = 1

/** What a text begins with that is stored as UTF-16: no UTF-8 text does. */
export const TEXT_UTF16 = 0xff

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
