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
import { isPlain } from './shape.ts'

export interface Varied {
  readonly operation: string
  /** As the option `answers` has it. */
  readonly path: string
  /** What was seen there, in any of the recordings. */
  readonly values: readonly unknown[]
  /** Of the columns, where these are rows. */
  readonly types: ColumnTypes | undefined
}

/**
 * The outermost parts that are not the same in all answers: to the same request, else to requests of the same kind.
 *
 * @param own - what the call itself was answered
 * @param others - what else was answered, in its recording and in others
 */
export function variedIn(own: readonly Answered[], others: readonly Answered[]): Varied[] {
  return operationsIn(own).flatMap((operation) => {
    const its = own.filter((it) => it.operation === operation)
    const alike = others.filter((other) => its.some((it) => isAlike(it, other)))
    const same = alike.filter((other) => its.some((it) => isDeepStrictEqual(it.details, other.details)))
    const [first] = its
    const differing = [same, alike].map((some) => differingIn(answersIn([...its, ...some]), '$'))
    return (differing.find((parts) => parts.length > 0) ?? []).map((part) => variedOf(operation, part, first))
  })
}

/** The parts that patterns name. */
export function namedIn(own: readonly Answered[], others: readonly Answered[], patterns: readonly string[]): Varied[] {
  const all = patterns.map(answerPattern).filter((it) => it !== null)
  return operationsIn(own).flatMap((operation) => {
    const its = own.filter((it) => it.operation === operation)
    const answers = answersIn([...its, ...others.filter((other) => its.some((it) => isAlike(it, other)))])
    const paths = new Set(its.flatMap(({ answer }) => matching(answer, '$', all)))
    return [...paths].map((path) => {
      const values = answers.flatMap((answer) => valuesAt(answer, '$', path))
      return variedOf(operation, { path, values }, its[0])
    })
  })
}

function operationsIn(answers: readonly Answered[]): string[] {
  return [...new Set(answers.map(({ operation }) => operation))]
}

function answersIn(all: readonly Answered[]): unknown[] {
  return all.map(({ answer }) => answer)
}

function variedOf(operation: string, part: Part, first: Answered | undefined): Varied {
  return { operation, ...part, types: part.path === '$' ? first?.types : undefined }
}

/** Whether two are of a kind: what says no more than that something failed is another than what was asked for. */
function isAlike(one: Answered, other: Answered): boolean {
  if (kindOf(one.operation) !== kindOf(other.operation)) return false
  const [a, b] = [one.answer, other.answer]
  if (isPlain(a) && isPlain(b)) return Object.keys(a).some((key) => Object.hasOwn(b, key))
  return Array.isArray(a) === Array.isArray(b) && isPlain(a) === isPlain(b) && typeof a === typeof b
}

/** With everything rewritten that a test shows of it. */
export function variedWith(varied: readonly Varied[], rewrite: Rewrite): Varied[] {
  const shown = (text: string): string => rewriteText(text, rewrite, { path: '$.answers' })
  return varied.map((its) => ({
    ...its,
    operation: shown(its.operation),
    path: shown(its.path),
    values: its.values.map((value) => withKeys(value, shown)),
  }))
}

function withKeys(value: unknown, shown: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((it) => withKeys(it, shown))
  if (!isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [shown(key), withKeys(it, shown)]))
}

/** What of other exchanges stands at the place. */
export function valuesOf(answers: readonly Answered[], { operation, path }: Varied): unknown[] {
  return answers.flatMap((it) => (it.operation === operation ? valuesAt(it.answer, '$', path) : []))
}

/** The places of the texts, numbers and the like of which answers consist, by operations. */
export function placesIn(own: readonly Answered[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const { operation, answer } of own)
    found.set(operation, [...new Set([...(found.get(operation) ?? []), ...leaves(answer, '$')])])
  return found
}

/** Numbers and the like tell one of a kind from another: `GET /orders/7`. */
function kindOf(operation: string): string {
  return operation.replaceAll(/(?<![\w-])(?:\d+|[\da-f]{8}-[\da-f-]{27}|(?=[a-z]*\d)[\da-z]{8,})(?![\w-])/gi, '#')
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
