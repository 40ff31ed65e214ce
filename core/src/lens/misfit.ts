/** What stands in a fixture and can't be. */

export class Misfit extends Error {
  /** Where it stands, from where it was read: `.answers[0].rows[2]`. */
  readonly place: string
  readonly why: string

  constructor(place: string, why: string) {
    super(place === '' ? why : `${place}: ${why}`)
    this.name = 'Misfit'
    this.place = place
    this.why = why
  }
}

/** Reads a part of a fixture: what is wrong in it says its place. */
export function within<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw misfitAt(place, error)
  }
}

/** Reads each item of a list, like `within`. */
export function eachWithin<T, R>(list: readonly T[], read: (item: T, index: number) => R): R[] {
  const all: R[] = []
  // One `try` for all of them: mostly nothing is wrong.
  try {
    for (const item of list) all.push(read(item, all.length))
    return all
  } catch (error) {
    throw misfitAt(`[${all.length}]`, error)
  }
}

function misfitAt(place: string, error: unknown): Misfit {
  return error instanceof Misfit
    ? new Misfit(place + error.place, error.why)
    : new Misfit(place, (error as Error).message)
}
