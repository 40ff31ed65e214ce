/** Which test has which fixture: another one of the same name would write over it, or be answered from it. */
import { RetraceError } from '../errors.ts'
import { firstUserLine } from '../recording/user-line.ts'
import { relative } from './relative.ts'

export interface Claim {
  /** Of the recording. */
  readonly name: string
  /** What is the same each time that a test is tried; null where nobody says which test it is. */
  readonly test: object | null
  /** The full name of the test; null where nobody says it. */
  readonly testName: string | null
  /** Of the call that began the recording. */
  readonly stack: string
}

/** By the fixture, of recordings that are under way. */
const busy = new Set<string>()
/** By the fixture, the recordings of the test file that began last. */
const claims = new Map<string, Claim>()

/**
 * A recording of a test begins. The test may come to it again: it is tried again, or records twice.
 *
 * @throws RetraceError `NAME_TAKEN`
 */
export function claim(fixture: string, its: Claim): void {
  const before = claims.get(fixture)
  const others = before?.test && its.test && before.test !== its.test ? before : null
  if (others || busy.has(fixture)) {
    const why = others ? `another test has it already, ${describe(others)}` : 'it is being recorded already'
    throw new RetraceError('NAME_TAKEN', { name: its.name, why, what: relative(fixture) })
  }
  busy.add(fixture)
  claims.set(fixture, its)
}

/** Whether no other recording has begun that has the same fixture. */
export function isLatest(fixture: string, its: Claim): boolean {
  return claims.get(fixture) === its
}

/** The recording is over; its test keeps the name. */
export function release(fixture: string): void {
  busy.delete(fixture)
}

/** A test file begins: it may be one that has been run before, with other tests in it. */
export function forgetClaims(): void {
  claims.clear()
}

function describe({ name, stack }: Claim): string {
  const line = firstUserLine(stack)
  return line === null ? `"${name}"` : `"${name}" at ${relative(line)}`
}
