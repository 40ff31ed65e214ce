/** By what it is known which parts of the answers of a call vary. */
import type { Answered, Recording } from '@retrace/core/recordings'
import { answersAround } from './recordings.ts'
import { namedIn, type Places, placesIn, type Still, variedIn } from './varied.ts'

export interface PropertyOptions {
  /** Places in answers: `$.choices[0].message.content`. Where there are none, recordings are compared. */
  readonly vary: readonly string[]
  /** Folders of other recordings of the program; where there are none, those that lie beside it. */
  readonly recordings: readonly string[]
}

/** So many places, and operations, are listed. */
const SOME = 8

export class Variation {
  readonly #vary: readonly string[]
  readonly #answers: readonly Answered[]
  readonly #recordings: number

  private constructor(vary: readonly string[], answers: readonly Answered[], recordings: number) {
    this.#vary = vary
    this.#answers = answers
    this.#recordings = recordings
  }

  /** @throws RetraceError `RECORDING_MISSING`, `NOT_A_RECORDING`, `RECORDING_UNREADABLE` for another recording */
  static async in(recording: Recording, { vary, recordings: names }: PropertyOptions): Promise<Variation> {
    const { answers, recordings } = await answersAround(recording, names)
    return new Variation(vary, answers, recordings)
  }

  /** @param own - what a call was answered */
  of(own: readonly Answered[]): Places {
    return this.#vary.length > 0 ? namedIn(own, this.#answers, this.#vary) : variedIn(own, this.#answers)
  }

  /** Why nothing in these answers varies, and what does not. */
  whyNone(own: readonly Answered[], still: readonly Still[]): string {
    const all = this.#recordings === 1 ? 'all over the recording' : `in all ${this.#recordings} recordings`
    const [first] = still
    if (first && this.#vary.length > 0) {
      const where = still.map(({ operation, path }) => `${operation} ${path}`)
      return `${shortened(where)} is as it was recorded ${all}, and nothing says what else might stand there; name with --with a recording in which something does`
    }
    const places = [...placesIn(own)].map(([operation, paths]) => `\n    ${operation}: ${shortened(paths)}`)
    if (places.length === 0) return 'nothing that it was answered can be answered otherwise'
    const what =
      this.#vary.length > 0
        ? `what it was answered has no ${this.#vary.join(', ')}, but`
        : first
          ? `all that differs in what it was answered is what it goes on to ask for; name with --vary what is to be otherwise, of`
          : `what it was answered is the same ${all}; name with --vary what is to be otherwise, of`
    return what + shortened(places, '')
  }
}

function shortened(all: readonly string[], between = ', '): string {
  const more = all.length > SOME ? ` and ${all.length - SOME} more` : ''
  return all.slice(0, SOME).join(between) + more
}
