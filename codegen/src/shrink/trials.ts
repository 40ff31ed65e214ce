/** Tries fixtures: which of them the test fails from in the same way. The least so far is kept. */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { type FixtureJson, isFixtureJson } from '@retrace/core/recordings'
import { failureIn } from './failure.ts'
import type { Tester } from './tester.ts'

/** So often is the first run's time the longest that one may take; a fixture may lead into a loop without an end. */
const LONGER = 10
const LEAST_MS = 20_000

export interface TrialOptions {
  readonly tester: Tester
  /** The file from which the test has its fixture. */
  readonly file: string
  /** How the test has to fail. */
  readonly failure: string
  readonly maxTries: number
  /** Says to stop. */
  readonly signal: AbortSignal
  readonly onTry: (trials: Trials) => void
}

/** No more may be tried. */
export class Stopped extends Error {}

export class Trials {
  readonly #options: TrialOptions
  /** By a hash of the fixture. */
  readonly #verdicts = new Map<string, boolean>()
  /** Each smaller than the one before. */
  readonly #held: FixtureJson[]
  #tries = 0
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

  get tries(): number {
    return this.#tries
  }

  /**
   * Whether the test fails in the same way from another fixture; that one is then the least so far.
   *
   * @throws Stopped
   */
  async holds(changed: FixtureJson): Promise<boolean> {
    const candidate = withoutUnused(changed)
    const text = JSON.stringify(candidate)
    const key = createHash('sha256').update(text).digest('base64')
    let verdict = this.#verdicts.get(key)
    if (verdict === undefined) {
      verdict = isFixtureJson(candidate) && (await this.#try(text))
      this.#verdicts.set(key, verdict)
    }
    if (verdict && text !== JSON.stringify(this.least)) this.#held.push(candidate)
    return verdict
  }

  async #try(text: string): Promise<boolean> {
    const { tester, file, failure, maxTries, signal, onTry } = this.#options
    if (signal.aborted || this.#tries >= maxTries) throw new Stopped()
    this.#tries++
    writeFileSync(file, text)
    const began = performance.now()
    const limit = AbortSignal.timeout(this.#limit ?? LEAST_MS)
    try {
      const outcome = await tester.run(AbortSignal.any([signal, limit]))
      this.#limit ??= Math.max(LEAST_MS, Math.ceil(LONGER * (performance.now() - began)))
      return failureIn(outcome) === failure
    } catch (error) {
      if (signal.aborted) throw new Stopped()
      if (limit.aborted) return false
      throw error
    } finally {
      onTry(this)
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
