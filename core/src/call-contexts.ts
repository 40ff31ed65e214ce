/**
 * Which calls running code follows from, across awaits, in a replay under a debugger that says when functions are entered.
 *
 * `AsyncLocalStorage.enterWith` doesn't tell: nobody says when a function returns, so that all that its caller does next
 * would follow from it. Here the stack is looked at where something asynchronous begins: a call that isn't on it any more
 * has returned.
 */
import { AsyncResource, createHook, executionAsyncResource } from 'node:async_hooks'
import { types } from 'node:util'
import { callSites } from './call-sites.ts'

/** Calls by their functions, each by its number. */
export type Calls = Readonly<Record<number, number>>

/** A call, or a turn of the loop, whose part in the events of a recording is noted. */
export interface Followed {
  /** Null of a turn. */
  readonly function: number | null
  readonly call: number | null
  /** Events that its code has made, or by which a promise has let it go on. */
  readonly own: Set<number>
  /** Those in whose turn it has run otherwise, and those on connections that it has opened: others may have part in them. */
  readonly near: Set<number>
}

export interface Context {
  /** Of each function the innermost call. */
  readonly inner: Calls
  /** Of each function the outermost call that may wait for what runs: there were only promises since. */
  readonly outer: Calls
  readonly own: readonly Followed[]
  readonly near: readonly Followed[]
  /** Whether it is that of a connection: who has opened it need not be who asks on it. */
  readonly isShared: boolean
}

/** Where code stands, counted from 1. */
export interface Standing {
  readonly line: number | null
  readonly column: number | null
}

/** A call that has been entered, and may still be on the stack. */
interface Entered {
  readonly function: number
  readonly call: number
  readonly context: Context
  /** Frames from the bottom of the stack. */
  readonly depth: number
  readonly code: string
}

const NONE: Context = { inner: {}, outer: {}, own: [], near: [], isShared: false }
/** What a promise, and what is only put off, is waited for by. */
const WAITING = /^(?:PROMISE|TickObject|Microtask)$/
/** As many as there may be of Retrace's and of Node's below that which makes a promise. */
const FRAMES = 8
const HOOKS = /^(?:node:internal\/async_hooks)?$/
/** What connections are delivered in. */
const SHARED = 'Handle'

export class CallContexts {
  /** Where the code of each function begins. */
  readonly beginnings: Record<number, Standing> = {}
  /** The functions that breakpoints tell of, by what their frames are known by. */
  readonly #functions = new Map<string, number>()
  readonly #contexts = new WeakMap<object, Context>()
  /** Of promises that a function has made itself: where it awaits one, it goes on by that. */
  readonly #makers = new WeakMap<object, number>()
  readonly #counts = new Map<number, number>()
  readonly #followed: Followed[] = []
  readonly #onRun: (context: Context, isAwaited: boolean) => void
  #entered: readonly Entered[] = []
  /** What has come with this turn of the loop, where that is followed. */
  #brought: Followed | null = null

