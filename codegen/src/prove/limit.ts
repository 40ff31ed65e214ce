/** A limit for a run of a test: code in a loop without an end is stopped by no runner. */
import type { ChildProcess } from 'node:child_process'
import process from 'node:process'
import type { Outcome } from './outcome.ts'

/** In milliseconds: what takes longer than a cold start of a large project is taken for endless. */
export const LIMIT = 300_000

/** What became of a test that was stopped. */
export function stopped(limit: number): Outcome {
  const message = `the test did not end within ${limit / 1000} s, and was stopped`
  return { kind: 'failed', error: { name: 'Error', message, at: null, stack: '' } }
}

/** The group that a process leads, as it is told to `kill`; undefined where it could not be started. */
export function groupOf({ pid }: ChildProcess): number | undefined {
  return pid === undefined ? undefined : -pid
}

/** Ends a process with all that it has started, where it leads a group. */
export function endGroup(leader: ChildProcess): void {
  const group = groupOf(leader)
  try {
    if (group !== undefined) process.kill(group, 'SIGKILL')
  } catch {
    // It is over already; or there are no groups, as on Windows.
    leader.kill('SIGKILL')
  }
}
