/**
 * Timers and immediates: all of them, Node's own included (socket timeouts, `timers/promises`, `AbortSignal.timeout`,
 * the connection attempts of `net`), since every `Timeout` and `Immediate` takes its callback by assigning
 * `_onTimeout` or `_onImmediate` in its constructor. An accessor on the prototype sees that; patched global functions
 * would not (docs/determinism.md).
 *
 * In replay the timers are real objects that are parked far in the future; the tape says when they fire.
 */
import { Immediate, Timeout } from '../timer-classes.ts'
import { originalClearTimeout, originalSetImmediate } from '../originals.ts'
import { Scope } from '../gate/scope.ts'
import { defineOp, type Op } from '../tape/op.ts'
import type { Boundary, Context } from './boundary.ts'

const opTimeout = defineOp({ name: 'timer.timeout', kind: 'delivery', target: true, fields: [] })
const opImmediate = defineOp({ name: 'timer.immediate', kind: 'delivery', target: true, fields: [] })

/** Longest delay that Node accepts, in milliseconds. */
const PARKED = 2 ** 31 - 1

const kCallback = Symbol('retrace.callback')
const kId = Symbol('retrace.id')
const kScope = Symbol('retrace.scope')
const kDelay = Symbol('retrace.delay')
const kRefreshed = Symbol('retrace.refreshed')
const kLive = Symbol('retrace.live')
const kPassed = Symbol('retrace.passed')

type Callback = (...args: unknown[]) => unknown

interface Timer {
  [kCallback]: Callback | null | undefined
  [kId]: number
  /** Where it calls back; only of one that is parked. */
  [kScope]: Scope | undefined
  /** After how many milliseconds it is due. */
  [kDelay]: number
  [kRefreshed]: boolean
  [kLive]: boolean
  /** The arguments of an immediate that the real loop has come by. */
  [kPassed]: unknown[] | undefined
  _idleTimeout: number
  _repeat: number | null
  _timerArgs: unknown[] | undefined
  _argv: unknown[] | null | undefined
  hasRef(): boolean
}

export const timers: Boundary = {
  name: 'timers',
  install(context) {
    install(context, Timeout.prototype, '_onTimeout', opTimeout, fireTimeout, unpark)
    install(context, Immediate.prototype, '_onImmediate', opImmediate, fireImmediate, runNext)
  },
}

const isNeverIdle = (): boolean => false

/** In milliseconds; an immediate has none. */
function delayOf(timer: Timer): number {
  return timer._idleTimeout ?? 0
}

/** Sets a parked timer on its way, from now on. */
function unpark(timer: Timer): void {
  timer._idleTimeout = timer[kDelay]
  ;(timer as unknown as NodeJS.Timeout).refresh()
}

/** An immediate that the real loop has come by would not come again. */
function runNext(timer: Timer): void {
  if (timer[kPassed]) originalSetImmediate(() => fireImmediate(timer, () => {}))
}

function install(
  { gate, patches }: Context,
  prototype: object,
  key: '_onTimeout' | '_onImmediate',
  op: Op,
  fire: (timer: Timer, over: () => void) => void,
  release: (timer: Timer) => void,
): void {
  const waiting = new Map<number, Timer>()

  function fired(this: Timer, ...args: unknown[]): unknown {
    const callback = this[kCallback] as Callback
    // What a loader puts off is as little the program's doing as what it does at once.
    if (this[kLive]) return gate.runLive(() => Reflect.apply(callback, this, args) as unknown)
    if (this[kScope] !== undefined) {
      // An immediate can't be parked: the real loop comes by, and is sent on.
      this[kPassed] = args
      return undefined
    }
    gate.delivery(op, this[kId])
    return Reflect.apply(callback, this, args)
  }

  patches.property('timers', prototype, key, {
    get(this: Timer) {
      return this[kCallback] ? fired : this[kCallback]
    },
    set(this: Timer, callback: Callback | null | undefined) {
      if (callback) {
        if (this[kId] === undefined) adopt(this)
        park(this)
      } else if (this[kScope] !== undefined && !this[kLive]) {
        if (this[kPassed]) return
        waiting.delete(this[kId])
      }
      this[kCallback] = callback
    },
  })

  function adopt(timer: Timer): void {
    timer[kLive] = gate.inside > 0 || !gate.open
    timer[kId] = timer[kLive] ? -1 : gate.nextId()
  }

  /** Node 24 and later use a `Timeout` that is over again, with another callback; it stays the same timer. */
  function park(timer: Timer): void {
    if (timer[kLive]) return
    if (gate.performs) return void gate.awaits(op, timer[kId], delayOf(timer), isNeverIdle)
    if (!wait(timer)) return
    timer[kScope] = new Scope(key === '_onTimeout' ? 'Timeout' : 'Immediate')
    timer[kRefreshed] = false
    if (key === '_onTimeout') {
      timer[kDelay] = delayOf(timer)
      timer._idleTimeout = PARKED
    }
  }

  /** Whether it comes when the gate says. */
  function wait(timer: Timer): boolean {
    const delay = timer[kDelay] ?? delayOf(timer)
    if (!gate.awaits(op, timer[kId], delay, () => !timer.hasRef())) return false
    waiting.set(timer[kId], timer)
    return true
  }

  gate.receive(op, {
    ready: (target) => waiting.has(target),
    deliver(target) {
      const timer = waiting.get(target) as Timer
      fire(timer, () => waiting.delete(target))
      if (waiting.has(target) && timer._repeat) wait(timer)
    },
    release(target) {
      const timer = waiting.get(target) as Timer
      waiting.delete(target)
      timer[kLive] = true
      release(timer)
    },
  })
  if (gate.mode !== 'record' && key === '_onTimeout') {
    patches.method('timers', prototype as { refresh(): unknown }, 'refresh', (original: () => unknown) => {
      return function refresh(this: Timer) {
        this[kRefreshed] = true
        if (this[kScope] !== undefined && !this[kLive]) wait(this)
        return Reflect.apply(original, this, [])
      }
    })
  }
}

/** Fires as Node's `listOnTimeout` does: a timer that does not repeat, and that nobody refreshed meanwhile, is over. */
function fireTimeout(timer: Timer, over: () => void): void {
  const callback = timer[kCallback]
  if (!callback) return over()
  timer[kRefreshed] = false
  try {
    timer[kScope]?.runInAsyncScope(callback, timer, ...(timer._timerArgs ?? []))
  } finally {
    if (!timer._repeat && !timer[kRefreshed]) {
      over()
      retire(timer)
    }
  }
}

/** Takes a parked timer out of Node's lists, and leaves it as one that has fired: `refresh` arms it again. */
function retire(timer: Timer): void {
  const callback = timer[kCallback]
  originalClearTimeout(timer as unknown as NodeJS.Timeout)
  timer[kCallback] = callback
  timer._idleTimeout = PARKED
}

function fireImmediate(timer: Timer, over: () => void): void {
  over()
  const callback = timer[kCallback]
  if (callback) timer[kScope]?.runInAsyncScope(callback, timer, ...(timer[kPassed] ?? timer._argv ?? []))
}