  /** @param onRun - told when code begins to run that follows from something, and whether it goes on by a promise */
  constructor(onRun: (context: Context, isAwaited: boolean) => void) {
    this.#onRun = onRun
    createHook({ init: this.#init, before: this.#before }).enable()
  }

  get current(): Context {
    this.#prune()
    return this.#entered.at(-1)?.context ?? this.#contextOfJob()
  }

  /** The functions that are being called. */
  get underWay(): readonly number[] {
    this.#prune()
    return this.#entered.map((it) => it.function)
  }

  follow(functionNumber: number, call: number): Followed {
    const followed: Followed = { function: functionNumber, call, own: new Set(), near: new Set() }
    this.#followed.push(followed)
    return followed
  }

  /** A turn of the loop begins; all that comes of it is followed. */
  bring(followed: Followed | null): void {
    this.#brought = followed
  }

  /**
   * To be called at the entry of a call, by the condition of a breakpoint. V8 asks that again where an exception is thrown in
   * the same statement. The call is the same then, but for one that is thrown at the very place where the code begins, without
   * an await before it: that can't be told from another call.
   *
   * @returns its number
   */
  begin(functionNumber: number): number {
    const stack = frames()
    const at = stack.findIndex((frame) => fileOf(frame) !== '')
    const depth = stack.length - at
    this.#prune(stack)
    const { inner } = this.#around(depth)
    this.#functions.set(codeOf(stack[at]), functionNumber)
    const goesOn = depth === 1 && this.#makers.get(executionAsyncResource()) === functionNumber
    if (goesOn) return inner[functionNumber] as number
    const standing = standingOf(stack[at])
    const begins = (this.beginnings[functionNumber] ??= standing)
    const there = this.#entered.find((it) => it.depth === depth)
    if (standing.line !== begins.line || standing.column !== begins.column)
      return there?.call ?? inner[functionNumber] ?? (this.#counts.get(functionNumber) ?? 0) + 1
    return this.#count(functionNumber, stack[at], depth)
  }

  /** So, by the code of the function itself: it comes there once in each call. */
  reach(functionNumber: number): number {
    const stack = frames()
    this.#prune(stack)
    return this.#count(functionNumber, stack[0], stack.length)
  }

  #count(functionNumber: number, frame: NodeJS.CallSite | undefined, depth: number): number {
    const { inner, outer, own, near } = this.#around(depth)
    const around = this.#entered.filter((it) => it.depth < depth)
    const code = codeOf(frame)
    const call = (this.#counts.get(functionNumber) ?? 0) + 1
    this.#counts.set(functionNumber, call)
    const followed = this.#followed.filter((it) => it.function === functionNumber && it.call === call)
    const context: Context = {
      inner: { ...inner, [functionNumber]: call },
      outer: { [functionNumber]: call, ...outer },
      own: [...own, ...followed],
      near,
      isShared: false,
    }
    this.#entered = [...around, { function: functionNumber, call, context, depth, code }]
    return call
  }

  /** In what something runs that stands so far up. */
  #around(depth: number): Context {
    return this.#entered.findLast((it) => it.depth < depth)?.context ?? this.#contextOfJob()
  }

  #contextOfJob(): Context {
    const context = this.#contexts.get(executionAsyncResource()) ?? NONE
    return this.#brought ? { ...context, own: [...context.own, this.#brought], isShared: false } : context
  }

  #prune(stack?: readonly NodeJS.CallSite[]): void {
    if (this.#entered.length === 0) return
    const now = stack ?? frames()
    this.#entered = this.#entered.filter(({ depth, code }) => codeOf(now[now.length - depth]) === code)
  }

  readonly #init = (_id: number, type: string, _trigger: number, resource: object): void => {
    // Those of the program are Retrace's, and only Retrace's own are Node's: by them it goes on to the next event.
    if (type === 'Immediate' && !(resource instanceof AsyncResource)) return
    const context = this.current
    if (type === SHARED) this.#contexts.set(resource, shared(context))
    else if (context !== NONE) this.#contexts.set(resource, WAITING.test(type) ? context : apart(context))
    if (type !== 'PROMISE' || context === NONE || this.#functions.size === 0) return
    const maker = this.#functions.get(codeOf(callSites(FRAMES).find((frame) => !HOOKS.test(fileOf(frame)))))
    if (maker !== undefined) this.#makers.set(resource, maker)
  }

  readonly #before = (): void => {
    this.#prune()
    const context = this.#contextOfJob()
    if (context !== NONE) this.#onRun(context, types.isPromise(executionAsyncResource()))
  }
}

function apart(context: Context): Context {
  return context.outer === NONE.outer ? context : { ...context, outer: NONE.outer }
}

function shared({ inner, own, near }: Context): Context {
  return { inner, outer: NONE.outer, own: [], near: [...near, ...own], isShared: true }
}

/** Those that are really on the stack, without Retrace's own. */
function frames(): readonly NodeJS.CallSite[] {
  return callSites(Infinity).filter((frame) => !frame.isAsync())
}

function fileOf(frame: NodeJS.CallSite): string {
  return frame.getScriptNameOrSourceURL() ?? ''
}

/** Which function a frame is of. */
function codeOf(frame: NodeJS.CallSite | undefined): string {
  if (!frame) return ''
  return `${fileOf(frame)}:${frame.getEnclosingLineNumber()}:${frame.getEnclosingColumnNumber()}`
}

function standingOf(frame: NodeJS.CallSite | undefined): Standing {
  return { line: frame?.getLineNumber() ?? null, column: frame?.getColumnNumber() ?? null }
}
