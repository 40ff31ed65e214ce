/** What was drawn at random, with the lines of source that led to it: by these a place is known again in a changed project. */
import { originalFs as fs } from '../originals.ts'
import type { Draw, Place } from './behaviour.ts'
import type { PlacedDraw } from './draw-plan.ts'

/** To be called while the sources are there. */
export function placedDraws(draws: readonly Draw[] | null): readonly PlacedDraw[] | null {
  const files = new Map<string, readonly string[]>()
  const textOf = ({ file, line, name }: Place): string => {
    const lines = files.get(file) ?? linesOf(file)
    files.set(file, lines)
    return lines[line - 1]?.trim() ?? name
  }
  return draws && draws.map((its) => ({ ...its, lines: its.trail.map(textOf) }))
}

/** None of a file that is only named: it is made of another one. */
function linesOf(file: string): readonly string[] {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : []
}
