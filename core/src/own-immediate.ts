/**
 * Immediates of the engine's own. They have a property `_onImmediate` themselves, and so they pass by the boundary of
 * timers, which sees those of the program by an accessor on the prototype (`boundary/timers.ts`).
 */
import { Immediate } from './timer-classes.ts'

class OwnImmediate extends Immediate {}

// What a constructor assigns becomes a property of the object where the next one on the chain holds a value.
Object.defineProperty(OwnImmediate.prototype, '_onImmediate', { value: null, writable: true })

/** Runs something in the next turn of the loop, or in this one where its immediates are still to come. */
export function setOwnImmediate(run: () => void): void {
  void new OwnImmediate(run)
}
