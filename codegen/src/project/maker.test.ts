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
