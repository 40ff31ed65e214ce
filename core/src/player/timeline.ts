/**
 * The virtual clock of a replayed scope: what is due comes in the order of its recorded time, and as soon as nothing
 * else is on its way, so that nobody waits. Time stands still while the program computes.
 */
import { elapsed, originalSetTimeout } from '../originals.ts'
import { setOwnImmediate } from '../own-immediate.ts'

/** Something that is due. */
export interface Due {
  /** In milliseconds from the beginning of the scope. */
  readonly at: number
  /** Whether nothing waits for it (a timer without a reference): it comes when time passes by, and lets none pass. */
  readonly isIdle: () => boolean
  readonly run: () => void
}

const NEVER_IDLE = (): boolean => false

/** How often the loop has to turn with nothing to do before time jumps. */
const TURNS = 2
/** A program that goes on for more turns on end is taken for one that waits: time passes meanwhile. */
const MAX_GOING = 100
/** A jump over more than this is only made after a real millisecond: what the loop can't show may be under way. */
const LEAP_MS = 20
const LOOK_AGAIN_MS = 1

export interface TimelineOptions {
  /** Whether work is under way that may lead to more. */
  readonly isBusy: () => boolean
  /** Whether the program computes somewhere else: time stands still. */
  readonly isComputing?: () => boolean
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

  constructor(options: TimelineOptions) {
    this.#options = options
  }

  get now(): number {
    return this.#now
  }

  /** The program has done what was recorded at that time. */
  reach(at: number): void {
    if (at > this.#now) this.#now = at
    this.#stir()
  }

  /** The program has more to do in the next turn of the loop: it is let, unless it goes on so for long. */
  goesOn(): void {
    this.#goesOn = true
  }

  /** @param at - in milliseconds from the beginning; what lies behind comes next */
  add(at: number, run: () => void, isIdle: () => boolean = NEVER_IDLE): void {
    if (this.#ended) return
    const due: Due = {
      at: Math.max(at, this.#now),
      isIdle,
      run,
    }
    const hasRested = this.#rested
    const behind = this.#due.findLastIndex((other) => other.at <= due.at)
    this.#due.splice(behind + 1, 0, due)
    this.#stir()
    // A library's own clock that ticks on: nothing new is under way.
    if (isIdle()) this.#rested = hasRested
  }

  /** Nothing comes any more. */
  end(): void {
    this.#ended = true
    this.#due.length = 0
  }

  /** The program does something: it is given the time that it needs for that. */
  #stir(): void {
    this.#quiet = 0
    this.#rested = false
    this.#schedule(0)
  }

  #schedule(delay: number): void {
    if (this.#scheduled || this.#ended || this.#due.length === 0) return
    this.#scheduled = true
    if (delay === 0) setOwnImmediate(this.#turn)
    else this.#options.aside(() => originalSetTimeout(this.#turn, delay))
  }

  readonly #turn = (): void => {
    this.#scheduled = false
    const [next] = this.#due
    if (!next || this.#ended) return
    const wait = this.#waitFor(next)
    if (wait !== null) return this.#schedule(wait)
    this.#due.shift()
    if (next.at > this.#now) this.#now = next.at
    this.#quiet = 0
    this.#waited = 0
    this.#going = 0
    if (!next.isIdle()) this.#rested = false
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
      return LOOK_AGAIN_MS
    }
    this.#going = this.#goesOn ? this.#going + 1 : 0
    this.#goesOn = false
    if (this.#going > 0 && this.#going <= MAX_GOING) this.#quiet = 0
    const isBusy = this.#going > MAX_GOING || this.#options.isBusy()
    if (isBusy) this.#quiet = 0
    else if (this.#quiet++ < TURNS) return 0
    const target = this.#due.find((due) => !due.isIdle()) ?? (this.#options.isAwaited?.() ? next : undefined)
    // While work is under way, and where only what nobody waits for is left, time passes as it does.
    if (isBusy || !target) return this.#pass(next.at - this.#now)
    if (target.at - this.#now <= LEAP_MS || this.#rested) return null
    this.#rested = true
    return LOOK_AGAIN_MS
  }
}
