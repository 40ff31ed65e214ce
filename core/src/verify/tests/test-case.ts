/** A test as what is compared: its fixture, and what it asked in a replay. */
import type { Recorded } from '../../lens/recorded.ts'
import type { Asked } from '../behaviour.ts'
import type { ComparedCase, Matching } from '../case.ts'
import type { Run } from '../host.ts'
import { locatePlaces } from '../locate-places.ts'

/** @param began - what its clock said when it began */
export function testCase(began: number, exchanges: readonly Recorded[], matching: Matching): ComparedCase {
  const durationMs = exchanges.reduce((last, { exchange: { at, endedAt } }) => Math.max(last, endedAt ?? at), 0)
  return {
    began,
    exchanges,
    requests: [],
    printed: '',
    accepted: [],
    unsent: [],
    written: new Map(),
    manifest: { durationMs, error: null, exit: null },
    seen: { env: {}, texts: [] },
    matching,
  }
}

/** Nobody knows which lines of a project have changed since a fixture was written. */
const UNKNOWN = { has: () => false, before: () => null }

/** @param testFile - what is asked by code that it calls is asked there */
export function testRun(all: readonly Asked[], testFile: string, error: Run['error'] = null): Run {
  const asked = all.map((its) => {
    // What has called the test is its runner.
    const inTest = its.trail.findIndex(({ file }) => file === testFile)
    return inTest < 0 ? its : { ...its, trail: its.trail.slice(0, Math.max(1, inTest)) }
  })
  const outcome = {
    asked,
    error,
    answers: [],
    written: [],
    waiting: [],
    draws: [],
    isListening: false,
    exitCode: null,
    isLate: false,
  }
  return { ...locatePlaces(outcome, [], UNKNOWN), printed: '', errors: '' }
}
