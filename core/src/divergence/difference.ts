/** What the recording has against what the program did, line by line. */
import { diffArrays } from 'diff'
import type { Paint } from './paint.ts'
import { MAX_LINE } from './show.ts'

/** Unchanged lines that are shown around a change. */
const CONTEXT = 2
const MAX_LINES = 40

interface Line {
  readonly sign: '-' | '+' | ' '
  readonly text: string
}

/** The lines of both sides: those of the recording alone with `-`, those of the program alone with `+`. */
export function difference(recorded: readonly string[], program: readonly string[], paint: Paint): string[] {
  const lines: Line[] = []
  for (const { added, removed, value } of diffArrays([...recorded], [...program])) {
    for (const text of value) lines.push({ sign: added ? '+' : removed ? '-' : ' ', text })
  }
  const shown = cutLong(withoutFar(lines)).map((line) => show(line, paint))
  if (shown.length <= MAX_LINES) return shown
  return [...shown.slice(0, MAX_LINES), paint.dim(`  … ${shown.length - MAX_LINES} more lines`)]
}

function show({ sign, text }: Line, { red, green, dim }: Paint): string {
  const line = `${sign} ${text}`
  return sign === '-' ? red(line) : sign === '+' ? green(line) : dim(line)
}

/** Leaves out runs of unchanged lines away from any change; the first line, the operation, stays. */
function withoutFar(lines: readonly Line[]): Line[] {
  const near = (i: number): boolean =>
    i === 0 || lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(({ sign }) => sign !== ' ')
  const kept: Line[] = []
  for (let i = 0; i < lines.length; i++) {
    if (near(i)) {
      kept.push(lines[i] as Line)
      continue
    }
    const from = i
    while (i + 1 < lines.length && !near(i + 1)) i++
    const count = i - from + 1
    kept.push(count === 1 ? (lines[from] as Line) : { sign: ' ', text: `… ${count} lines that are the same` })
  }
  return kept
}

/** Cuts long lines around the first character that differs between a removed line and the added one. */
function cutLong(lines: readonly Line[]): Line[] {
  const removed = lines.filter(({ sign }) => sign === '-')
  const added = lines.filter(({ sign }) => sign === '+')
  const starts = new Map<Line, number>()
  removed.forEach((line, i) => {
    const other = added[i]
    if (!other) return
    const at = Math.max(0, firstDifference(line.text, other.text) - MAX_LINE / 2)
    starts.set(line, at).set(other, at)
  })
  return lines.map((line) => {
    if (line.text.length <= MAX_LINE) return line
    const start = starts.get(line) ?? 0
    const end = start + MAX_LINE
    return {
      sign: line.sign,
      text: `${start > 0 ? '…' : ''}${line.text.slice(start, end)}${end < line.text.length ? '…' : ''}`,
    }
  })
}

function firstDifference(a: string, b: string): number {
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  return i
}
