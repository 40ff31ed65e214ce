/** `retrace replay --verify N`: replays N times, and compares all output and the order of events. */
import type { Run } from './run-replay.ts'
import { usage } from './usage.ts'

/** @throws RetraceError `USAGE` */
export function timesOf(text: string): number {
  const times = Number(text)
  if (!Number.isSafeInteger(times) || times < 1)
    throw usage(`--verify is how often to replay, from 1 on, and not ${text}`)
  return times
}

/** What differs between the first replay and the others; empty where all are the same. */
export function compareRuns(runs: readonly Run[]): string[] {
  const [first, ...others] = runs
  if (!first) return []
  return others.flatMap((run, i) => {
    const differing = [
      ...(run.output === first.output ? [] : ['output']),
      ...(run.report?.order === first.report?.order ? [] : ['order of events']),
      ...(run.exit.code === first.exit.code && run.exit.signal === first.exit.signal ? [] : ['exit']),
    ]
    return differing.length === 0 ? [] : [`replay ${i + 2} differs from replay 1 in ${differing.join(' and ')}`]
  })
}
