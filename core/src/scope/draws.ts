/** Random values of a scope, by the function that gave them, in order. */

/** What a fixture keeps: values by operation. */
export type DrawsData = Readonly<Record<string, readonly unknown[]>>

/** A value, in a list of its own; null where there is none. */
export type Drawn = readonly [unknown] | null

export class Draws {
  readonly #kept: Record<string, unknown[]> = {}
  /** Null while recording. */
  readonly #left: Record<string, unknown[]> | null

  constructor(recorded: DrawsData | null) {
    this.#left = recorded && Object.fromEntries(Object.entries(recorded).map(([name, values]) => [name, [...values]]))
  }

  get data(): DrawsData {
    return this.#kept
  }

  keep(name: string, value: unknown): void {
    ;(this.#kept[name] ??= []).push(value)
  }

  /** The next recorded value. */
  take(name: string): Drawn {
    const values = this.#left?.[name]
    return values && values.length > 0 ? [values.shift()] : null
  }
}
