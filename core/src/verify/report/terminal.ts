/** For a person: what a reviewer must know first, and no more than fits a screen. */
import type { Place } from '../behaviour.ts'
import { type Divergence, KINDS } from '../compare/difference.ts'
import type { Report, ReportOptions, Results } from './report.ts'
import { consequencesOf, type DiffLine, diffOf, oneLine, showPlace, showSome, totalOf } from './text.ts'

/** How many divergences, and changes of one, are shown. */
const MAX_DIVERGENCES = 12
const MAX_CHANGES = 4

export const terminal: Report = (results, options) => {
  const { verified, divergences, unverified } = results
  const isOne = verified.length + unverified.length === 1
  const lines = divergences.slice(0, MAX_DIVERGENCES).flatMap((its) => [...showDivergence(its, isOne, options), ''])
  if (divergences.length > MAX_DIVERGENCES)
    lines.push(`… and ${divergences.length - MAX_DIVERGENCES} more: --reporter json has all of them`, '')
  for (const { recording, error } of unverified)
    lines.push(options.paint.red(`${recording}: could not be verified (${error.code})`), `  ${error.message}`, '')
  return [...lines, ...summary(results, options), ''].join('\n')
}

/** @param isOne - whether only one recording was verified */
export function showDivergence(its: Divergence, isOne: boolean, { paint, cwd }: ReportOptions): string[] {
  const { id, kind, severity, what, also, place, recordedPlace, requests, recordings, count } = its
  const title = severity === 'info' ? paint.green(kind) : paint.red(kind)
  return [
    `${paint.bold(title)}  ${oneLine(what)}  ${paint.dim(id)}`,
    `  ${paint.dim(KINDS[kind].says)}`,
    ...also.map((other) => `  and ${oneLine(other)}`),
    ...showPlaces(place, recordedPlace, { paint, cwd }),
    ...consequencesOf(its, cwd).map((line) => `  ${line}`),
    ...diffOf(its, MAX_CHANGES).map((line) => showLine(line, paint)),
    ...(requests.length > 0 ? [paint.dim(`  in ${showSome(requests)}${count > 1 ? `, ${count} times` : ''}`)] : []),
    ...(isOne ? [] : [paint.dim(`  of ${showSome(recordings)}`)]),
  ]
}

function showLine([mark, text]: DiffLine, { red, green, dim }: ReportOptions['paint']): string {
  if (mark === '=') return `  ${text}`
  return { '-': red, '+': green, '…': dim }[mark](`  ${mark} ${text}`)
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

function summary(results: Results, { paint }: ReportOptions): string[] {
  const ignored = new Map<string, number>()
  for (const { why, count } of results.verified.flatMap((its) => its.ignored))
    ignored.set(why, (ignored.get(why) ?? 0) + count)
  const accepted = results.verified.reduce((sum, its) => sum + its.accepted, 0)
  const reasons = [...ignored].map(([why, count]) => `${why} (${count})`).join(', ')
  return [
    totalOf(results, paint.red),
    ...(accepted > 0 ? [paint.dim(`as accepted: ${accepted}`)] : []),
    ...(reasons === '' ? [] : [paint.dim(`ignored: ${reasons}`)]),
  ]
}
