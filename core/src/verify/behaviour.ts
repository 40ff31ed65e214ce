/** What a program did, as a process that is verified tells it: what it asked, what it answered, and how it ended. */
import type { Frame } from '../divergence/frames.ts'
import type { Exchange, Peer } from '../lens/lens.ts'
import type { RawHeaders } from '../lens/http1/exchange.ts'
import type { Drawn } from '../scope/draws.ts'
import type { Content } from './written/written-files.ts'
import type { RecordedError } from '../recording/manifest.ts'

/** A line of the program's source. */
export type Place = Frame

/** Something that the program asked of the outside. */
export interface Asked {
  readonly exchange: Exchange
  readonly to: Peer
  /** In milliseconds since the beginning. */
  readonly at: number
  /** The request that it was asked for, by its number in the case; null where that is none, or not known. */
  readonly during: number | null
  /** Whether the recording has something that could answer it. */
  readonly isAnswered: boolean
  /** The recorded one that it is the very same as, by its number; only of a test, which knows. */
  readonly same?: number | null
  /** The lines that led to it, innermost first. */
  readonly trail: readonly Place[]
}

/** Something that the program drew at random. */
export interface Draw {
  readonly name: string
  readonly during: number | null
  /** The line that drew it, and those that led there, in the files that run. */
  readonly key: string
  readonly trail: readonly Place[]
  /** Null where the recording had none left. */
  readonly drawn: Drawn
}

/** What the program answered to a request. */
export interface Answer {
  readonly status: number
  readonly headers: RawHeaders
  /** Without any coding; null where it can't be had so. */
  readonly content: Uint8Array | null
  /** The lines that led to it, innermost first. */
  readonly trail: readonly Place[]
}

/** A file that the program has written to. */
export interface Written {
  /** Within the project, or the whole path of one that is not in it. */
  readonly file: string
  readonly content: Content
  readonly during: number | null
  /** The lines that led to it last, innermost first. */
  readonly trail: readonly Place[]
}

/** How the process ended. */
export interface Outcome {
  /** Whether a server of the program listened. */
  readonly isListening: boolean
  readonly asked: readonly Asked[]
  /** Null where that was too much. */
  readonly draws: readonly Draw[] | null
  readonly written: readonly Written[]
  /** By request; null where none came. */
  readonly answers: readonly (Answer | null)[]
  /** Requests, by number, that still waited for their answers when nothing was left to come. */
  readonly waiting: readonly number[]
  /** What nobody caught. */
  readonly error: (RecordedError & { readonly place: Place | null; readonly during: number | null }) | null
  /** Null where it went on, and was ended. */
  readonly exitCode: number | null
  /** Whether it had come to no end within the time that it was given. */
  readonly isLate: boolean
}
