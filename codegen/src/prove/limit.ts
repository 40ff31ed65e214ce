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

/** Ends a process with all that it has started, where it leads a group. */
export function endGroup(leader: ChildProcess): void {
  try {
    if (leader.pid !== undefined) process.kill(-leader.pid, 'SIGKILL')
  } catch {
    // It is over already; or there are no groups, as on Windows.
    leader.kill('SIGKILL')
  }
}

/**
 * Ends a group with this process: signals of a terminal don't come to it.
 *
 * @returns what is called once it is over
 */
export function endWithThis(leader: ChildProcess): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const onExit = (): void => endGroup(leader)
  const onSignal = (signal: NodeJS.Signals): void => {
    onExit()
    leave()
    process.kill(process.pid, signal)
  }
  const leave = (): void => {
    process.off('exit', onExit)
    for (const signal of signals) process.off(signal, onSignal)
  }
  process.on('exit', onExit)
  for (const signal of signals) process.on(signal, onSignal)
  return leave
}
