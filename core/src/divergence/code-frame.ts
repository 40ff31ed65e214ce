/** The lines around a place in a source file, with the place marked. */
import type { Paint } from './paint.ts'
import type { Position } from './position.ts'

const BEFORE = 2
const AFTER = 2
const MAX_WIDTH = 110

/** A few numbered lines; none where the source isn't known. */
export function codeFrame({ source, line, column }: Position, paint: Paint): string[] {
  const lines = source?.split(/\r?\n/) ?? []
  const marked = lines[line - 1]
  if (marked === undefined) return []
  const from = Math.max(1, line - BEFORE)
  let to = Math.min(lines.length, line + AFTER)
  while (to > line && lines[to - 1]?.trim() === '') to--
  const width = String(to).length
  const shown: string[] = []
  for (let number = from; number <= to; number++) {
    // Minified code is one endless line: show the part around the place.
    const shift = number === line && column > MAX_WIDTH ? column - MAX_WIDTH / 2 : 0
    const text = expand(lines[number - 1] as string).slice(shift, shift + MAX_WIDTH)
    const gutter = `${String(number).padStart(width)} |`
    if (number !== line) {
      shown.push(paint.dim(`  ${gutter} ${text}`.trimEnd()))
      continue
    }
    shown.push(`${paint.red('>')} ${paint.dim(gutter)} ${text}`.trimEnd())
    const indent = expand(marked.slice(0, column - 1)).length - shift
    shown.push(`  ${paint.dim(`${' '.repeat(width)} |`)} ${' '.repeat(indent)}${paint.red('^')}`)
  }
  return shown
}

function expand(text: string): string {
  return text.replaceAll('\t', '  ')
}
