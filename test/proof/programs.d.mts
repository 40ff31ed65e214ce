import type { Case } from './cases.mjs'

export declare function proveProgram(
  program: Case,
  options: {
    recordings: number
    replays: number
    /** How many requests a server gets. */
    requests?: number
    tick?: (sign: string) => void
  },
): Promise<string[]>
