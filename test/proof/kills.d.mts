export interface Kill {
  readonly problems: readonly string[]
}

export declare function proveKills(options: {
  recordings: number
  /** How many at a time. */
  jobs?: number
  random?: () => number
  tick?: (kill: Kill) => void
}): Promise<Kill[]>
