/** What the boundaries keep of each handle. */
import type { Gate } from '../../gate/gate.ts'
import { Scope } from '../../gate/scope.ts'
import { classOf, type Handle, type JSStream } from './classes.ts'
import type { Request } from './completion.ts'

const kState = Symbol('retrace.handle')

export interface HandleState {
  /** The same number in replay; -1 for a live handle. */
  readonly id: number
  /** Made by code that isn't the program's (a loader): its calls pass through, in replay too. */
  readonly live: boolean
  /** Whether nothing is behind the handle: the gate answers in its place. */
  stands: boolean
  /** The async context in which the gate calls back. */
  scope: Scope | null
  /** The `onread` that Node's own code has set; ours stands in its place while recording. */
  onread: ((this: unknown, buffer: ArrayBuffer | undefined) => unknown) | null
  /** A buffer of the program's, into which reads go (`onread` option of `net.Socket`). */
  userBuffer: Uint8Array | null
  /** The descriptor that it was opened on: 0 to 2 are the program's own streams. */
  descriptor: number
  /** Bytes read as far as the wrapper has seen. */
  bytesRead: number
  bytesWritten: number
  /** Bytes of writes that have not completed. */
  queued: number
  /** The class of Node's requests for writes; from Node 26 on, a write makes its own. */
  Request: (new () => Request) | null
  /** Requests for writes that have not completed, oldest first. */
  readonly writes: { request: object; size: number }[]
  /** Node's handler of completed writes, and what stands in its place; only while recording. */
  oncomplete: Request['oncomplete'] | null
  completing: Request['oncomplete'] | null
  shutdown: object | null
  connect: object | null
  onclose: (() => void) | null
  /** Stands in for the outside in replay: what it is fed goes to the handle's `onread`. */
  feeder: JSStream | null
}

interface Stateful {
  [kState]?: HandleState
}

/** Handles of the program, by number; a handle leaves when it is closed. */
export class Handles {
  readonly #gate: Gate
  readonly #byId = new Map<number, Handle>()
  /** The descriptor of the terminal that is being opened: its handle is made without a word; else -1. */
  opening = -1
  /** Those of the program's own streams that have a handle. */
  readonly #stdio = new Set<number>()

  constructor(gate: Gate) {
    this.#gate = gate
  }

  /**
   * The state of a handle, which gets its number here when it is first seen: the descriptor where it is opened on one
   * of the program's own streams, so that the first use of one shifts no other number.
   */
  stateOf(handle: Handle, descriptor = -1): HandleState {
    return (handle as Stateful)[kState] ?? this.#adopt(handle, descriptor)
  }

  get(id: number): Handle | undefined {
    return this.#byId.get(id)
  }

  /** The state of a handle that is there. */
  find(id: number): HandleState | undefined {
    const handle = this.#byId.get(id)
    return handle && this.stateOf(handle)
  }

  /** Does what a delivery does, in the async context of its handle. */
  within<H extends Handle>(id: number, run: (handle: H, state: HandleState) => void): void {
    const handle = this.#byId.get(id) as H
    const state = this.stateOf(handle)
    state.scope?.runInAsyncScope(run, undefined, handle, state)
  }

  forget(id: number): void {
    this.#byId.delete(id)
  }

  /** From now on the gate may call back, by the handle's number. */
  keep(handle: Handle, state: HandleState): void {
    if (state.scope) return
    state.scope = new Scope('Handle')
    this.#byId.set(state.id, handle)
  }

  /** From now on the gate stands in for what would be behind the handle. */
  stand(handle: Handle, state: HandleState): void {
    this.keep(handle, state)
    if (state.stands) return
    state.stands = true
    count(handle, state)
  }

  #number(descriptor: number): number {
    if (descriptor < 0 || descriptor > 2 || this.#stdio.has(descriptor)) return this.#gate.nextId()
    this.#stdio.add(descriptor)
    return descriptor
  }

  #adopt(handle: Handle, opened: number): HandleState {
    const gate = this.#gate
    const descriptor = opened >= 0 ? opened : this.opening >= 0 ? this.opening : ownDescriptor(handle)
    const live = !gate.open
    const state: HandleState = {
      id: live ? -1 : this.#number(descriptor),
      live,
      stands: false,
      scope: null,
      onread: null,
      userBuffer: null,
      descriptor,
      bytesRead: 0,
      bytesWritten: 0,
      queued: 0,
      Request: null,
      writes: [],
      oncomplete: null,
      completing: null,
      shutdown: null,
      connect: null,
      onclose: null,
      feeder: null,
    }
    Object.defineProperty(handle, kState, { value: state })
    if (!live && gate.standsIn(state.id)) this.stand(handle, state)
    return state
  }
}

/** Node itself may have opened one of the program's own streams before Retrace came (`node --test` does). */
function ownDescriptor(handle: Handle): number {
  if (classOf(handle).name !== 'Pipe') return -1
  const { fd } = handle as { fd?: number }
  return fd !== undefined && fd <= 2 ? fd : -1
}

/** The counters that the native side would keep. */
function count(handle: Handle, state: HandleState): void {
  const counter = (get: () => number): PropertyDescriptor => ({ get, configurable: true })
  Object.defineProperties(handle, {
    bytesRead: counter(() => state.bytesRead),
    bytesWritten: counter(() => state.bytesWritten),
    writeQueueSize: counter(() => state.queued),
  })
}
