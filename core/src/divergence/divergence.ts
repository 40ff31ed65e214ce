/** What a divergence is: the kinds, with their stable codes, and what is known of one. `docs/errors.md` explains each. */
import type { TapeEvent } from '../tape/reader.ts'

export type DivergenceKind =
  /** The program did something else than the recording has next. */
  | 'DIVERGED_OTHER'
  /** The program did the recorded thing with other arguments. */
  | 'DIVERGED_ARGUMENTS'
  /** The program sent out or printed something else. */
  | 'DIVERGED_OUTPUT'
  /** The recording goes on, and the program does nothing that leads there. */
  | 'DIVERGED_IDLE'
  /** The program goes on after the recording's end. */
  | 'DIVERGED_EXTRA'
  /** The program ended, and the recording has more. */
  | 'DIVERGED_LEFTOVER'
  /** The program ended with another exit code. */
  | 'DIVERGED_EXIT'

/** Something that the program did. */
export interface Action {
  readonly name: string
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
  /** The stack at which the program did it. */
  readonly stack: string
}
