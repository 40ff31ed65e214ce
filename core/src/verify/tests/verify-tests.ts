/** Verifies fixtures: their tests are run, and what they ask is compared with what was recorded. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { stripVTControlCharacters } from 'node:util'
import { RetraceError } from '../../errors.ts'
import { isSql } from '../../lens/sql.ts'
import { elapsed } from '../../originals.ts'
import { ExchangeIndex } from '../../player/exchange-index.ts'
import { MatchRules } from '../../player/match.ts'
import { readFixture } from '../../recording/fixture-file.ts'
import { firstUserLine } from '../../recording/user-line.ts'
import { compare } from '../compare/index.ts'
import { loadSqlParser } from '../compare/sql-changes.ts'
import { unansweredIn } from '../compare/unanswered.ts'
import type { Run } from '../host.ts'
import type { Unverified, Verified } from '../report/report.ts'
import { type Kept, shownOf } from '../shown.ts'
import type { VerifyOptions } from '../verify.ts'
import { withoutSecrets } from '../without-secrets.ts'
import { testFileOf } from '../../recording/fixture-folder.ts'
import { batchesOf } from './owner.ts'
import { runTests, type TestBatch, type TestResult, type TestsRun } from './run-tests.ts'
import { testCase, testRun } from './test-case.ts'

/** Of what a runner prints, so much of the end is shown where it has run nothing. */
const SHOWN = 2_000

export async function verifyTests(
  fixtures: readonly string[],
  options: VerifyOptions,
  kept: Kept,
): Promise<Map<string, Verified | Unverified>> {
  const all = new Map<string, Verified | Unverified>()
  const failed = (fixture: string, error: unknown): void => {
    if (!RetraceError.is(error)) throw error
    all.set(fixture, { recording: fixture, error })
  }
  const testFiles = new Set<string>()
  for (const fixture of fixtures) {
    const file = testFileOf(fixture)
    if (existsSync(file)) testFiles.add(file)
    else failed(fixture, unasked(fixture, `its test file ${shown(file)} is not there`))
  }
  for (const batch of batchesOf([...testFiles], options.root)) {
    const its = fixtures.filter((fixture) => batch.files.includes(testFileOf(fixture)))
    try {
      const began = elapsed()
      const run = await runTests(batch, options)
      for (const fixture of its) {
        try {
          all.set(fixture, await verifyOne(fixture, batch, run, options, kept, (elapsed() - began) / its.length))
        } catch (error) {
          failed(fixture, error)
        }
      }
    } catch (error) {
      for (const fixture of its) failed(fixture, error)
    }
    options.onProgress?.(all.size, fixtures.length)
  }
  return all
}

async function verifyOne(
  fixture: string,
  { runner }: TestBatch,
  run: TestsRun,
  options: VerifyOptions,
  kept: Kept,
  took: number,
): Promise<Verified> {
  const { exchanges, placeholders } = readFixture(fixture)
  const outcome = run.outcomes.get(path.resolve(fixture))
  const result = run.results.get(testFileOf(fixture))
  if (!outcome) throw whyUnasked(fixture, runner, run)
  const { began, match, asked, entries, failures } = outcome
  const index = new ExchangeIndex(exchanges, match ? new MatchRules(match) : null, placeholders)
  const { isSame } = index.wildcards
  const its = testCase(began, exchanges, { questionOf: (exchange) => index.questionOf(exchange), isSame })
  const test = result?.assertionResults.find(({ fullName }) => fullName.trim() === outcome.test)
  // What a test does that was given no answer, it does for want of it.
  const error = unansweredIn(asked).size > 0 ? null : errorOf(test, failures)
  const now = testRun(asked, testFileOf(fixture), error)
  if (asked.some(({ exchange }) => isSql(exchange.protocol))) await loadSqlParser()
  const comparison = compare(its, now, null, options.rules)
  const calls = its.exchanges.length
  const { accepted } = comparison
  const compared = { now, before: null, comparison }
  return {
    recording: fixture,
    requests: 0,
    calls,
    took,
    accepted,
    ...shownOf(its, compared, kept),
    asked: entries,
    placeholders: outcome.placeholders,
  }
}

/** A test that fails is one that crashes: it did not when it was recorded. */
function errorOf(test: TestResult | undefined, failures: readonly string[]): Run['error'] {
  const [message] = test?.status === 'failed' ? test.failureMessages : failures
  if (message === undefined) return null
  const [first = ''] = stripVTControlCharacters(message).split('\n')
  const [, name = 'Error', said = first] = /^(\w*Error): (.*)$/.exec(first) ?? []
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(firstUserLine(stripVTControlCharacters(message)) ?? '') ?? []
  const place = file === undefined ? null : { file, line: Number(line), column: Number(column), name: '' }
  return { name, message: said, stack: stripVTControlCharacters(message), place, during: null }
}

function whyUnasked(fixture: string, runner: string, { results, output }: TestsRun): RetraceError {
  const file = testFileOf(fixture)
  const result = results.get(file)
  const nothing = { seen: { env: {}, texts: [] } }
  const said = (text: string): string =>
    `\n${withoutSecrets([stripVTControlCharacters(text).trim().slice(-SHOWN)], nothing).join('')}\n`
  if (!result) return new RetraceError('VERIFY_TESTS_FAILED', { what: shown(file), runner, output: said(output) })
  if (result.assertionResults.length === 0)
    return new RetraceError('VERIFY_TESTS_FAILED', { what: shown(file), runner, output: said(result.message) })
  const failed = result.assertionResults.find(({ status }) => status === 'failed')
  const why = failed ? `; one of them failed before: ${said(failed.failureMessages.join('\n'))}` : ''
  return unasked(fixture, `no test of ${shown(file)} has asked for it${why}`)
}

function unasked(fixture: string, why: string): RetraceError {
  return new RetraceError('VERIFY_UNASKED', { what: shown(fixture), why })
}

function shown(file: string): string {
  return path.relative(process.cwd(), file)
}
