/** Parts of reports that people read. */
import path from 'node:path'
import type { Change } from '../../player/changes.ts'
import type { Place } from '../behaviour.ts'
import { type Divergence, KINDS } from '../compare/difference.ts'
import type { Results } from './report.ts'

/** How many characters of a value are shown. */
const MAX_VALUE = 100

/** What is found, in one line: `changed-query: SELECT 1`. */
export function titleOf({ kind, what }: Pick<Divergence, 'kind' | 'what'>): string {
  return `${kind}: ${oneLine(what)}`
}

/** All that there is to say of one, without its title and its place; a line each. */
export function detailsOf(its: Divergence, cwd: string): string[] {
  const { kind, also, place, recordedPlace, requests, recordings, count } = its
  return [
    KINDS[kind].says,
    ...also.map((other) => `and ${oneLine(other)}`),
    ...consequencesOf(its, cwd),
    ...(recordedPlace && !place ? [`recorded at ${showPlace(recordedPlace, cwd)}`] : []),
    ...diffOf(its).map(([mark, text]) => (mark === '=' ? text : `${mark} ${text}`)),
    ...(requests.length > 0 ? [`in ${showSome(requests)}${count > 1 ? `, ${count} times` : ''}`] : []),
    `of ${showSome(recordings)}`,
  ]
}

/** What it leads to, a line each. */
export function consequencesOf({ leadsTo = [] }: Divergence, cwd: string): string[] {
  return leadsTo.map(({ kind, what, place }) => {
    return `leads to ${kind}: ${oneLine(what)}${place ? `, at ${showPlace(place, cwd)}` : ''}`
  })
}

/** A line that is of no side, of the recorded one, or of the one that there is now; or what is left out. */
export type DiffLine = readonly [mark: '=' | '-' | '+' | '…', text: string]

/**
 * What differs: how often something is asked, and what by which path.
 *
 * @param most - how many changes are shown
 */
export function diffOf({ times, changes }: Pick<Divergence, 'times' | 'changes'>, most: number = Infinity): DiffLine[] {
  return [
    ...(times ? timesOf(times) : []),
    ...changes.slice(0, most).flatMap(linesOf),
    ...(changes.length > most ? [['…', `${changes.length - most} more`] as const] : []),
  ]
}

/** Of what is new altogether it is said already. */
export function timesOf({ recorded, actual }: NonNullable<Divergence['times']>): ['-' | '+', string][] {
  if (recorded === 0) return []
  return [
    ['-', counted(recorded, 'time')],
    ['+', counted(actual, 'time')],
  ]
}

function linesOf(change: Change): DiffLine[] {
  const { recorded, actual } = showBoth(change)
  const both: readonly DiffLine[] = [
    ['-', recorded],
    ['+', actual],
  ]
  const shown = { added: both.slice(1), removed: both.slice(0, 1), moved: [['=', actual] as const] }
  return [['=', headOf(change)], ...(change.edit ? shown[change.edit] : both)]
}

/** Where something differs, and what has become of it there: `$.body.items[0] added`. */
export function headOf({ path: at, edit, from }: Change): string {
  if (edit === 'moved') return `${at} moved from ${from}`
  if (edit) return `${at} ${edit}`
  return from === undefined ? at : `${at}, recorded at ${from}`
}

/** How much of what is the same is shown before what is not. */
const BEFORE = 30

/** Both sides in a line each: where they are long, from a little before the place at which they differ. */
export function showBoth(change: Change): { readonly recorded: string; readonly actual: string } {
  const [recorded, actual] = [textOf(change.recorded), textOf(change.actual)]
  let same = 0
  while (same < recorded.length && recorded[same] === actual[same]) same++
  const isLong = Math.max(recorded.length, actual.length) > MAX_VALUE
  const from = isLong ? Math.max(0, same - BEFORE) : 0
  return { recorded: cut(recorded, from), actual: cut(actual, from) }
}

function textOf(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}

function cut(text: string, from: number): string {
  const end = from + MAX_VALUE
  return `${from > 0 ? '…' : ''}${text.slice(from, end)}${text.length > end ? '…' : ''}`
}

export function showSome([first, ...others]: readonly string[]): string {
  return others.length === 0 ? String(first) : `${first} and ${others.length} more`
}

export function showPlace(place: Place, cwd: string): string {
  return `${fileOf(place, cwd)}:${place.line}:${place.column}`
}

/** Of a place, as it is named in its repository. */
export function fileOf({ file }: Place, cwd: string): string {
  return path.relative(cwd, file).replaceAll(path.sep, '/')
}

export function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > MAX_VALUE ? `${line.slice(0, MAX_VALUE)}…` : line
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** What was verified, and what came of it, in one line. */
export function totalOf(
  { verified, divergences, unverified }: Results,
  red: (text: string) => string = (text) => text,
): string {
  const requests = verified.reduce((sum, its) => sum + its.requests, 0)
  const found = counted(divergences.length, 'divergence')
  const failed = unverified.length === 0 ? '' : red(`, ${counted(unverified.length, 'recording')} not verified`)
  const what = `${counted(verified.length, 'recording')}, ${counted(requests, 'request')}`
  return `${what}: ${divergences.length > 0 ? red(found) : found}${failed}`
}
