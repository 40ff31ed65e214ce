/** What a test did otherwise than its fixture has it, once it is over: compared as `retrace verify` compares. */
import process from 'node:process'
import { type ErrorCode, RetraceError } from '../errors.ts'
import { ignoreAdvice } from '../player/describe.ts'
import type { Scope, ScopeDivergence } from '../scope/scope.ts'
import type { Divergence } from '../verify/compare/difference.ts'
import { detailsOf, showPlace, titleOf } from '../verify/report/text.ts'
import { readConfig, type VerifyConfig } from '../verify/rules/config.ts'
import { Rules } from '../verify/rules/rules.ts'
import { askedInSource } from '../verify/tests/in-source.ts'
import { testCase, testRun } from '../verify/tests/test-case.ts'
import { testDivergences } from '../verify/tests/test-divergences.ts'
import type { Witness } from '../verify/tests/witness.ts'
import { asItIs, type Reviewed } from './reviewed.ts'

/**
 * A test says itself what its code has to do, and a crash that is mended asks for less: what is missing is a warning, unless the
 * configuration says otherwise. What is asked once more has no answer in a test.
 */
const USUAL: VerifyConfig['severity'] = { missing: 'warning', 'slower-in-calls': 'error' }

/**
 * @param isStrict - whether it counts what the test has not asked for
 * @throws RetraceError `CONFIG_UNREADABLE`
 */
export async function review(
  scope: Scope,
  witness: Witness,
  { testFile, isStrict }: { readonly testFile: string; readonly isStrict: boolean },
): Promise<Reviewed[]> {
  const { index, options, divergences } = scope
  // What could not be recorded.
  if (!index) return divergences.map(asItIs)
  const config = readConfig(process.cwd())
  const rules = new Rules({ ...config, severity: { ...USUAL, ...config.severity } })
  const its = testCase(
    scope.began,
    index.entries.map(({ recorded }) => recorded),
    { questionOf: (exchange) => index.questionOf(exchange), isSame: index.wildcards.isSame },
  )
  const asked = askedInSource(witness.seen)
  const all = await testDivergences(its, testRun(asked, testFile), options.fixture, rules)
  const open = new Set(divergences)
  const found = all
    .filter(({ kind }) => isStrict || kind !== 'missing')
    .map((one): Reviewed => {
      const exchanges = new Set(one.found.flatMap(({ subject }) => subject?.asked ?? []).map((i) => asked[i]?.exchange))
      const causes = divergences.filter((it) => it.asked !== undefined && exchanges.has(it.asked.exchange))
      for (const cause of causes) open.delete(cause)
      const error = errorOf(one, causes[0], options.fixture)
      const { kind, severity, place } = one
      return { kind, severity, place, message: error.message, error }
    })
  const others = [...open].filter(({ kind, asked: its }) => its === undefined || kind === 'extra')
  return [...found, ...others.map(asItIs)]
}

function errorOf(its: Divergence, cause: ScopeDivergence | undefined, fixture: string): RetraceError {
  const cwd = process.cwd()
  const { place, changes } = its
  const lines = [titleOf(its), ...(place ? [`at ${showPlace(place, cwd)}`] : []), ...detailsOf(its, cwd)]
  const text = lines.join('\n')
  if (!cause) return new RetraceError('TEST_DIVERGED', { what: text, fixture })
  const { error, asked } = cause
  // Why there was no answer belongs to it.
  if (cause.kind === 'extra') return withMessage(error.code, error.details, `${text}\n${error.message}`)
  const path = changes.map((change) => change.path).find((it) => !it.startsWith('$.operation'))
  const advice = asked && path !== undefined ? [ignoreAdvice(asked.exchange.protocol, path)] : []
  return new RetraceError('EXCHANGE_CHANGED', { what: [text, ...advice].join('\n') })
}

function withMessage(code: ErrorCode, details: RetraceError['details'], message: string): RetraceError {
  return Object.assign(new RetraceError(code, details), { message })
}
