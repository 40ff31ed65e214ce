import { existsSync, readFileSync } from 'node:fs'
import type { Place } from '../observation.ts'

/** Nobody writes lines so long. */
const LONG = 500

/** Says so where a place is in code that was made short, and nothing leads from there to its source. */
export function minifiedNote(at: Place | null): string | null {
  if (at === null || !existsSync(at.file)) return null
  const line = readFileSync(at.file, 'utf8').split('\n', at.line)[at.line - 1] ?? ''
  if (line.length < LONG) return null
  return `${at.file} is minified and has no source map: have the build write source maps and record again, for a test of your own functions`
}
