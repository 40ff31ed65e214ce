/** What counts when a request is compared with recorded ones, by protocol: the option `match`. */
import { responderOf } from '../lens/index.ts'
import type { Exchange, Question } from '../lens/lens.ts'
import { canonical } from './changes.ts'

export interface MatchRule {
  /** Paths that don't count, as differences are printed: `$.body.requestId`, `$.values[0][2]`, `$.body.items[*].id`. */
  readonly ignore?: readonly string[]
  /** Of HTTP: names of headers that count; by default none does. */
  readonly headers?: readonly string[]
}

/** The protocols that have rules. */
export const MATCHED = ['http', 'postgres', 'mysql', 'redis', 'websocket', 'external'] as const

export type MatchOptions = { readonly [P in (typeof MATCHED)[number]]?: MatchRule }

/** A key, an index, or all of them. */
export type Step = string | number | typeof ALL

const ALL: unique symbol = Symbol('all')

const STEP = /\.([\w$-]+|\*)|\[(\d+|\*|"(?:[^"\\]|\\.)*")\]/y

/** The steps of a path; the `$` at its beginning may be left out. Null where it is none. */
export function stepsOf(path: string): readonly Step[] | null {
  const text = path.startsWith('$') ? path.slice(1) : path.startsWith('[') ? path : `.${path}`
  const steps: Step[] = []
  STEP.lastIndex = 0
  for (let at = 0; at < text.length; at = STEP.lastIndex) {
    const [, key, bracket] = STEP.exec(text) ?? []
    if (key === undefined && bracket === undefined) return null
    if (key === '*' || bracket === '*') steps.push(ALL)
    else steps.push(key ?? (JSON.parse(bracket as string) as string | number))
  }
  return steps.length > 0 ? steps : null
}

/** Whether a path leads to the place that another one names, or into it. */
export function covers(place: readonly Step[], path: string): boolean {
  const steps = stepsOf(path)
  return steps !== null && place.every((step, i) => i < steps.length && (step === ALL || step === steps[i]))
}

interface Rule {
  readonly ignore: readonly (readonly Step[])[]
  readonly headers: readonly string[]
}

export class MatchRules {
  readonly #rules = new Map<string, Rule>()

  /** @param options - checked ones */
  constructor(options: MatchOptions) {
    for (const [protocol, { ignore = [], headers = [] }] of Object.entries(options))
      this.#rules.set(protocol, {
        ignore: ignore.flatMap((path) => [stepsOf(path) ?? []]),
        headers: headers.map((name) => name.toLowerCase()),
      })
  }

  has(protocol: string): boolean {
    return this.#rules.has(protocol)
  }

  /** What is asked, as far as it counts. */
  question(exchange: Exchange): Question {
    const rule = this.#rules.get(exchange.protocol)
    const question = responderOf(exchange.protocol).question(exchange, rule?.headers)
    if (!rule || rule.ignore.length === 0) return question
    const details = structuredClone(question.details)
    for (const steps of rule.ignore) drop(details, steps)
    return { ...question, details }
  }
}

/** Whether what has been sent so far is how a recorded turn begins. */
export function mayBecome(asked: Question, recorded: Question): boolean {
  const [sent, all] = [asked, recorded].map(({ details }) => details['sent'] as readonly unknown[])
  return canonical(sent) === canonical(all?.slice(0, sent?.length))
}

/** What is dropped out of a list leaves its place. */
const DROPPED = null

function drop(value: unknown, [step, ...rest]: readonly Step[]): void {
  if (typeof value !== 'object' || value === null || step === undefined) return
  const its = value as Record<string | number, unknown>
  const keys = step === ALL ? Object.keys(its) : Object.hasOwn(its, step) ? [step] : []
  for (const key of keys) {
    if (rest.length > 0) drop(its[key], rest)
    else if (Array.isArray(its)) its[key as number] = DROPPED
    else delete its[key]
  }
}
