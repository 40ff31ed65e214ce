export interface Race {
  readonly test: string
  /** How it failed when it was captured. */
  readonly recorded: string
  /** How each replay failed; null where one passed. */
  readonly failures: readonly (string | null)[]
}

export declare function proveRaces(
  runner: 'vitest' | 'jest',
  options: { replays: number; only?: (test: string) => boolean; tick?: (sign: string) => void },
): Promise<Race[]>
