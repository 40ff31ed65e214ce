import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RetraceError } from '../errors.ts'
import { VERSION } from './format.ts'
import { HEADER, memoryTape, readerOf, readTape, tapeOf, writeEvent, type Written } from './memory-tape.test-kit.ts'
import { defineOp, type FieldType, type OpKind } from './op.ts'
import type { TapeEvent } from './reader.ts'
import { Pieces, toBytes } from './sent.ts'

const TYPES: readonly FieldType[] = ['uint', 'int', 'delta', 'f64', 'bytes', 'text', 'value']
const KINDS: readonly OpKind[] = ['value', 'call', 'output', 'delivery', 'mark']

const text = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  maxLength: 60,
})
const whole = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -200, max: 200 }),
  fc.constantFrom(2 ** 31, 2 ** 32, -(2 ** 53)),
)
/** Dates are valid ones: of others `isDeepStrictEqual` holds no two for equal, and they have a test of their own. */
const LEAVES = [
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.string(),
  fc.constantFrom(null, undefined),
  fc.date({ noInvalidDate: true }),
]

const FIELDS: Record<FieldType, fc.Arbitrary<unknown>> = {
  uint: whole.map(Math.abs),
  int: whole.map((n) => n || 0),
  // The difference of two has to be a whole number too: clocks stay below.
  delta: whole.map((n) => Math.trunc(n / 2) || 0),
  f64: fc.double(),
  bytes: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  text,
  value: fc.oneof(
    fc.anything({ values: LEAVES, withBigInt: true, withMap: true, withSet: true }),
    fc.integer({ min: -1, max: 130 }),
  ),
}

/** Operations of every kind with all types of fields; the last one has two delta fields. */
const OPS = KINDS.flatMap((kind) => [
  defineOp({ name: `test.${kind}`, kind, fields: TYPES }),
  defineOp({ name: `test.${kind}.target`, kind, target: true, fields: ['delta', ...TYPES], labels: ['first'] }),
  defineOp({ name: `test.${kind}.bare`, kind, fields: [] }),
])

const written: fc.Arbitrary<Written> = fc.constantFrom(...OPS).chain((op) =>
  fc.record({
    op: fc.constant(op),
    target: op.target ? fc.nat({ max: 2 ** 31 - 1 }) : fc.constant(-1),
    fields: fc.tuple(...op.fields.map((type) => FIELDS[type])),
    threw: fc.constant(false),
    wait: fc.nat({ max: 100_000 }),
    flush: fc.boolean(),
  }),
)

const thrown: fc.Arbitrary<Written> = fc.tuple(written, fc.nat({ max: TYPES.length })).map(([event, asked]) => ({
  ...event,
  fields: [...event.fields.slice(0, asked), new RangeError('thrown')],
  threw: true,
}))

const events = fc.array(fc.oneof({ arbitrary: written, weight: 4 }, { arbitrary: thrown, weight: 1 }), {
  maxLength: 20,
})

function expectSame(read: readonly TapeEvent[], expected: readonly Written[]): void {
  let time = 0
  expect(read.length).toBe(expected.length)
  for (const [index, { op, target, fields, threw, wait }] of expected.entries()) {
    const event = read[index] as TapeEvent
    time += wait ?? 0
    expect([event.index, event.op.name, event.target, event.threw, event.time]).toEqual([
      index,
      op.name,
      target,
      threw,
      time,
    ])
    expect(isDeepStrictEqual(event.fields, fields)).toBe(true)
  }
}

/** The first events of `expected`, as many as were read. */
function expectBeginning(read: readonly TapeEvent[], expected: readonly Written[]): void {
  expectSame(read, expected.slice(0, read.length))
}

