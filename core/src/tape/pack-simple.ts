/**
 * MessagePack of simple values, straight into a buffer: what most calls ask is a path and an encoding, and on the way of
 * a request an encoder that can do everything costs fifty times as much as these few lines.
 *
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */
import { isWellFormed, TAG } from './codec.ts'
import { MAX_CHARACTER, putText } from './sent.ts'

const NULL = 0xc0
const FALSE = 0xc2
const TRUE = 0xc3
const MAX_INT = 127
const TEXT = 0xa0
const MAX_TEXT = 31
const TEXT_8 = 0xd9
const MAX_TEXT_8 = 255
const TEXT_16 = 0xda
const MAX_TEXT_16 = 65_535
const LIST = 0x90
const MAX_LIST = 15
/** Says that a value isn't simple, or does not fit. */
export const NOT_PACKED = -1

/**
 * Packs null, a boolean, a whole number from 0 to 127, a text, or a short list of such, between two places of a buffer.
 *
 * @returns the place behind it, or `NOT_PACKED`
 */
export function packSimple(value: unknown, buffer: Buffer, at: number, end: number): number {
  if (at >= end) return NOT_PACKED
  switch (typeof value) {
    case 'boolean':
      buffer[at] = value ? TRUE : FALSE
      return at + 1
    case 'number':
      if (!(value >= 0 && value <= MAX_INT && Object.is(value, value | 0))) return NOT_PACKED
      buffer[at] = value
      return at + 1
    case 'string':
      return packText(value, buffer, at, end)
    case 'object':
      if (value === null) {
        buffer[at] = NULL
        return at + 1
      }
      return Array.isArray(value) ? packList(value, buffer, at, end) : NOT_PACKED
    default:
      return NOT_PACKED
  }
}

function packList(list: readonly unknown[], buffer: Buffer, at: number, end: number): number {
  const { length } = list
  if (length > MAX_LIST || list[0] === TAG) return NOT_PACKED
  buffer[at] = LIST | length
  let next = at + 1
  for (let i = 0; i < length && next !== NOT_PACKED; i++) next = packSimple(list[i], buffer, next, end)
  return next
}

function packText(text: string, buffer: Buffer, at: number, end: number): number {
  const most = text.length * MAX_CHARACTER
  if (at + most + 3 > end || most > MAX_TEXT_16 || !isWellFormed(text)) return NOT_PACKED
  if (most <= MAX_TEXT) {
    const length = putText(buffer, text, at + 1, 'utf8')
    buffer[at] = TEXT | length
    return at + 1 + length
  }
  if (most <= MAX_TEXT_8) {
    const length = putText(buffer, text, at + 2, 'utf8')
    buffer[at] = TEXT_8
    buffer[at + 1] = length
    return at + 2 + length
  }
  const length = putText(buffer, text, at + 3, 'utf8')
  buffer[at] = TEXT_16
  buffer.writeUInt16BE(length, at + 1)
  return at + 3 + length
}
