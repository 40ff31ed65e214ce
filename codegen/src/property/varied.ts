/** Which parts of what a call was answered a property puts others in the place of. */
import { isDeepStrictEqual } from 'node:util'
import {
  type Answered,
  answerPattern,
  type ColumnTypes,
  itemStep,
  keyStep,
  type Pattern,
  type Rewrite,
  rewriteText,
} from '@retrace/core/recordings'
import { isAskedWith } from './asked.ts'
import { isAlike, isLikely } from './kinds.ts'
import { isOneValue, isPlain, type Shape, shapeOf, typed } from './shape.ts'

export interface Varied {
  readonly operation: string
  /** As the option `answers` has it. */
  readonly path: string
  /** What was seen there, in any of the recordings. */
  readonly values: readonly unknown[]
  /** Of the columns, where these are rows, or one of them. */
  readonly types: ColumnTypes | undefined
  /** The type of the column, where these are values in one. */
  readonly type: string | number | undefined
}

/** A place that is not answered otherwise. */
export interface Still {
  readonly operation: string
  readonly path: string
  readonly why: string
}

export interface Places {
  readonly varied: readonly Varied[]
  readonly still: readonly Still[]
}

/**
 * The outermost parts that are not the same in all answers: to the same request, else to requests of the same kind, else to
 * those that may be of it. What requests are made of stays as it is.
 *
 * @param own - what the call itself was answered
 * @param others - what else was answered, in its recording and in others
 */
export function variedIn(own: readonly Answered[], others: readonly Answered[]): Places {
  const all = operationsIn(own).flatMap((operation) => {
    const its = own.filter((it) => it.operation === operation)
    const [alike, likely] = likenesses(its, others)
    const same = alike.filter((other) => its.some((it) => isSame(it, other)))
    const differing = [same, alike, likely].map((some) => differingIn(answersIn([...its, ...some]), '$'))
    return (differing.find((parts) => parts.length > 0) ?? []).map((part) => variedOf(operation, part, its))
  })
  const isAsked = (its: Varied): boolean => isAskedWith(valuesOf(own, its), nameIn(its.path), own)
  return sorted(all, isAsked, 'a request is made of it')
}

/** The parts that patterns name. */
export function namedIn(own: readonly Answered[], others: readonly Answered[], patterns: readonly string[]): Places {
  const all = patterns.map(answerPattern).filter((it) => it !== null)
  const named = operationsIn(own).flatMap((operation) => {
    const its = own.filter((it) => it.operation === operation)
    const wider = likenesses(its, others).map((some) => answersIn([...its, ...some]))
    const paths = new Set(its.flatMap(({ answer }) => matching(answer, '$', all)))
    return [...paths].map((path) => {
      // What is in one item of a list may be in others.
      const items = answerPattern(path.replaceAll(/\[\d+\]/g, '[*]')) as Pattern
      const seen = [
        ...wider.map((answers) => answers.flatMap((answer) => valuesAt(answer, '$', path))),
        wider.flatMap((answers) =>
          answers.flatMap((it) => matching(it, '$', [items]).flatMap((at) => valuesAt(it, '$', at))),
        ),
      ]
      const telling = seen.map((values) => variedOf(operation, { path, values }, its))
      return telling.find((part) => !isAlone(part)) ?? (telling[0] as Varied)
    })
  })
  return sorted(named, isAlone, 'nothing else was seen there')
}

/** What was seen at a place, and its type, say nothing of what else might stand there. */
function isAlone(its: Varied): boolean {
  return isOneValue(shapeAt(its, []))
}

/** @param recorded - as `shapeOf` has it */
export function shapeAt({ values, types, type }: Varied, recorded: readonly unknown[]): Shape {
  return typed(shapeOf(values, recorded, types), type)
}

function sorted(all: readonly Varied[], isStill: (its: Varied) => boolean, why: string): Places {
  return {
    varied: all.filter((its) => !isStill(its)),
    still: all.filter(isStill).map(({ operation, path }) => ({ operation, path, why })),
  }
}

/** Others that are of a kind with some by what is asked, and also those that may be. */
function likenesses(its: readonly Answered[], others: readonly Answered[]): [Answered[], Answered[]] {
  const alike = others.filter((other) => its.some((it) => isAlike(it, other)))
  return [alike, others.filter((other) => its.some((it) => isAlike(it, other) || isLikely(it, other)))]
}

