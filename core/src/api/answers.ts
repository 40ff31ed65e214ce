/** The option `answers`: what a replay answers instead of what was recorded. */
import { RetraceError } from '../errors.ts'
import { answerIn, exchangeOf, fixtureOf, responderOf, withAnswer } from '../lens/index.ts'
import type { Recorded } from '../lens/recorded.ts'
import { answerPattern, itemStep, keyStep, type Pattern } from '../paths.ts'
import { isObject, type Kind } from './option-kinds.ts'

/** By the operation of an exchange, and by the place in what came back for it. */
export type Answers = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export const ANSWERS: Kind = {
  says: "an object by operation and place: { 'GET /prices': { '$.items[0].price': 0 } }",
  is: (value) =>
    isObject(value) &&
    Object.values(value).every(
      (its) => isObject(its) && Object.keys(its).every((path) => answerPattern(path) !== null),
    ),
}

/**
 * Puts answers in the place of those that were recorded.
 *
 * @throws RetraceError `ANSWER_UNKNOWN` where nothing was recorded at such a place, `ANSWER_WRONG`
 */
export function withAnswers(recorded: readonly Recorded[], answers: Answers, what: string): Recorded[] {
  const left = new Set(
    Object.entries(answers).flatMap(([operation, its]) => Object.keys(its).map((path) => `${operation} ${path}`)),
  )
  const varied = recorded.map((it) => {
    const { operation } = responderOf(it.exchange.protocol).question(it.exchange)
    const its = Object.hasOwn(answers, operation) ? answers[operation] : undefined
    if (!its) return it
    const fixture = fixtureOf(it.exchange)
    let data = answerIn(fixture)
    if (data === undefined) return it
    for (const [path, value] of Object.entries(its))
      data = replaced(data, value, answerPattern(path) as Pattern, '$', () => left.delete(`${operation} ${path}`))
    try {
      return { ...it, exchange: exchangeOf(withAnswer(fixture, data)) }
    } catch (error) {
      throw new RetraceError('ANSWER_WRONG', { operation, what, why: (error as Error).message }, error)
    }
  })
  const [place] = left
  if (place !== undefined) throw new RetraceError('ANSWER_UNKNOWN', { place, what })
  return varied
}

function replaced(data: unknown, value: unknown, pattern: Pattern, path: string, found: () => void): unknown {
  if (pattern(path)) {
    found()
    return value
  }
  const inner = (it: unknown, step: string): unknown => replaced(it, value, pattern, path + step, found)
  if (Array.isArray(data)) return data.map((it, i) => inner(it, itemStep(i)))
  if (!isObject(data)) return data
  return Object.fromEntries(Object.entries(data).map(([key, it]) => [key, inner(it, keyStep(key))]))
}
