import { inspect, isDeepStrictEqual } from 'node:util'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { decodeValue, encodeValue, registerClass } from './codec.ts'

const roundTrip = (value: unknown): unknown => decodeValue(Buffer.from(encodeValue(value)))

/** Strings with everything a JavaScript string may hold: halves of surrogate pairs too. */
const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) })
const bytes = fc.uint8Array({ maxLength: 40 })

const view = fc.oneof(
  bytes.map((b) => Buffer.from(b)),
  bytes,
  fc.int8Array(),
  fc.uint8ClampedArray(),
  fc.uint16Array(),
  fc.int16Array(),
  fc.uint32Array(),
  fc.int32Array(),
  fc.float32Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.bigUint64Array(),
  bytes.map((b) => new DataView(b.slice().buffer)),
  bytes.map((b) => b.slice().buffer),
)

/** Without invalid dates, of which `isDeepStrictEqual` holds no two for equal; they have a test of their own. */
const leaf = fc.oneof(
  fc.constantFrom(null, undefined, true, false, 0, -0, NaN, Infinity, -Infinity, '\u0000', '__proto__'),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.bigInt(),
  text,
  view,
  fc.date({ noInvalidDate: true }),
  fc.webUrl().map((href) => new URL(href)),
  fc.constantFrom(/a+/giu, /\//, /[^\n]/dy),
  fc.constantFrom(Symbol.iterator, Symbol.for('shared'), Symbol.asyncIterator),
)

const key = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toJSON', 'length', '0', '\u0000'))

const { value } = fc.letrec<{ value: unknown; record: object; error: Error }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(tie('value'), { maxLength: 4 }).map((members) => ['\u0000', ...members]),
    tie('record'),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(tie('value'), { maxLength: 4 }).map((members) => new Set(members)),
    tie('error'),
  ),
  record: fc.tuple(fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }), fc.boolean()).map(([entries, bare]) => {
    const object = (bare ? Object.create(null) : {}) as object
    for (const [name, member] of entries) define(object, name, member, true)
    return object
  }),
  error: fc
    .record({
      type: fc.constantFrom(Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError),
      message: fc.option(text, { nil: undefined }),
      cause: fc.option(tie('value')),
      code: fc.option(tie('value')),
    })
    .map(({ type, message, cause, code }) => {
      const error = cause === null ? new type(message) : new type(message, { cause })
      if (code !== null) define(error, 'code', code, true)
      return error
    }),
}))

function define(object: object, name: string, member: unknown, enumerable: boolean): void {
  Object.defineProperty(object, name, { value: member, enumerable, writable: true, configurable: true })
}

/** As strict as can be: prototypes, -0, key order, and what errors hide. */
function same(a: unknown, b: unknown): boolean {
  if (a instanceof Error && b instanceof Error) {
    if (a.stack !== b.stack || Object.hasOwn(a, 'message') !== Object.hasOwn(b, 'message')) return false
    if (Object.hasOwn(a, 'cause') !== Object.hasOwn(b, 'cause') || !same(a.cause, b.cause)) return false
  }
  return isDeepStrictEqual(a, b)
}

describe('a value', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(value, (original) => {
        expect(same(roundTrip(original), original)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('that is an invalid date comes back as one', () => {
    const back = roundTrip([new Date(NaN)]) as Date[]
    expect(back[0]).toBeInstanceOf(Date)
    expect(back[0]?.getTime()).toBeNaN()
  })

  test('stays distinct from every other', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(encodesAlike(a, b)).toBe(same(a, b))
      }),
      { numRuns: 1000 },
    )
    const lookAlikes = [
      0,
      -0,
      0n,
      '0',
      [0],
      '',
      'undefined',
      undefined,
      null,
      NaN,
      'NaN',
      [],
      {},
      Object.create(null),
      [undefined],
      [null],
      Buffer.of(1),
      Uint8Array.of(1),
      Uint8ClampedArray.of(1),
      new DataView(Uint8Array.of(1).buffer),
      Uint8Array.of(1).buffer,
      new Date(NaN),
      new Date(0),
      new Map(),
      new Set(),
      ['\u0000', '-0'],
      ['\u0000', 'cycle', 0],
      '\ud800',
      '\udc00',
      '\ufffd',
      new Error(),
      new Error(''),
      new TypeError(),
      /a/,
      /a/g,
      'https://a.b/',
      new URL('https://a.b/'),
      Symbol.iterator,
      { a: undefined },
      JSON.parse('{"__proto__":1}'),
      { constructor: 1 },
      { toJSON: 1 },
    ]
    for (const [i, a] of lookAlikes.entries())
      for (const [j, b] of lookAlikes.entries()) expect([i, j, encodesAlike(a, b)]).toEqual([i, j, i === j])
  })

  test('owns its memory: what is done to one decoded buffer reaches no other', () => {
    const [a, b] = roundTrip([Buffer.from('abcd'), Buffer.from('abcd')]) as [Buffer, Buffer]
    new Uint8Array(a.buffer).fill(0)
    expect(a.buffer.byteLength).toBe(4)
    expect(b.toString()).toBe('abcd')
  })
})

