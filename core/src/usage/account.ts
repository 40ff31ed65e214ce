/** What came of the recordings of a test, in numbers: for the end of a run, and for `retrace prune`. */

export interface Account {
  /** The file of the fixture, as an absolute path. */
  readonly fixture: string
  readonly mode: 'record' | 'replay' | 'off'
  /** Whether the file was written, or added to: it isn't where that was refused. */
  readonly isWritten: boolean
  /** How many exchanges have been written, or have answered. */
  readonly exchanges: number
  /** How many nobody asked for. */
  readonly unused: number
  /** The first of those, in one line each. */
  readonly unusedFirst: readonly string[]
  readonly divergences: number
  /** How much longer the test took when it was recorded, in milliseconds. */
  readonly saved: number
}

/** What a test has to say beside its result. */
export interface TestAccounts {
  readonly recordings: readonly Account[]
  /** The file that is left of a test that failed. */
  readonly capture: string | null
  /** Whether it was replayed from such a file. */
  readonly isReplayed: boolean
}

export interface FileAccounts {
  /** The test file, as an absolute path. */
  readonly testFile: string
  /** Whether all of its tests have run, and passed, so that each has asked for its fixtures. */
  readonly isWhole: boolean
  readonly tests: readonly TestAccounts[]
}