describe('a tape', () => {
  test.each([false, true])('gives back every event as it was written (deflated: %s)', (deflate) => {
    fc.assert(
      fc.property(events, (expected) => {
        const { events: read, ending } = readTape(tapeOf(expected, { deflate }))
        expectSame(read, expected)
        expect(ending).toBe('whole')
      }),
      { numRuns: 400 },
    )
  })

  test('gives back its header, and what each operation declared', () => {
    const op = defineOp({
      name: 'test.declared',
      kind: 'output',
      target: true,
      fields: ['text', 'uint'],
      asked: 1,
      labels: ['a', 'b'],
      nests: true,
    })
    const reader = readerOf(tapeOf([{ op, target: 3, fields: ['x', 4], threw: false }]))
    expect(reader.header).toEqual(HEADER)
    expect(reader.next()?.op).toEqual({
      name: 'test.declared',
      kind: 'output',
      target: true,
      fields: ['text', 'uint'],
      asked: 1,
      labels: ['a', 'b'],
      nests: true,
    })
  })

  test('holds payloads of any size around the size of its buffer and of its blocks', () => {
    const op = defineOp({ name: 'test.large', kind: 'output', fields: ['bytes', 'text', 'uint'] })
    const sizes = [64 * 1024 - 1, 64 * 1024, 256 * 1024 - 9, 256 * 1024, 1024 * 1024, 1024 * 1024 + 1, 3_000_000]
    const expected = sizes.map((size, i) => ({
      op,
      target: -1,
      fields: [Buffer.alloc(size, `payload ${i}`), 'ä'.repeat(size / 3), i],
      threw: false,
    }))
    expectSame(readTape(tapeOf(expected)).events, expected)
  })

  test('fills block after block with small events whose fields lie across them', () => {
    const op = defineOp({ name: 'test.small', kind: 'value', target: true, fields: ['delta', 'delta', 'value'] })
    const expected = Array.from({ length: 60_000 }, (_, i) => ({
      op,
      target: i,
      fields: [i * i, 7 - i, `value ${i}`],
      threw: false,
    }))
    expectSame(readTape(tapeOf(expected)).events, expected)
  })

  test('is read with memory for the largest event, not for the tape', () => {
    const op = defineOp({ name: 'test.streamed', kind: 'output', fields: ['bytes'] })
    const one = tapeOf([{ op, target: -1, fields: [Buffer.alloc(1000)], threw: false }])
    const fields = [Buffer.alloc(100_000, 1)]
    const bytes = tapeOf(Array.from({ length: 200 }, () => ({ op, target: -1, fields, threw: false })))
    let most = 0
    let reads = 0
    const source = {
      name: 'counted',
      read(position: number, length: number): Buffer {
        reads++
        most = Math.max(most, length)
        return bytes.subarray(position, position + length)
      },
    }
    const reader = new (readerOf(one).constructor as new (from: typeof source) => ReturnType<typeof readerOf>)(source)
    expect(reader.next()?.index).toBe(0)
    expect(reads).toBeLessThan(12)
    while (reader.next());
    expect(most).toBeLessThan(300_000)
  })
})

describe('a tape that was cut off', () => {
  test('at any byte is read up to its last whole event', () => {
    fc.assert(
      fc.property(events, fc.boolean(), (expected, deflate) => {
        const { writer, bytes } = memoryTape({ deflate })
        const begins = bytes().length
        const ends = new Set([begins])
        for (const event of expected) {
          writeEvent(writer, event)
          ends.add(bytes().length)
        }
        writer.flush()
        const whole = bytes()
        for (let length = begins; length < whole.length; length++) {
          const { events: read, ending } = readTape(whole.subarray(0, length))
          expectBeginning(read, expected)
          // Where a block ends with an event, nothing in the tape tells that more was to follow.
          expect(ending).toBe(ends.has(length) ? 'whole' : 'cut')
        }
      }),
      { numRuns: 25 },
    )
  })

  test('loses no event that was flushed before', () => {
    const op = defineOp({ name: 'test.flushed', kind: 'value', fields: ['uint'] })
    const { writer, bytes } = memoryTape()
    for (let i = 0; i < 10; i++) {
      writeEvent(writer, { op, target: -1, fields: [i], threw: false, flush: true })
      const { events: read, ending } = readTape(bytes())
      expect([read.length, ending]).toEqual([i + 1, 'whole'])
      expect(readTape(bytes().subarray(0, -1))).toMatchObject({ events: { length: i }, ending: 'cut' })
    }
  })

  test('inside an event says so, also where the block itself is whole', () => {
    const op = defineOp({ name: 'test.half', kind: 'value', fields: ['uint', 'uint'] })
    const { writer, bytes } = memoryTape()
    writeEvent(writer, { op, target: -1, fields: [1, 2], threw: false })
    writer.begin(op)
    writer.uint(3)
    writer.flush()
    expect(readTape(bytes())).toMatchObject({ events: { length: 1 }, ending: 'cut' })
  })

  test('goes on giving nothing once it has ended', () => {
    const bytes = tapeOf([{ op: OPS[2] as never, target: -1, fields: [], threw: false }])
    const reader = readerOf(bytes.subarray(0, -1))
    expect([reader.next(), reader.next(), reader.ending]).toEqual([null, null, 'cut'])
  })

  test.each([
    [0, 'the file is empty'],
    [1, 'it does not begin as a tape does'],
    [15, 'it does not begin as a tape does'],
    [16, 'it was cut off inside its header'],
    [20, 'it was cut off inside its header'],
  ])('after %i bytes can’t be opened', (length, why) => {
    expect(() => readTape(tapeOf([]).subarray(0, length))).toThrow(`Failed to read the recording memory: ${why}.`)
  })
})

