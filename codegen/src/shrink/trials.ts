/** Tries fixtures: which of them the test fails from in the same way. The least so far is kept. */
import { createHash } from 'node:crypto'
import { type FixtureJson, isFixtureJson } from '@retrace/core/recordings'
import { failureIn } from './failure.ts'
import type { Lanes } from './lanes.ts'

/** So often is the first run's time the longest that one may take; a fixture may lead into a loop without an end. */
const LONGER = 10
const LEAST_MS = 20_000

export interface TrialOptions {
  readonly lanes: Lanes
  /** How the test has to fail. */
  readonly failure: string
  readonly maxTries: number
  /** Says to stop. */
  readonly signal: AbortSignal
  readonly onTry: (trials: Trials) => void
}

/** No more may be tried. */
export class Stopped extends Error {}

interface Try {
  readonly holds: Promise<boolean>
  /** Whether the test has to be run for it, and nobody has asked for it before. */
  isNew: boolean
}

/** Gives what is tried next if this does not hold: so many at most. */
export type Ahead = (count: number) => readonly FixtureJson[]

export class Trials {
  readonly #options: TrialOptions
  /** By a hash of the fixture. */
  readonly #all = new Map<string, Try>()
  /** Each smaller than the one before. */
  readonly #held: FixtureJson[]
  #tries = 0
  /** Null until the first run is over. */
  #limit: number | null = null

  /** @param first - from which the test fails so */
  constructor(first: FixtureJson, options: TrialOptions) {
    this.#options = options
    this.#held = [first]
  }

  get least(): FixtureJson {
    return this.#held.at(-1) as FixtureJson
  }

  get held(): readonly FixtureJson[] {
    return this.#held
  }

  /** How often the test was run for an answer: the same number however many runs there are at a time. */
  get tries(): number {
    return this.#tries
  }

  /**
   * Whether the test fails in the same way from another fixture; that one is then the least so far.
   *
   * @param ahead - what is tried meanwhile, where there is room for it
   * @throws Stopped
   */
  async holds(changed: FixtureJson, ahead: Ahead = () => []): Promise<boolean> {
    const candidate = withoutUnused(changed)
    const holds = await this.wouldHold(candidate, ahead)
    if (holds && JSON.stringify(candidate) !== JSON.stringify(this.least)) this.#held.push(candidate)
    return holds
  }

  /**
   * The same, and the least so far stays what it is.
   *
   * @throws Stopped
   */
  async wouldHold(changed: FixtureJson, ahead: Ahead = () => []): Promise<boolean> {
    const { lanes, signal, maxTries, onTry } = this.#options
    const candidate = withoutUnused(changed)
    const its = this.#try(candidate)
    if (its.isNew) {
      if (signal.aborted || this.#tries >= maxTries) throw new Stopped()
      this.#tries++
      its.isNew = false
    }
    if (lanes.hasFree) for (const next of ahead(lanes.count - 1)) if (lanes.hasFree) this.#try(withoutUnused(next))
    const holds = await its.holds
    onTry(this)
    return holds
  }

  #try(candidate: FixtureJson): Try {
    const text = JSON.stringify(candidate)
    const key = createHash('sha256').update(text).digest('base64')
    const known = this.#all.get(key)
    if (known) return known
    const isFixture = isFixtureJson(candidate)
    const made: Try = { holds: isFixture ? this.#run(text) : Promise.resolve(false), isNew: isFixture }
    // Of what nobody comes to ask for, nobody needs to know that it was stopped.
    made.holds.catch(() => {})
    this.#all.set(key, made)
    return made
  }

  async #run(text: string): Promise<boolean> {
    const { lanes, failure, signal } = this.#options
    let limit: AbortSignal | undefined
    let began = 0
    try {
      const outcome = await lanes.run(text, () => {
        began = performance.now()
        limit = AbortSignal.timeout(this.#limit ?? LEAST_MS)
        return AbortSignal.any([signal, limit])
      })
      this.#limit ??= Math.max(LEAST_MS, Math.ceil(LONGER * (performance.now() - began)))
      return failureIn(outcome) === failure
    } catch (error) {
      if (signal.aborted) throw new Stopped()
      if (limit?.aborted) return false
      throw error
    }
  }
}

/** Placeholders that stand nowhere any more. */
function withoutUnused({ placeholders, ...rest }: FixtureJson): FixtureJson {
  if (!placeholders) return rest
  const text = JSON.stringify(rest)
  const used = placeholders.filter((it) => text.includes(it))
  return used.length === 0 ? rest : withPlaceholders(rest, used)
}

/** Behind what is read first, as fixtures are written. */
function withPlaceholders(
  { format, test, recorded, ...rest }: FixtureJson,
  placeholders: readonly string[],
): FixtureJson {
  return { format, test, recorded, placeholders, ...rest }
}
