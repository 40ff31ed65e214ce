/** Colours of a report: on a terminal only. */
import { createRequire } from 'node:module'
import type picocolors from 'picocolors'
import { isTerminal, originalEnv } from '../originals.ts'

type Style = (text: string) => string

export interface Paint {
  readonly bold: Style
  readonly dim: Style
  readonly red: Style
  readonly green: Style
  readonly cyan: Style
}

const asIs: Style = (text) => text

/** No colours. */
export const plain: Paint = { bold: asIs, dim: asIs, red: asIs, green: asIs, cyan: asIs }

/** Whether a descriptor is a terminal that wants colours. */
export function wantsColors(descriptor: number): boolean {
  return isTerminal(descriptor) && (originalEnv['NO_COLOR'] ?? '') === '' && originalEnv['TERM'] !== 'dumb'
}

/** Colours, where they can be had. */
export function colored(): Paint {
  try {
    // Not before it is needed: it looks at `process.stdout`, which makes the stream, and that is the program's to do.
    const { createColors } = createRequire(import.meta.url)('picocolors') as typeof picocolors
    return createColors(true)
  } catch {
    return plain
  }
}
