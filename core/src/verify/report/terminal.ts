/** For a person: what a reviewer must know first, and no more than fits a screen. */
import type { Change } from '../../player/changes.ts'
import type { Place } from '../behaviour.ts'
import { type Divergence, KINDS } from '../compare/difference.ts'
import type { Report, ReportOptions, Results } from './report.ts'
import { counted, oneLine, showPlace, showRequests, showValue } from './text.ts'

/** How many divergences, and changes of one, are shown. */
const MAX_DIVERGENCES = 12
const MAX_CHANGES = 4

export const terminal: Report = (results, options) => {
  const { verified, unverified } = results
  const all = verified.flatMap(({ recording, divergences }) => divergences.map((its) => ({ recording, its })))
  const isOne = verified.length + unverified.length === 1
  const lines = all
    .slice(0, MAX_DIVERGENCES)
    .flatMap(({ recording, its }) => [...show(its, isOne ? null : recording, options), ''])
  if (all.length > MAX_DIVERGENCES)
    lines.push(`… and ${all.length - MAX_DIVERGENCES} more: --reporter json has all of them`, '')
  for (const { recording, error } of unverified)
    lines.push(options.paint.red(`${recording}: could not be verified (${error.code})`), `  ${error.message}`, '')
  return [...lines, ...summary(results, options), ''].join('\n')
}

function show(its: Divergence, recording: string | null, { paint, cwd }: ReportOptions): string[] {
  const { kind, severity, what, also, place, recordedPlace, changes, times, requests, count } = its
  const title = severity === 'info' ? paint.green(kind) : paint.red(kind)
  const more = changes.length - MAX_CHANGES
  return [
    `${paint.bold(title)}  ${oneLine(what)}`,
    `  ${paint.dim(KINDS[kind].says)}`,
    ...also.map((other) => `  and ${oneLine(other)}`),
    ...showPlaces(place, recordedPlace, { paint, cwd }),
    ...(times ? [`  ${paint.red(`- ${times.recorded} times`)}`, `  ${paint.green(`+ ${times.actual} times`)}`] : []),
    ...changes.slice(0, MAX_CHANGES).flatMap((change) => showChange(change, paint)),
    ...(more > 0 ? [paint.dim(`  … ${more} more`)] : []),
    ...(requests.length > 0 ? [paint.dim(`  in ${showRequests(requests)}${count > 1 ? `, ${count} times` : ''}`)] : []),
    ...(recording === null ? [] : [paint.dim(`  of ${recording}`)]),
  ]
}

function showChange({ path: where, recorded, actual }: Change, { red, green }: ReportOptions['paint']): string[] {
  return [`  ${where}`, red(`  - ${showValue(recorded)}`), green(`  + ${showValue(actual)}`)]
}

function showPlaces(place: Place | null, recorded: Place | null, { paint, cwd }: ReportOptions): string[] {
  const now = place && showPlace(place, cwd)
  const before = recorded && showPlace(recorded, cwd)
  if (now !== null && now === before) return [`  at ${paint.cyan(now)}`]
  return [
    ...(now === null ? [] : [`  at ${paint.cyan(now)}`]),
    ...(before === null ? [] : [paint.dim(`  recorded at ${before}`)]),
  ]
}

function summary({ verified, unverified }: Results, { paint }: ReportOptions): string[] {
  const divergences = verified.flatMap((its) => its.divergences)
  const requests = verified.reduce((sum, its) => sum + its.requests, 0)
  const ignored = new Map<string, number>()
  for (const { why, count } of verified.flatMap((its) => its.ignored)) ignored.set(why, (ignored.get(why) ?? 0) + count)
  const failed = unverified.length === 0 ? '' : paint.red(`, ${counted(unverified.length, 'recording')} not verified`)
  const found = counted(divergences.length, 'divergence')
  return [
    `${counted(verified.length, 'recording')}, ${counted(requests, 'request')}: ${divergences.length > 0 ? paint.red(found) : found}${failed}`,
    ...(ignored.size > 0
      ? [paint.dim(`ignored: ${[...ignored].map(([why, count]) => `${why} (${count})`).join(', ')}`)]
      : []),
  ]
}