function isSame(one: Answered, other: Answered): boolean {
  return one.operation === other.operation && isDeepStrictEqual(one.details, other.details)
}

function operationsIn(answers: readonly Answered[]): string[] {
  return [...new Set(answers.map(({ operation }) => operation))]
}

function answersIn(all: readonly Answered[]): unknown[] {
  return all.map(({ answer }) => answer)
}

function variedOf(operation: string, part: Part, its: readonly Answered[]): Varied {
  const types = its.find((it) => it.types !== undefined)?.types
  const column = /^\$\[\d+\](?:\.|\[")/.test(part.path) ? types?.[nameIn(part.path)] : undefined
  return { operation, ...part, types: /^\$(?:\[\d+\])?$/.test(part.path) ? types : undefined, type: column }
}

/** The last step of a path that is a name; of a list or a whole, what it has no name for is empty. */
export function nameIn(path: string): string {
  return /(?:\.|\[")([\w$ -]+)(?:"\])?(?:\[\d+\])*$/.exec(path)?.[1] ?? ''
}

/** With everything rewritten that a test shows of it. */
export function placesWith({ varied, still }: Places, rewrite: Rewrite): Places {
  const shown = (text: string): string => rewriteText(text, rewrite, { path: '$.answers' })
  const at = <T extends Still | Varied>(its: T): T => ({
    ...its,
    operation: shown(its.operation),
    path: shown(its.path),
  })
  return {
    varied: varied.map((its) => ({ ...at(its), values: its.values.map((value) => withKeys(value, shown)) })),
    still: still.map(at),
  }
}

function withKeys(value: unknown, shown: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((it) => withKeys(it, shown))
  if (!isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [shown(key), withKeys(it, shown)]))
}

/** What of other exchanges stands at the place. */
export function valuesOf(
  answers: readonly Answered[],
  { operation, path }: Pick<Varied, 'operation' | 'path'>,
): unknown[] {
  return answers.flatMap((it) => (it.operation === operation ? valuesAt(it.answer, '$', path) : []))
}

/** The places of the texts, numbers and the like of which answers consist, by operations. */
export function placesIn(own: readonly Answered[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const { operation, answer } of own)
    found.set(operation, [...new Set([...(found.get(operation) ?? []), ...leaves(answer, '$')])])
  return found
}

type Part = Pick<Varied, 'path' | 'values'>

function differingIn(values: readonly unknown[], path: string): Part[] {
  const [first] = values
  if (values.every((it) => isDeepStrictEqual(it, first))) return []
  if (values.every(isPlain) && values.every((it) => isDeepStrictEqual(keysOf(it), keysOf(first as object))))
    return Object.keys(first as object).flatMap((key) =>
      differingIn(
        values.map((it) => it[key]),
        path + keyStep(key),
      ),
    )
  // Of more than one, each may be otherwise: together they are easier to read.
  if (values.every((it) => Array.isArray(it) && it.length === 1))
    return differingIn((values as unknown[][]).flat(), path + itemStep(0))
  return [{ path, values }]
}

function keysOf(value: object): string[] {
  return Object.keys(value).toSorted()
}

function matching(value: unknown, path: string, patterns: readonly Pattern[]): string[] {
  if (patterns.some((is) => is(path))) return [path]
  return steps(value, path).flatMap(([step, inner]) => matching(inner, step, patterns))
}

function valuesAt(value: unknown, path: string, wanted: string): unknown[] {
  if (path === wanted) return [value]
  return steps(value, path)
    .filter(([step]) => wanted.startsWith(step))
    .flatMap(([step, inner]) => valuesAt(inner, step, wanted))
}

function leaves(value: unknown, path: string): string[] {
  const inner = steps(value, path)
  return inner.length === 0 ? [path] : inner.flatMap(([step, its]) => leaves(its, step))
}

function steps(value: unknown, path: string): [string, unknown][] {
  if (Array.isArray(value)) return value.map((it, i) => [path + itemStep(i), it])
  return isPlain(value) ? Object.entries(value).map(([key, it]) => [path + keyStep(key), it]) : []
}
