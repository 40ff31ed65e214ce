/**
 * The virtual clock of a replayed scope: what is due comes in the order of its recorded time, and as soon as nothing
 * else is on its way, so that nobody waits. Time stands still while the program computes.
 */
import { elapsed, originalSetTimeout } from '../originals.ts'
import { setOwnImmediate } from '../own-immediate.ts'
import { Steps } from './steps.ts'

/** Something that is due. */
export interface Due {
  /** In milliseconds from the beginning of the scope. */
  readonly at: number
  /** Whether nothing waits for it (a timer without a reference): it comes when time passes by, and lets none pass. */
  readonly isIdle: () => boolean
  /** Whether it was asked for, and is given, without what needs turns of the loop: connections do. */
  readonly isDirect: boolean
  readonly run: () => void
}

const NEVER_IDLE = (): boolean => false

/** How often the loop has to turn with nothing to do before time jumps. */
const TURNS = 2
/** A program that goes on for more turns on end is taken for one that waits: time passes meanwhile. */
const MAX_GOING = 100
/** A jump over more than this is only made after a real millisecond: what the loop can't show may be under way. */
const LEAP_MS = 20
/** A program that reads the clock more often than this, and does nothing else, waits for it to go on: time passes as it does. */
const MAX_READS = 10_000
const LOOK_AGAIN_MS = 1

export interface TimelineOptions {
  /** Whether work is under way that may lead to more. */
  readonly isBusy: () => boolean
  /** Whether the program computes somewhere else: time stands still. */
  readonly isComputing?: () => boolean
  /** How often work has begun that nothing shows while it is under way. */
  readonly begun?: () => number
  /** Whether the program waits for an answer; then it waits for what limits that, too, as for a timeout. */
  readonly isAwaited?: () => boolean
  /** Runs code that is not the program's. */
  readonly aside: (run: () => void) => void
}

export class Timeline {
  readonly #options: TimelineOptions
  readonly #due: Due[] = []
  /** Milliseconds since the scope began. */
  #now = 0
  #scheduled = false
  #quiet = 0
  /** Real milliseconds that have been waited for what is under way, and when that was last looked at. */
  #waited = 0
  #lastLook = 0
  #rested = false
  /** Whether the program has said so since the last turn, and for how many turns on end it has. */
  #goesOn = false
  #going = 0
  #ended = false
  /**
   * Whether all that the program has done since it was last seen to have nothing more to do came of what it was given
   * here. What it does of that at once is done by the next step; the loop need not turn for it.
   */
  #isSettled = false
  /** What had begun by then. */
  #begun = 0
  /** How often the clock was read while the program did nothing else, and when it was last, in real milliseconds. */
  #reads = 0
  #lastRead = 0
  readonly #steps = new Steps()

  constructor(options: TimelineOptions) {
    this.#options = options
  }

  get now(): number {
    return this.#now
  }

