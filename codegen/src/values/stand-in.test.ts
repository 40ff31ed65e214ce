import { expect, test } from 'vitest'
import type { CalledBack, FunctionSeen, Given, StreamSeen, ValueNode } from '../observation.ts'
import { type surroundings, writeGraph } from './writing.test-kit.ts'
import { inOneLine } from './layout.ts'

const TEXTS: ValueNode[] = ['ada', 'bob'].map((text) => ({ kind: 'primitive', type: 'string', text }))
const USER: ValueNode = {
  kind: 'object',
  class: null,
  nullPrototype: false,
  frozen: false,
  properties: [{ key: 'name', value: 0, enumerable: true, isPrivate: false }],
}

/** @param given - values are 0 and 1: texts; 2: an object; 3: the function itself; 4: an error */
function written(
  given: readonly Given[],
  more: Parameters<typeof surroundings>[0] = {},
  seen: Partial<FunctionSeen> = {},
): string {
  const its: ValueNode = {
    kind: 'function',
    name: '',
    class: null,
    place: null,
    builtIn: null,
    text: '',
    given,
    ...seen,
  }
  const error: ValueNode = { kind: 'error', class: { name: 'Error', place: null }, properties: [] }
  const source = writeGraph({ nodes: [...TEXTS, USER, its, error] }, [3], ['fetchUser'], {
    functionSource: () => 'fetchUser',
    ...more,
  })
  if (source.kind === 'unavailable') throw new Error(source.what)
  return [...source.statements, ...source.expressions.map(inOneLine)].join('\n')
}

test('what gave one answer is a small function, and keeps its promise', () => {
  expect(written([{ how: 'returned', value: 2 }])).toBe("() => ({ name: 'ada' })")
  expect(written([{ how: 'resolved', value: 2 }])).toBe("async () => ({ name: 'ada' })")
  expect(written([{ how: 'rejected', value: 4 }])).toBe('async () => { throw new Error() }')
  expect(written([{ how: 'threw', value: 4 }])).toBe('() => { throw new Error() }')
  expect(written([{ how: 'waits' }])).toBe('() => new Promise(() => {})')
  const two: Given = { how: 'resolved', value: 0 }
  expect(written([two, two])).toBe("async () => 'ada'")
})

test('in TypeScript no function is async that awaits nothing', () => {
  const more = { language: 'typescript' } as const
  expect(written([{ how: 'resolved', value: 2 }], more)).toBe("() => Promise.resolve({ name: 'ada' })")
  expect(written([{ how: 'rejected', value: 4 }], more)).toBe('() => Promise.reject(new Error())')
})

test('what gave several answers is a mock that gives them in turn', () => {
  expect(
    written([
      { how: 'resolved', value: 0 },
      { how: 'rejected', value: 4 },
      { how: 'returned', value: 1 },
      { how: 'threw', value: 4 },
    ]),
  ).toBe(
    "const error = new Error()\nmock().mockResolvedValueOnce('ada').mockRejectedValueOnce(error)" +
      ".mockReturnValueOnce('bob').mockImplementationOnce(() => { throw error })",
  )
})

test('what gives itself is told so once it is there', () => {
  expect(written([{ how: 'returned', value: 3 }])).toBe(
    'const fetchUser = mock()\nfetchUser.mockReturnValueOnce(fetchUser)\nfetchUser',
  )
})

test('a function that a test can have is itself, whatever it gave', () => {
  const given = [{ how: 'returned', value: 2 }] as const
  expect(written(given, {}, { place: { file: '/users.ts', line: 1, column: 1 } })).toBe('fetchUser')
  expect(written(given, {}, { builtIn: 'fetch' })).toBe('fetch')
  expect(written(given, {}, { text: '(a) => a + 1' })).toBe('(a) => a + 1')
})

test('a stream gives again what was read of it', () => {
  const of = (its: Partial<StreamSeen>): string => {
    const stream: StreamSeen = { kind: 'stream', what: 'a stream', isAsync: true, items: [0, 1], failed: null, ...its }
    const error: ValueNode = { kind: 'error', class: { name: 'Error', place: null }, properties: [] }
    const source = writeGraph({ nodes: [...TEXTS, USER, stream, error] }, [3], ['lines'])
    return source.kind === 'unavailable' ? `${source.path}: ${source.what}` : source.expressions.map(inOneLine).join()
  }
  expect(of({})).toBe("Readable.from(['ada', 'bob'])")
  expect(of({ isAsync: false })).toBe("['ada', 'bob'].values()")
  expect(of({ failed: 4 }).replaceAll(/\s+/g, ' ')).toBe(
    "Readable.from((async function* () { yield 'ada' yield 'bob' throw new Error() })())",
  )
  expect(of({ items: null })).toBe('lines: a stream')
})

