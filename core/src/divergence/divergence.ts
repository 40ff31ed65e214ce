/** What a divergence is: the kinds, with their stable codes, and what is known of one. `docs/errors.md` explains each. */
import type { OpKind } from '../tape/op.ts'
import type { TapeEvent } from '../tape/reader.ts'
import type { Frame } from './frames.ts'

/** The kinds of divergence, and what each says to the person who replays. */
export const DIVERGENCES = {
  /** The program did something else than the recording has next. */
  DIVERGED_OTHER: 'The program did something else than it did in the recording.',
  /** The program did the recorded thing with other arguments. */
  DIVERGED_ARGUMENTS: 'The program asked for the same as in the recording, with other arguments.',
  /** The program sent out or printed something else. */
  DIVERGED_OUTPUT: 'The program sent or printed something else than it did in the recording.',
  /** The recording goes on, and the program does nothing that leads there. */
  DIVERGED_IDLE: 'The recording goes on, but the program is idle: it waits for nothing that leads there.',
  /** The program goes on after the recording's end. */
  DIVERGED_EXTRA: 'The recording has ended, but the program goes on.',
  /** The program ended, and the recording has more. */
  DIVERGED_LEFTOVER: 'The program has ended, but the recording goes on.',
  /** The program ended with another exit code. */
  DIVERGED_EXIT: 'The program ended with another exit code than it did in the recording.',
} as const

export type DivergenceKind = keyof typeof DIVERGENCES

/** All kinds, for the test that holds them against `docs/errors.md`. */
export const DIVERGENCE_KINDS: readonly DivergenceKind[] = Object.keys(DIVERGENCES) as DivergenceKind[]

/** Something that the program did. */
export interface Action {
  readonly name: string
  readonly kind: OpKind
  readonly target: number
  readonly fields: readonly unknown[]
  readonly labels: readonly string[]
}

export interface Divergence {
  readonly kind: DivergenceKind
  /** What the recording has next; null at its end. */
  readonly expected: TapeEvent | null
  /** What the program did; null where it did nothing. */
  readonly actual: Action | null
  /** The events before, newest last. */
  readonly before: readonly TapeEvent[]
  /** Where the program did it, innermost frame first. */
  readonly frames: readonly Frame[]
}
