/** How the command speaks to the preload of the process that it starts: by variables that the preload takes away. */

/** The request itself, as JSON. */
export const ENV_REQUEST = 'RETRACE_SESSION'
/** What NODE_OPTIONS was before the command put the preload into it. */
export const ENV_NODE_OPTIONS = 'RETRACE_NODE_OPTIONS'
/** Switches recording on without a command: anything but empty, `0` and `false`. */
export const ENV_SWITCH = 'RETRACE'
/** Where to record to when switched on by `RETRACE=1`. */
export const ENV_PATH = 'RETRACE_RECORDING_PATH'

export interface RecordRequest {
  readonly mode: 'record'
  /** The recording's folder, absolute; it exists. */
  readonly folder: string
}

export interface ReplayRequest {
  readonly mode: 'replay'
  readonly folder: string
  /** Lets extra and missing reads of clock and randomness pass. */
  readonly lenient?: boolean
  /** Whether what is written to stderr ends up on a terminal. */
  readonly colors?: boolean
  /** Prints each event on stderr as it is taken. */
  readonly verbose?: boolean
  /** Plants a probe for a debugger. */
  readonly observed?: boolean
  /** A descriptor that takes the `ReplayReport` as JSON. */
  readonly reportTo?: number
  /** The recorded project folder and where it is now, where these differ. */
  readonly moved?: { readonly from: string; readonly to: string; readonly keepPackages?: boolean }
}

export interface VerifyRequest {
  readonly mode: 'verify'
  /** Has what the process is given; what came of it is written there. */
  readonly folder: string
}

export type Request = RecordRequest | ReplayRequest | VerifyRequest

/** How a replay went, as the replayed process tells the command. */
export interface ReplayReport {
  /** `end`: the program ran to its recorded end. `cut`: the recording ended before. `diverged`: see stderr. */
  readonly outcome: 'end' | 'cut' | 'diverged'
  /** Code of the divergence. */
  readonly kind?: string
  /** Events taken off the tape. */
  readonly events: number
  /** Hash of the order of events. */
  readonly order: string
  /** What `--lenient` let pass. */
  readonly forgiven?: { readonly extra: number; readonly missing: number; readonly prints: number }
}
