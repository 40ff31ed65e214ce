/** `--reporter json`: all of it, for machines. */
import type { Divergence } from '../compare/difference.ts'
import type { Report } from './report.ts'
import { fileOf } from './text.ts'

/** Raised by a change that readers have to know of. */
const FORMAT = 1

export const json: Report = ({ verified, unverified }, { cwd }) => {
  const shown = ({ kind, severity, what, place, changes, times, count, requests }: Divergence): object => ({
    kind,
    severity,
    what,
    place: place && { file: fileOf(place, cwd), line: place.line, column: place.column },
    changes,
    ...(times ? { times } : {}),
    count,
    requests,
  })
  const recordings = verified.map(({ recording, requests, calls, took, divergences, ignored }) => ({
    recording,
    requests,
    calls,
    milliseconds: Math.round(took),
    divergences: divergences.map(shown),
    ignored,
  }))
  const failed = unverified.map(({ recording, error: { code, message } }) => ({ recording, code, message }))
  return `${JSON.stringify({ format: FORMAT, recordings, failed }, null, 2)}\n`
}
