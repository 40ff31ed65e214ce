/**
 * The errors of a replay, in the order in which they are thrown: the how-manieth stop it is says which one it is, in
 * each replay alike.
 */
import type { ErrorSeen } from '../observation.ts'
import type { Debuggee, Moment } from './debuggee.ts'
import { seeError } from './errors.ts'
import type { Paused, RemoteObject } from './protocol.ts'
import { type Frame, framesOf } from './trace.ts'

export interface Thrown {
  /** The how-manieth stop at an exception it is, from 0. */
  readonly stop: number
  readonly error: ErrorSeen
  readonly frames: readonly Frame[]
  readonly moment: Moment
}

export function isException({ reason }: Paused): boolean {
  return reason === 'exception' || reason === 'promiseRejection'
}

export class Throws {
  readonly #debuggee: Debuggee
  #stops = 0
  /** By the number that the probe has given to the error. */
  readonly #thrown: Thrown[] = []

  constructor(debuggee: Debuggee) {
    this.#debuggee = debuggee
  }

  /** Of each error the first throw. */
  async take(paused: Paused): Promise<void> {
    const stop = this.#stops++
    const error = paused.data as RemoteObject
    const { isNew } = await this.#debuggee.note(error)
    if (isNew) this.#thrown.push(await this.#see(stop, error, paused))
  }

  async #see(stop: number, error: RemoteObject, paused: Paused): Promise<Thrown> {
    return {
      stop,
      error: await seeError(this.#debuggee, error),
      frames: await framesOf(paused, this.#debuggee.scripts),
      moment: await this.#debuggee.moment(),
    }
  }

  /** Where an error was thrown; null where nothing threw it. */
  async of(error: RemoteObject): Promise<Thrown | null> {
    const { at } = await this.#debuggee.note(error)
    return this.#thrown[at] ?? null
  }

  /** Those that the user's code was to hear of: what Node throws for itself is none of them. */
  get users(): readonly Thrown[] {
    return this.#thrown.filter(({ frames: [frame] }) => frame?.isWaiting === true)
  }
}