describe('a damaged tape', () => {
  test('never gives an event that was not written, whichever byte is damaged and how', () => {
    fc.assert(
      fc.property(events, fc.boolean(), fc.integer({ min: 1, max: 255 }), (expected, deflate, change) => {
        const whole = tapeOf(expected, { deflate })
        for (let at = 0; at < whole.length; at++) {
          const damaged = Buffer.from(whole)
          damaged[at] = (damaged[at] as number) ^ change
          try {
            const { events: read, ending } = readTape(damaged)
            expectBeginning(read, expected)
            expect(ending).not.toBe('whole')
          } catch (error) {
            if (!RetraceError.is(error)) throw error
          }
        }
      }),
      { numRuns: 25 },
    )
  })

  test('is named as such', () => {
    const bytes = tapeOf([{ op: OPS[2] as never, target: -1, fields: [], threw: false }])
    bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1
    expect(readTape(bytes)).toEqual({ events: [], ending: 'damaged' })
  })

  test('is refused where its header is damaged', () => {
    const bytes = tapeOf([])
    bytes[20] = (bytes[20] as number) ^ 1
    expect(() => readTape(bytes)).toThrow('its header is damaged')
  })
})

test('an event that begins with bytes reads as one that was written field by field, also where they are texts and pieces', () => {
  const op = defineOp({ name: 'test.bytes', kind: 'output', target: true, fields: ['bytes', 'int'] })
  const encoding = fc.constantFrom<BufferEncoding>('utf8', 'latin1', 'utf16le')
  const long = fc.nat({ max: 30_000 }).map((length) => 'é'.repeat(length))
  const piece = fc.oneof(FIELDS.bytes as fc.Arbitrary<Buffer>, text, long)
  const buffers = fc.array(FIELDS.bytes as fc.Arbitrary<Buffer>, { maxLength: 4 }).map((list) => new Pieces(list, true))
  const mixed = fc.array(fc.tuple(piece, encoding), { maxLength: 4 }).map((list) => new Pieces(list.flat(), false))
  const event = fc.record({ target: fc.nat(), data: fc.oneof(piece, buffers, mixed), encoding })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), (all) => {
      const { writer, bytes } = memoryTape()
      for (const { target, data, encoding: its } of all) {
        writer.beginBytes(op, target, data, its)
        writer.int(-1)
      }
      writer.flush()
      const expected = all.map((it) => [it.target, [Buffer.from(toBytes(it.data, it.encoding)), -1]])
      expect(readTape(bytes()).events.map(({ target, fields }) => [target, fields])).toEqual(expected)
    }),
  )
})

test('a tape of a later format version is refused, with both versions', () => {
  const bytes = tapeOf([])
  bytes.writeUInt16LE(VERSION + 1, 8)
  expect(() => readTape(bytes)).toThrow(
    `Failed to read the recording memory: it has format version ${VERSION + 1}, and this version of Retrace reads up to ${VERSION}.`,
  )
})

describe('a writer', () => {
  const op = defineOp({ name: 'test.strict', kind: 'value', fields: ['uint', 'uint'] })

  test('refuses an event with other fields than its operation declares', () => {
    const { writer } = memoryTape()
    writer.begin(op)
    writer.uint(1)
    expect(() => writer.begin(op)).toThrow('The event test.strict was written with 1 too few of its fields')
  })

  test.each([-1, 1.5, NaN, Infinity, 2 ** 70])('refuses %d as a whole number instead of writing another', (n) => {
    const { writer } = memoryTape()
    writer.begin(op)
    expect(() => writer.uint(n)).toThrow('is no whole number that a tape can hold')
  })

  test('takes back an event that can’t be finished, and keeps those before', () => {
    const { writer, bytes } = memoryTape()
    writeEvent(writer, { op, target: -1, fields: [1, 2], threw: false })
    writer.begin(op)
    writer.uint(3)
    writer.rollBack()
    writer.flush()
    expect(readTape(bytes())).toMatchObject({ events: [{ fields: [1, 2] }], ending: 'whole' })
    expect(writer.events).toBe(1)
  })

  test('stores a compressible tape in a fraction of its size where it is told to', () => {
    const fields = [Buffer.from('the same over and over '.repeat(1000))]
    const large = defineOp({ name: 'test.deflated', kind: 'output', fields: ['bytes'] })
    const all = Array.from({ length: 20 }, () => ({ op: large, target: -1, fields, threw: false }))
    expect(tapeOf(all, { deflate: true }).length).toBeLessThan(tapeOf(all).length / 20)
  })
})
