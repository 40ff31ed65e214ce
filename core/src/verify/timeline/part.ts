/** Something that stands on both sides, line by line: what is the same, what is gone, and what is new. */
import { diffArrays } from 'diff'
import { isRecord } from '../../player/changes.ts'
import { counted } from '../report/text.ts'
import type { Part, Run } from './row.ts'

/** Of a run so many lines are kept, one half from its beginning, the other one from its end; and so much of a line. */
const MAX_LINES = 400
const MAX_LINE = 10_000
/** What differs in more lines than this is another text. */
const MAX_EDITS = 2_000

/** Null where neither side has anything, as undefined is. What is no text is laid out as JSON. */
export function partOf(name: string, recorded: unknown, actual: unknown): Part | null {
  const isText = [recorded, actual].every((it) => it === undefined || (typeof it === 'string' && it !== ''))
  const linesOf = (value: unknown): string[] => {
    if (value === undefined) return []
    return (isText ? (value as string) : JSON.stringify(value, null, 2)).split(/\r?\n/)
  }
  const [before, now] = [linesOf(recorded), linesOf(ordered(recorded, actual))]
  if (before.length === 0 && now.length === 0) return null
  return { name, runs: runsOf(before, now, isText).flatMap(shortened) }
}

function runsOf(before: string[], now: string[], isText: boolean): Run[] {
  // Whether something follows it makes a line of JSON no other one.
  const comparator = (a: string, b: string): boolean => a === b || a.replace(/,$/, '') === b.replace(/,$/, '')
  const found = diffArrays(before, now, { maxEditLength: MAX_EDITS, ...(isText ? {} : { comparator }) })
  if (!found)
    return [
      ['-', before.join('\n')],
      ['+', now.join('\n')],
    ]
  return found.map(({ added, removed, value }) => [added ? '+' : removed ? '-' : '=', value.join('\n')])
}

/** With its keys in the order that another value has them in: which one that is makes no difference. */
function ordered(like: unknown, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((it, i) => ordered(Array.isArray(like) ? like[i] : undefined, it))
  if (!isRecord(value) || !isRecord(like)) return value
  const keys = Object.keys(like).filter((key) => Object.hasOwn(value, key))
  // A new one stays behind the one that it follows.
  for (const [i, key] of Object.keys(value).entries())
    if (!Object.hasOwn(like, key)) keys.splice(keys.indexOf(Object.keys(value)[i - 1] ?? '') + 1, 0, key)
  return Object.fromEntries(keys.map((key) => [key, ordered(like[key], value[key])]))
}

function shortened([mark, text]: Run): Run[] {
  const lines = text
    .split('\n')
    .map((line) =>
      line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}… (${line.length - MAX_LINE} more characters)` : line,
    )
  if (lines.length <= MAX_LINES) return [[mark, lines.join('\n')]]
  const half = MAX_LINES / 2
  return [
    [mark, lines.slice(0, half).join('\n')],
    ['…', `${counted(lines.length - MAX_LINES, 'line')} left out`],
    [mark, lines.slice(-half).join('\n')],
  ]
}
