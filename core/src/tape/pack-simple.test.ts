import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeValue, encodeValue } from './codec.ts'
import { NOT_PACKED, packSimple } from './pack-simple.ts'

const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) })
const leaf = fc.oneof(
  text,
  fc.nat({ max: 500 }).map((length) => 'ä'.repeat(length)),
  fc.integer({ min: -2, max: 200 }),
  fc.constantFrom(null, undefined, true, false, -0, 0.5, '\u0000'),
)
const simple = fc.oneof(leaf, fc.array(fc.oneof(leaf, fc.array(leaf, { maxLength: 3 })), { maxLength: 18 }))

test('what is packed reads as what the encoder makes of it', () => {
  const buffer = Buffer.alloc(40_000)
  fc.assert(
    fc.property(simple, fc.nat({ max: 40_000 }), (value, end) => {
      const packed = packSimple(value, buffer, 7, end)
      if (packed === NOT_PACKED) return
      expect(packed).toBeLessThanOrEqual(end)
      expect(decodeValue(buffer, 7, packed)).toEqual(decodeValue(Buffer.from(encodeValue(value))))
    }),
  )
})

test('a path with its options is packed, an object or half a surrogate pair is not', () => {
  const buffer = Buffer.alloc(100)
  expect(packSimple(['/etc/hosts', 'utf8', null], buffer, 0, 100)).toBeGreaterThan(0)
  for (const value of [{}, undefined, 1.5, 128, '\ud800', ['\u0000', '-0'], 'x'.repeat(99)])
    expect(packSimple(value, buffer, 0, 100)).toBe(NOT_PACKED)
})
