/** What a program that is verified draws at random: in the recorded order, or by the places at which it draws. */
import type { Drawn } from '../scope/draws.ts'
import type { Draw } from './behaviour.ts'
import type { DrawPlan } from './case.ts'
import type { Places } from './places.ts'
import { sourceOf } from './source-of.ts'
import type { Frame } from '../divergence/frames.ts'

/** A program that draws more than this is not looked at: each time costs a stack. */
const MAX_DRAWS = 20_000

export class Drawing {
  readonly #places: Places
  /** By place, what is left of it; null where there is no plan. */
  readonly #plan: ReadonlyMap<string, Drawn[]> | null
  readonly #drawn: (Omit<Draw, 'trail'> & { readonly frames: readonly Frame[] })[] = []
  #isTooMuch = false

  constructor(places: Places, plan: DrawPlan | undefined) {
    this.#places = places
    this.#plan = plan ? new Map(Object.entries(plan).map(([key, drawn]) => [key, [...drawn]])) : null
  }

  readonly draw = (name: string, next: () => Drawn): Drawn => {
    if (this.#isTooMuch) return next()
    const { here: frames, request: during } = this.#places
    const key = keyOf(name, during, frames)
    const drawn = this.#plan ? (this.#plan.get(key)?.shift() ?? null) : next()
    this.#drawn.push({ name, during, key, frames, drawn })
    this.#isTooMuch = !this.#plan && this.#drawn.length > MAX_DRAWS
    return drawn
  }

  get draws(): readonly Draw[] | null {
    if (this.#isTooMuch) return null
    return this.#drawn.map(({ frames, ...its }) => ({ ...its, trail: frames.map(sourceOf) }))
  }
}

function keyOf(name: string, during: number | null, frames: readonly Frame[]): string {
  return [name, during, ...frames.map(({ file, line, column }) => `${file}:${line}:${column}`)].join('\n')
}
