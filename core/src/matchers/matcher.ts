/** What Vitest, Jest and others that have `expect.extend` ask of a matcher, and give to it. */
import { inspect, isDeepStrictEqual } from 'node:util'
import type { RecordedExchange, Recording } from '../api/recording.ts'

/** What `this` has in a matcher; where nobody gives it, values are compared strictly. */
export interface MatcherContext {
  readonly isNot?: boolean
  equals?(a: unknown, b: unknown, testers?: readonly unknown[]): boolean
  readonly utils?: {
    diff?(expected: unknown, actual: unknown): string | null | undefined
  }
}

export interface MatcherResult {
  readonly pass: boolean
  message(): string
}

/** Whether what was asked fits what is expected; `expected` may have asymmetric matchers in it. */
export type Equals = (actual: unknown, expected: unknown) => boolean

export function equalsOf({ equals }: MatcherContext): Equals {
  return equals
    ? (actual, expected) => equals(actual, expected)
    : (actual, expected) => isDeepStrictEqual(actual, expected)
}

/** How one exchange fits: null where it does. */
export type Misfit = {
  /** The less, the nearer. */
  readonly distance: number
  readonly expected: unknown
  readonly actual: unknown
} | null

export interface Expectation {
  /** `toHaveRequested('POST /orders')`. */
  readonly call: string
  /** `request`, `query`. */
  readonly noun: string
  /** Null for an exchange of another kind. */
  misfit(exchange: RecordedExchange): { readonly is: Misfit } | null
}

const MAX_SHOWN = 5

/** Looks for an exchange that fits; where there is none, the nearest come first. */
export function match(context: MatcherContext, recording: unknown, { call, noun, misfit }: Expectation): MatcherResult {
  const head = `expect(recording)${context.isNot === true ? '.not' : ''}.${call}`
  if (!isRecording(recording))
    return fail(context, `${head}\n\nWhat is expected of is no recording, but ${inspect(recording, { depth: 0 })}.`)
  const all = recording.exchanges.flatMap((exchange) => {
    const its = misfit(exchange)
    return its ? [{ exchange, misfit: its.is }] : []
  })
  const fitting = all.filter((it) => it.misfit === null)
  if (fitting.length > 0) {
    const lines = fitting.map(({ exchange }) => `\n  ${exchange.summary}`)
    return { pass: true, message: () => `${head}\n\nNo such ${noun} was expected, but there was:\n${lines.join('')}` }
  }
  return {
    pass: false,
    message() {
      if (all.length === 0) return `${head}\n\nThere was no ${noun} at all in "${recording.name}".`
      const nearest = all.toSorted((a, b) => (a.misfit?.distance ?? 0) - (b.misfit?.distance ?? 0))
      const lines = nearest.slice(0, MAX_SHOWN).map(({ exchange, misfit: its }, i) => {
        const diff = i === 0 && its ? differing(context, its) : ''
        return `\n  ${exchange.summary}${diff === '' ? '' : `\n\n${diff.replaceAll(/^(?=.)/gm, '    ')}\n`}`
      })
      const more = nearest.length > MAX_SHOWN ? `\n  and ${nearest.length - MAX_SHOWN} more` : ''
      return `${head}\n\nThere was no such ${noun} in "${recording.name}". There were, the nearest first:\n${lines.join('')}${more}`
    },
  }
}

/** Fails in both senses: what is wrong isn't what was asked. */
function fail({ isNot = false }: MatcherContext, text: string): MatcherResult {
  return { pass: isNot, message: () => text }
}

function differing({ utils }: MatcherContext, { expected, actual }: NonNullable<Misfit>): string {
  return utils?.diff?.(expected, actual) ?? `expected ${inspect(expected)}\nbut it was ${inspect(actual)}`
}

function isRecording(value: unknown): value is Recording {
  return typeof value === 'object' && value !== null && Array.isArray((value as Partial<Recording>).exchanges)
}