  /** The program has read that time from the clock. */
  passTo(at: number): void {
    if (at > this.#now) this.#now = at
  }

  /** What the clock says to a program that reads it. */
  read(): number {
    if (++this.#reads > MAX_READS) {
      const real = elapsed()
      if (this.#reads > MAX_READS + 1) this.#now += real - this.#lastRead
      this.#lastRead = real
    }
    return this.#now
  }

  /**
   * The program has done what was recorded at that time.
   *
   * @param isDirect - see `Due`
   */
  reach(at: number, isDirect = false): void {
    if (at > this.#now) this.#now = at
    this.#stir(isDirect)
  }

  /** The program has more to do in the next turn of the loop: it is let, unless it goes on so for long. */
  goesOn(): void {
    this.#goesOn = true
  }

  /** @param at - in milliseconds from the beginning; what lies behind comes next */
  add(at: number, run: () => void, isIdle: () => boolean = NEVER_IDLE, isDirect = false): void {
    if (this.#ended) return
    const hasRested = this.#rested
    this.#put({ at: at > this.#now ? at : this.#now, isIdle, isDirect, run })
    this.#stir(isDirect)
    // A library's own clock that ticks on: nothing new is under way.
    if (isIdle()) this.#rested = hasRested
  }

  #put(due: Due): void {
    const last = this.#due.at(-1)
    if (!last || last.at <= due.at) this.#due.push(due)
    else this.#due.splice(this.#due.findLastIndex((other) => other.at <= due.at) + 1, 0, due)
  }

  /** Nothing comes any more. */
  end(): void {
    this.#ended = true
    this.#due.length = 0
  }

  /** The program does something: it is given the time that it needs for that. */
  #stir(isDirect: boolean): void {
    this.#reads = 0
    this.#quiet = 0
    this.#rested = false
    if (!isDirect) this.#isSettled = false
    this.#schedule(0)
  }

  #schedule(delay: number, mayStep = this.#isSettled): void {
    if (this.#scheduled || this.#ended || this.#due.length === 0) return
    this.#scheduled = true
    if (delay > 0) return this.#options.aside(() => this.#lookAgain(delay))
    if (mayStep && !this.#goesOn && this.#steps.take(this.#turn)) return
    // An immediate of the program's comes before this one.
    if (mayStep) this.#letGoOn()
    setOwnImmediate(this.#turn)
  }

  /** What nobody waits for keeps no process from ending. */
  #lookAgain(delay: number): void {
    const timer = originalSetTimeout(this.#turn, delay)
    if (this.#due.every((due) => due.isIdle()) && !this.#options.isAwaited?.()) timer.unref()
  }

  /** @returns whether the program has said that it goes on, and is let */
  #letGoOn(): boolean {
    this.#going = this.#goesOn ? this.#going + 1 : 0
    this.#goesOn = false
    return this.#going > 0 && this.#going <= MAX_GOING
  }

  readonly #turn = (): void => {
    this.#scheduled = false
    const [next] = this.#due
    if (!next || this.#ended) return
    const wait = this.#waitFor(next)
    if (wait !== null) return this.#schedule(wait, false)
    this.#due.shift()
    this.#reads = 0
    if (next.at > this.#now) this.#now = next.at
    this.#quiet = 0
    this.#waited = 0
    this.#going = 0
    if (!next.isIdle()) this.#rested = false
    this.#isSettled &&= next.isDirect
    if (this.#isSettled) this.#steps.prepare()
    try {
      next.run()
    } finally {
      this.#schedule(0)
    }
  }

  /** Lets real time pass, but for what the program computes meanwhile; null once it is enough. */
  #pass(needed: number): number | null {
    const now = elapsed()
    this.#waited += Math.min(now - this.#lastLook, LOOK_AGAIN_MS * 2)
    this.#lastLook = now
    return this.#waited >= needed ? null : LOOK_AGAIN_MS
  }

  /** How many milliseconds to wait before looking again; null where it comes now. */
  #waitFor(next: Due): number | null {
    if (this.#options.isComputing?.()) {
      this.#quiet = 0
      this.#isSettled = false
      return LOOK_AGAIN_MS
    }
    const goesOn = this.#letGoOn()
    if (this.#isSettled) {
      if (goesOn) return 0
      if (this.#comesAtOnce(next)) return null
      this.#isSettled = false
    }
    if (goesOn) this.#quiet = 0
    const isBusy = this.#going > MAX_GOING || this.#options.isBusy()
    if (isBusy) this.#quiet = 0
    else if (this.#quiet++ < TURNS) return 0
    const target = this.#due.find((due) => !due.isIdle()) ?? (this.#options.isAwaited?.() ? next : undefined)
    // While work is under way, and where only what nobody waits for is left, time passes as it does.
    if (isBusy || !target) return this.#pass(next.at - this.#now)
    if (target.at - this.#now > LEAP_MS && !this.#rested) {
      this.#rested = true
      return LOOK_AGAIN_MS
    }
    this.#isSettled = true
    this.#begun = this.#options.begun?.() ?? 0
    return null
  }

  /** Whether nothing can be on its way but what is due. */
  #comesAtOnce(next: Due): boolean {
    const { begun, isBusy } = this.#options
    if (this.#going > MAX_GOING || next.isIdle() || next.at - this.#now > LEAP_MS) return false
    return (begun?.() ?? 0) === this.#begun && !isBusy()
  }
}