test('a promise is one of what became of it, a signal one that is aborted or not', () => {
  const of = (its: ValueNode, more: Parameters<typeof surroundings>[0] = {}): string => {
    const error: ValueNode = { kind: 'error', class: { name: 'Error', place: null }, properties: [] }
    const nothing: ValueNode = { kind: 'primitive', type: 'undefined', text: 'undefined' }
    const source = writeGraph({ nodes: [...TEXTS, USER, its, error, nothing] }, [3], ['user'], more)
    return source.kind === 'unavailable' ? `${source.path}: ${source.what}` : source.expressions.map(inOneLine).join()
  }
  const promise = (given: Given | null): ValueNode => ({ kind: 'promise', given })
  expect(of(promise({ how: 'resolved', value: 2 }))).toBe("Promise.resolve({ name: 'ada' })")
  expect(of(promise({ how: 'resolved', value: 5 }))).toBe('Promise.resolve()')
  expect(of(promise({ how: 'rejected', value: 4 }))).toBe('Promise.reject(new Error())')
  expect(of(promise({ how: 'waits' }))).toBe('new Promise(() => {})')
  expect(of(promise({ how: 'resolved', value: 3 }))).toBe('user: a promise of what it stands in itself')
  expect(of(promise(null))).toBe('user: a promise')
  expect(of({ kind: 'signal', reason: null })).toBe('new AbortController().signal')
  expect(of({ kind: 'signal', reason: 4 })).toBe('AbortSignal.abort(new Error())')
  // No runner compares more of two of them than that they are some.
  expect(of(promise({ how: 'resolved', value: 2 }), { isExpected: true })).toBe('user: a promise')
  expect(of({ kind: 'signal', reason: null }, { isExpected: true })).toBe('user: an AbortSignal')
})

function back(values: readonly number[], more: Partial<CalledBack> = {}): CalledBack {
  return { argument: 0, values, isLate: false, how: 'returned', failed: null, ...more }
}

test('what it was given it calls with the same, in the same order', () => {
  expect(written([{ how: 'returned', value: 0, back: [back([0]), back([1, 2])] }])).toBe(
    "(callback) => {\ncallback('ada')\ncallback('bob', { name: 'ada' })\nreturn 'ada'\n}",
  )
  const late = { argument: 2, isLate: true }
  expect(written([{ how: 'resolved', value: 0, back: [back([]), back([1], { ...late, how: 'resolved' })] }])).toBe(
    "async (callback, _1, callback2) => {\ncallback()\nawait null\nawait callback2('bob')\nreturn 'ada'\n}",
  )
  expect(written([{ how: 'returned', value: 0, back: [back([1], late)] }])).toBe(
    "(_0, _1, callback) => {\nsetImmediate(() => { callback('bob') })\nreturn 'ada'\n}",
  )
  const one: Given = { how: 'returned', value: 0, back: [back([0])] }
  expect(written([one, { how: 'returned', value: 1 }])).toBe(
    "mock().mockImplementationOnce((callback) => {\ncallback('ada')\nreturn 'ada'\n}).mockReturnValueOnce('bob')",
  )
})

test('what that throws is not thrown again, and is caught where it was', () => {
  const thrown = { how: 'threw', failed: 4 } as const
  const inner = (given: Given): string => written([given])
  expect(inner({ how: 'threw', value: 4, back: [back([0], thrown)] })).toBe("(callback) => { callback('ada') }")
  expect(inner({ how: 'rejected', value: 4, back: [back([0], { ...thrown, isLate: true })] })).toBe(
    "async (callback) => {\nawait null\ncallback('ada')\n}",
  )
  expect(inner({ how: 'returned', value: 0, back: [back([0], thrown)] })).toBe(
    "(callback) => {\ntry { callback('ada') } catch {}\nreturn 'ada'\n}",
  )
  expect(inner({ how: 'waits', back: [back([0], { how: null })] })).toBe("(callback) => { callback('ada') }")
  expect(inner({ how: 'waits', back: [back([0], { ...thrown, isLate: true })] })).toBe(
    "(callback) => {\nsetImmediate(() => { callback('ada') })\nreturn new Promise(() => {})\n}",
  )
})

test('what it calls too often for anyone to read is left out', () => {
  expect(written([{ how: 'returned', value: 0, back: null }], { functionSource: () => null })).toBe("() => 'ada'")
})
