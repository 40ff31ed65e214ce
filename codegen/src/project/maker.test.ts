import { Project, SyntaxKind } from 'ts-morph'
import { expect, test } from 'vitest'
import { makerOf } from './maker.ts'

function maker(body: string): unknown {
  const project = new Project({ useInMemoryFileSystem: true })
  const file = project.createSourceFile('/a.ts', `class A ${body}`)
  const made = makerOf(file.getFirstDescendantByKindOrThrow(SyntaxKind.ClassDeclaration))
  return (
    made && {
      by: made.parameters.map(({ field, hasDefault }) => field + (hasDefault ? '?' : '')),
      initial: Object.fromEntries(made.initial),
      ...(made.collection === undefined ? {} : { collection: made.collection }),
    }
  )
}

test('a constructor that sets fields makes instances', () => {
  expect(maker('{}')).toEqual({ by: [], initial: {} })
  expect(maker('{ #a; b = 0; constructor(x, y = 1) { this.#a = y; this.c = x; this.d = [] } }')).toEqual({
    by: ['c', '#a?'],
    initial: { b: '0', d: '[]' },
  })
  expect(
    maker('{ #seen = new Map<string, number>(); #name = "x"; constructor(private readonly db: unknown) {} }'),
  ).toEqual({
    by: ['db'],
    initial: { '#seen': 'new Map()', '#name': "'x'" },
  })
  expect(maker('{ handle = () => 1 }')).toEqual({ by: [], initial: { handle: 'function' } })
})

function below(text: string): unknown {
  return maker(`extends B ${text} class B { constructor(name, size = 1) { this.name = name; this.size = size } }`)
}

test('one that gives its parameters to the one above it does too', () => {
  expect(below('{ side }')).toEqual({ by: ['name', 'size?'], initial: { side: 'undefined' } })
  expect(
    maker(
      'extends B { constructor(a) { super(a); this.b = 1 } } class B { constructor(x, y) { this.x = x; this.y = y } }',
    ),
  ).toEqual({ by: ['x'], initial: { y: 'undefined', b: '1' } })
  // Its default is not known here.
  expect(below('{ constructor(a) { super(a) } }')).toBe(null)
})

test('an error gives its message and its cause to Error', () => {
  expect(
    maker(
      'extends Error { constructor(status, message, options) { super(message, options); this.name = new.target.name; this.status = status } }',
    ),
  ).toEqual({ by: ['status', 'message', 'cause'], initial: { name: "'A'" } })
  expect(maker("extends TypeError { constructor(cause) { super('no', { cause }) } }")).toEqual({
    by: ['cause'],
    initial: { message: "'no'" },
  })
  expect(maker('extends Error { code = 5 }')).toEqual({ by: ['message', 'cause'], initial: { code: '5' } })
})

test('one that does more does not', () => {
  for (const body of [
    'extends B {}',
    '{ at = Date.now() }',
    '{ constructor(a) { this.a = a; start() } }',
    '{ constructor(a) {} }',
    '{ constructor({ a }) { this.a = a } }',
    '{ constructor(...a) { this.a = a } }',
    '{ constructor(a) { this.a = a * 2 } }',
    '{ constructor() { this.a = other } }',
  ])
    expect([body, maker(body)]).toEqual([body, null])
})

test('one that not all may call makes none for a test', () => {
  expect(maker('{ private constructor(readonly x: number) {} }')).toBe(null)
  expect(maker('{ protected constructor(readonly x: number) {} }')).toBe(null)
  expect(maker('extends B {} class B { protected constructor(readonly x: number) {} }')).toBe(null)
  expect(maker('{ public constructor(readonly x: number) {} }')).toMatchObject({ by: ['x'] })
})

test('an emitter and a collection have constructors of their own', () => {
  const feed = 'extends EventEmitter { seen = 0; constructor(url) { super(); this.url = url } }'
  expect(maker(feed)).toEqual({ by: ['url'], initial: { seen: '0' } })
  expect(maker('extends Map {}')).toEqual({ by: [], initial: {}, collection: 'Map' })
  expect(maker('extends Map { set() {} }')).toEqual({ by: [], initial: {} })
  expect(maker('extends Array { constructor() { super(); this.a = 1 } }')).toEqual({ by: [], initial: { a: '1' } })
})
