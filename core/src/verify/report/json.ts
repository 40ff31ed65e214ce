/** `--reporter json`: all of it, for machines. */
import type { Place } from '../behaviour.ts'
import type { Divergence } from '../compare/difference.ts'
import type { Report } from './report.ts'
import { fileOf } from './text.ts'

/** Raised by a change that readers have to know of. */
const FORMAT = 1

export const json: Report = ({ verified, divergences, unverified }, { cwd }) => {
  const at = (place: Place | null): object | null =>
    place && { file: fileOf(place, cwd), line: place.line, column: place.column }
  const shown = ({
    id,
    kind,
    severity,
    what,
    also,
    place,
    recordedPlace,
    changes,
    times,
    count,
    requests,
    recordings,
    leadsTo,
  }: Divergence): object => ({
    id,
    kind,
    severity,
    what,
    also,
    place: at(place),
    recordedPlace: at(recordedPlace),
    changes,
    ...(times ? { times } : {}),
    ...(leadsTo ? { leadsTo: leadsTo.map((one) => ({ ...one, place: at(one.place) })) } : {}),
    count,
    requests,
    recordings,
  })
  const recordings = verified.map(({ recording, requests, calls, took, accepted, ignored }) => ({
    recording,
    requests,
    calls,
    milliseconds: Math.round(took),
    accepted,
    ignored,
  }))
  const failed = unverified.map(({ recording, error: { code, message } }) => ({ recording, code, message }))
  return `${JSON.stringify({ format: FORMAT, divergences: divergences.map(shown), recordings, failed }, null, 2)}\n`
}