describe('an error', () => {
  test('keeps its type for instanceof where its class is the program’s or Node’s own', () => {
    class Special extends TypeError {
      override name = 'Special'
      code = 'E_SPECIAL'
    }
    const error = roundTrip(new Special('no')) as Special
    expect(error).toBeInstanceOf(TypeError)
    expect([error.name, error.message, error.code]).toEqual(['Special', 'no', 'E_SPECIAL'])
    expect(roundTrip(runInNewContext('new RangeError("far")'))).toBeInstanceOf(RangeError)
  })

  test('keeps all errors of an AggregateError', () => {
    const error = roundTrip(new AggregateError([new Error('a'), 'b'], 'both')) as AggregateError
    expect(error).toBeInstanceOf(AggregateError)
    expect(error.errors.map(String)).toEqual(['Error: a', 'b'])
    expect(Object.keys(error)).toEqual([])
  })

  test('keeps the code of a DOMException', () => {
    const error = roundTrip(new DOMException('stopped', 'AbortError')) as DOMException
    expect(error).toBeInstanceOf(DOMException)
    expect([error.name, error.message, error.code]).toEqual(['AbortError', 'stopped', 20])
  })

  test('that is its own cause comes back as its own cause', () => {
    const error = new Error('ouroboros') as Error & { self?: unknown }
    error.cause = error
    error.self = [error]
    const back = roundTrip(error) as typeof error
    expect(back.cause).toBe(back)
    expect((back.self as unknown[])[0]).toBe(back)
  })
})

test.each([
  ['array', () => fillWithItself([] as unknown[], (a, self) => a.push(self))],
  ['array that begins with the tag', () => fillWithItself(['\u0000'] as unknown[], (a, self) => a.push(self))],
  ['object', () => fillWithItself({} as Record<string, unknown>, (o, self) => (o['self'] = self))],
  [
    'object with a trap for a key',
    () => fillWithItself({ toJSON: 1 } as Record<string, unknown>, (o, self) => (o['self'] = self)),
  ],
  ['map', () => fillWithItself(new Map(), (m, self) => m.set('self', self))],
  ['set', () => fillWithItself(new Set(), (s, self) => s.add(self))],
])('an %s that holds itself comes back so', (_, make) => {
  const original = { in: make() }
  const back = roundTrip(original) as typeof original
  const members = back.in instanceof Map || back.in instanceof Set ? [...back.in.values()] : Object.values(back.in)
  expect(members.some((member) => member === back.in)).toBe(true)
})

function fillWithItself<T extends object>(container: T, put: (container: T, self: T) => unknown): T {
  put(container, container)
  return container
}

test('what has no value of its own comes back as a placeholder of its kind', () => {
  const back = roundTrip({
    f: function named() {},
    s: Symbol('local'),
    p: Promise.resolve(1),
    w: new WeakMap(),
  }) as Record<string, unknown>
  expect(typeof back['f']).toBe('function')
  expect((back['f'] as { name: string }).name).toBe('named')
  expect((back['s'] as symbol).description).toBe('local')
  expect(back['p']).toEqual({})
  expect(back['w']).toEqual({})
})

test('an instance of a registered class comes back as one; the later registration wins', () => {
  class Point {
    readonly x: number
    readonly y: bigint
    constructor(x: number, y: bigint) {
      this.x = x
      this.y = y
    }
  }
  const fromPlain = ([x, y]: [number, bigint]): Point => new Point(x, y)
  registerClass({ name: 'wrong', is: (v) => v instanceof Point, toPlain: () => null, fromPlain: () => ({}) })
  registerClass({
    name: 'Point',
    is: (v) => v instanceof Point,
    toPlain: (v) => [(v as Point).x, (v as Point).y],
    fromPlain: fromPlain as (plain: unknown) => object,
  })
  const back = roundTrip([new Point(-0, 2n)]) as Point[]
  expect(isDeepStrictEqual(back, [new Point(-0, 2n)])).toBe(true)
})

test("Node's own errors show their code as text", () => {
  const thrown = (() => {
    try {
      return Buffer.alloc('x' as never)
    } catch (error) {
      return error
    }
  })()
  expect(String(roundTrip(thrown))).toMatch(/^TypeError \[ERR_INVALID_ARG_TYPE\]: /)
  expect(String(roundTrip(thrown))).toBe(String(thrown))
})

test('an instance of a class that is not known here is shown under its name', () => {
  class Known {}
  const codec = { name: 'Later', is: (v: object) => v instanceof Known, toPlain: () => 7, fromPlain: () => new Known() }
  registerClass(codec)
  const encoded = Buffer.from(encodeValue(new Known()))
  codec.name = 'Renamed'
  expect(inspect(decodeValue(encoded))).toBe('Later { plain: 7 }')
})

test('a typed array of a class that this Node lacks is shown under its name', () => {
  const encoded = Buffer.from(encodeValue(Float32Array.of(1)))
  vi.stubGlobal('Float32Array', undefined)
  expect(inspect(decodeValue(encoded))).toBe('Float32Array { plain: <Buffer 00 00 80 3f> }')
  vi.unstubAllGlobals()
})

function encodesAlike(a: unknown, b: unknown): boolean {
  return Buffer.from(encodeValue(a)).equals(encodeValue(b))
}
