/** Background work (`Gate.background`) that gives a promise. */
import { OriginalPromise, originalThen } from '../originals.ts'
import type { CallOps, Gate } from './gate.ts'

const same = (value: unknown): unknown => value

/**
 * Runs work that gives a promise; see `Gate.background`.
 *
 * @param keep - what the tape keeps of the outcome, where the operation brings one
 * @param restore - makes the outcome of that
 * @returns a promise of our own, since a reaction on the original hides that nobody handles its rejection
 */
export function backgroundPromise<T>(
  gate: Gate,
  ops: CallOps,
  asked: readonly unknown[],
  start: () => Promise<T>,
  keep: (outcome: T) => unknown = same,
  restore: (kept: unknown) => unknown = same,
): Promise<T> {
  let resolve!: (outcome: T) => void
  let reject!: (error: unknown) => void
  const promise = new OriginalPromise<T>((...both) => ([resolve, reject] = both))
  let made: { readonly outcome: T } | undefined
  gate.background(
    ops,
    asked,
    (failed: number, kept: unknown) => {
      if (failed) reject(kept)
      else resolve(made ? made.outcome : (restore(kept) as T))
    },
    (done) => {
      const fulfilled = (outcome: T): void => {
        made = { outcome }
        done(0, ops.done.fields.length > 1 ? keep(outcome) : undefined)
      }
      void Reflect.apply(originalThen, start(), [fulfilled, (error: unknown) => done(1, error)])
    },
  )
  return promise
}
