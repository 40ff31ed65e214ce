/** The lines of a test that call the function, and say what is expected of it. */
import type { CallSeen, ErrorSeen } from '../observation.ts'
import type { Target } from '../project/target.ts'
import { bareSource, isBare } from '../values/bare.ts'
import { isBuiltInError } from '../values/built-in-errors.ts'
import { call, type Layout } from '../values/layout.ts'
import { stringSource } from '../values/literals.ts'
import type { TextStyle } from '../style.ts'

type Shape = Pick<Target, 'kind' | 'settles' | 'hasResult' | 'isDefined' | 'isGenerator'>

export interface Called {
  readonly target: Shape
  readonly framework: 'vitest' | 'jest'
  readonly style: TextStyle
  /** The call itself, without `await`. */
  readonly source: Layout
}

/** What gives a promise of something, as `server.fetch` does. */
export const PROMISING: Shape = {
  kind: 'function',
  settles: 'later',
  hasResult: true,
  isDefined: true,
  isGenerator: false,
}

/**
 * That it settles. What else is right only the person knows who mends it.
 *
 * @param asksForMore - whether a test has to expect something; where all that could be is that it settles, it doesn't yet
 */
export function expectToSettle(
  called: Called,
  asksForMore: boolean,
): { readonly lines: Layout[]; readonly isExpecting: boolean } {
  const { target, source } = called
  const todo = target.hasResult && target.kind !== 'constructor' ? ['// TODO: expect what it should give instead'] : []
  const isExpecting = asksForMore && target.isDefined && !target.isGenerator
  const its: Layout = isExpecting ? [call('expect', [[awaited(target), source]]), '.toBeDefined()'] : settled(called)
  return { lines: [...todo, its], isExpecting }
}

/** The call to its end, whatever it gives. */
export function settled({ target, source }: Called): Layout {
  if (target.isGenerator) return drained(target, source)
  return target.kind === 'getter' ? ['void ', source] : [awaited(target), source]
}

/**
 * That it fails as it did: by what is the same in every version of Node.
 *
 * @param ownClass - the expression that is the error's class, where a module of the project exports it
 */
export function expectError(called: Called, error: ErrorSeen, ownClass: string | null): Layout[] {
  const { target, source, framework } = called
  if (isBare(error)) return expectBare(called, error)
  const shape = shapeOf(error, called.style.quote)
  // In Jest, errors of Node's own are of other classes than those of the test.
  const isPlain = framework === 'vitest' && error.code === null && !error.isOwn && isBuiltInError(error.class)
  const its = isPlain ? error.class : error.code === null ? ownClass : null
  const run: Layout = target.isGenerator ? drained(target, source) : source
  if (target.settles === 'now') {
    const body: Layout = target.kind === 'setter' ? ['() => { ', run, ' }'] : ['() => ', run]
    return [[call('expect', [body]), call('.toThrow', [its ?? call('expect.objectContaining', [shape])])]]
  }
  const body: Layout = target.isGenerator
    ? ['async () => { ', run, ' }']
    : target.settles === 'maybe'
      ? ['async () => ', run]
      : run
  return [
    [
      'await ',
      call('expect', [body]),
      its === null ? call('.rejects.toMatchObject', [shape]) : call('.rejects.toThrow', [its]),
    ],
  ]
}

/** That it fails with what is no object. What is thrown at once is expected so too: of that runners look at the message only. */
function expectBare({ target, source, style }: Called, error: ErrorSeen): Layout[] {
  const isPlain = target.kind !== 'setter' && !target.isGenerator
  const run: Layout = target.isGenerator ? drained(target, source) : source
  const body: Layout = isPlain && target.settles === 'later' ? run : ['async () => ', isPlain ? run : ['{ ', run, ' }']]
  const matcher = error.class === 'symbol' ? '.rejects.toEqual' : '.rejects.toBe'
  return [['await ', call('expect', [body]), call(matcher, [bareSource(error, style.quote)])]]
}

/** The call with all that it begins, which fails by what nobody catches meanwhile. */
export function toItsEnd({ target, style, framework, source }: Called): Called {
  const isPlain = target.kind !== 'setter' && !target.isGenerator
  const run: Layout = target.isGenerator ? drained(target, source) : source
  const begin = target.isGenerator && target.settles !== 'now' ? 'async () => { ' : isPlain ? '() => ' : '() => { '
  const its = call('retrace.run', [[begin, run, isPlain ? '' : ' }']])
  return { target: { ...PROMISING, hasResult: false }, framework, style, source: its }
}

/** The error that a call is expected to fail with; null where it didn't fail. */
export function errorOf({ outcome }: CallSeen): ErrorSeen | null {
  return outcome?.kind === 'threw' ? outcome.error : null
}

export function awaited({ settles }: Shape): string {
  return settles === 'now' ? '' : 'await '
}

/** Runs a generator to its end. */
function drained({ settles }: Shape, source: Layout): Layout {
  return settles === 'now' ? call('Array.from', [source]) : ['for await (const item of ', source, ') void item']
}

function shapeOf({ class: name, message, code, isOwn, stack }: ErrorSeen, quote: TextStyle['quote']): Layout {
  const text = (value: string): string => stringSource(value, quote)
  // A class of the program's own may leave its `name` as it was.
  const its = isBuiltInError(name) ? name : (/^([A-Z]\w*)(?=:|\n| \[)/.exec(stack)?.[1] ?? null)
  const items: Layout[] = [
    ...(its === null ? [] : [`name: ${text(its)}`]),
    ...(code === null ? [] : [`code: ${text(code)}`]),
    ...(isOwn ? [`message: ${text(message)}`] : []),
  ]
  return { open: '{', items, close: '}' }
}
