/** What became of a test, as its runner reports it. */
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { isInPackages } from '../in-packages.ts'
import type { Place } from '../observation.ts'

export type Outcome =
  | { readonly kind: 'passed' }
  | {
      readonly kind: 'failed'
      readonly error: FailedBy
      /** What else it failed by: a request without an answer; parts of an `AggregateError`, by which vitest tells of it. */
      readonly others?: readonly FailedBy[]
      /** It failed before the test began: its file did, or the runner. */
      readonly isUnrun?: true
    }
  /** Nothing is known of the test; `why` is what the runner has printed. */
  | { readonly kind: 'not-run'; readonly why: string }

export interface FailedBy {
  /** As its stack calls it: the `name` that it had when it was made. */
  readonly name: string
  readonly message: string
  /** The innermost line of the user's source, tests included; null where there is none. */
  readonly at: Place | null
  readonly stack: string
  /** What it was caused by. */
  readonly cause?: FailedBy
}

interface Wanted {
  readonly file: string
  readonly title: string
}

/** What `vitest-reporter.ts` writes. */
export interface VitestReport {
  readonly tests: readonly {
    readonly file: string
    readonly name: string
    readonly state: string
    readonly errors: readonly string[]
  }[]
  /** Errors of whole files, and those that no test caught. */
  readonly others: readonly string[]
}

interface JestReport {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

/** Whether the runner takes no such file for a test. */
export function isLeftOut(report: unknown, printed: string): boolean {
  // Jest ends without a report.
  if (report === null) return /^No tests found, exiting/m.test(printed)
  const { tests, others } = report as Partial<VitestReport>
  return tests?.length === 0 && others?.length === 0
}

/** Null where the test hasn't run. */
export function fromVitest(report: unknown, { title }: Wanted): Outcome | null {
  const { tests, others } = report as VitestReport
  const test = tests.find(({ name, state }) => name === title && state !== 'skipped')
  return outcomeOf([...(test?.errors ?? []), ...others], test?.state)
}

/** Null where the test hasn't run. */
export function fromJest(report: unknown, { title }: Wanted): Outcome | null {
  const [file] = (report as JestReport).testResults
  const test = file?.assertionResults.find(({ fullName, status }) => fullName === title && status !== 'pending')
  const stacks = test?.failureMessages ?? (file?.assertionResults.length === 0 ? [file.message] : [])
  return outcomeOf(
    stacks.filter((stack) => stack !== ''),
    test?.status,
  )
}

/** @param state - of the test; undefined where the runner knows of none */
function outcomeOf(stacks: readonly string[], state: string | undefined): Outcome | null {
  const [error, ...others] = stacks.map(errorOf)
  if (!error) return state === 'passed' ? { kind: 'passed' } : null
  const more = others.length > 0 ? { others } : {}
  return { kind: 'failed', error, ...more, ...(state === undefined ? { isUnrun: true } : {}) }
}

/** Before what an error was caused by, as Jest prints it. */
const CAUSE = '\n\n[cause]: '

function errorOf(coloured: string): FailedBy {
  const [stack = '', ...causes] = stripVTControlCharacters(coloured).split(CAUSE)
  const head = stack.split(/\n\s+at /)[0] as string
  const [, name = 'Error', message = head] =
    /^\s*(?:Uncaught )?([\w.$]+)(?: \[\w+\])?(?:: ([\s\S]*))?$/.exec(head) ?? []
  const cause = causes.length > 0 ? { cause: errorOf(causes.join(CAUSE)) } : {}
  return { name, message: message.trim(), at: placesIn(stack)[0] ?? null, stack, ...cause }
}

/** The lines of the user's source in a stack, from the innermost on. */
export function placesIn(stack: string): Place[] {
  return [...stack.matchAll(/^\s+at (?:.*\()?(\S+?):(\d+):(\d+)\)?$/gm)].flatMap(([, where, line, column]) => {
    const file = where?.startsWith('file:') ? fileURLToPath(where) : (where as string)
    if (/^(?:node:|internal\/)/.test(file) || isInPackages(file)) return []
    return [{ file: file.replace(/\?.*$/, ''), line: Number(line), column: Number(column) }]
  })
}
