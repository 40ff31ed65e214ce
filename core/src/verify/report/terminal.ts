/** For a person: what a reviewer must know first, and no more than fits a screen. */
import path from 'node:path'
import type { Change } from '../../player/changes.ts'
import type { Place } from '../behaviour.ts'
import { type Divergence, KINDS } from '../compare/difference.ts'
import type { Reporter, ReportOptions, Results } from './report.ts'

/** How many divergences, changes of one, and characters of a value are shown. */
const MAX_DIVERGENCES = 12
const MAX_CHANGES = 4
const MAX_VALUE = 100

export const terminal: Reporter = (results, options) => {
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
  const { kind, severity, what, place, changes, times, requests, count } = its
  const title = severity === 'info' ? paint.green(kind) : paint.red(kind)
  const more = changes.length - MAX_CHANGES
  return [
    `${paint.bold(title)}  ${oneLine(what)}`,
    `  ${paint.dim(KINDS[kind].says)}`,
    ...(place ? [`  at ${paint.cyan(showPlace(place, cwd))}`] : []),
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

function showValue(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text
}

function showRequests([first, ...others]: readonly string[]): string {
  return others.length === 0 ? String(first) : `${first} and ${others.length} more`
}

export function showPlace({ file, line, column }: Place, cwd: string): string {
  return `${path.relative(cwd, file)}:${line}:${column}`
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > MAX_VALUE ? `${line.slice(0, MAX_VALUE)}…` : line
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

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
