/** The instances that a test makes as the program has made them, each of them once. */
import type { ValueGraph } from '../observation.ts'
import type { Layout } from '../values/layout.ts'
import { partsOf, valuesOf } from '../values/parts.ts'
import { nodeAt } from '../values/shape.ts'
import type { Root } from '../values/surroundings.ts'
import type { Impossible, InstanceMaker } from './plan.ts'

/** Lines that make an instance, and what it is called then. */
export interface Made {
  readonly kind: 'made'
  readonly lines: readonly Layout[]
  readonly name: string
}

type Make = (maker: InstanceMaker) => Made | Impossible

export class Instances {
  /** In the order in which they are to stand. */
  readonly lines: Layout[] = []
  readonly #makers: ReadonlyMap<number, InstanceMaker>
  /** What each is called that is made. */
  readonly #names = new Map<number, string>()
  /** Those that are being made, and those that can't be. */
  readonly #left = new Set<number>()

  constructor(makers: readonly InstanceMaker[]) {
    this.#makers = new Map(makers.map((maker) => [maker.id, maker]))
  }

  has(name: string): boolean {
    return [...this.#names.values()].includes(name)
  }

  /** Null where it isn't known how, or where it is there. */
  make(id: number | null, make: Make): Made | Impossible | null {
    const maker = this.#makers.get(id ?? -1)
    if (!maker || this.#names.has(maker.id) || this.#left.has(maker.id)) return null
    this.#left.add(maker.id)
    const made = make(maker)
    if (made.kind === 'impossible') return made
    this.#names.set(maker.id, made.name)
    this.lines.push(...made.lines)
    return made
  }

  /** Makes those among values that are not within others of them. Whether there were any. */
  makeIn(graph: ValueGraph, roots: readonly Root[], make: Make): boolean {
    const made = this.#outermost(graph, roots).map((id) => this.make(id, make))
    return made.some((its) => its?.kind === 'made')
  }

  /** The names of those among values that are there. */
  instead({ nodes }: ValueGraph): ReadonlyMap<number, string> {
    return new Map(
      nodes.flatMap(({ instance }, i): [number, string][] => {
        const name = this.#names.get(instance?.id ?? -1)
        return name === undefined ? [] : [[i, name]]
      }),
    )
  }

  #outermost(graph: ValueGraph, roots: readonly Root[]): number[] {
    const seen = new Set<number>()
    const found: number[] = []
    const todo = roots.map(({ index }) => index)
    for (let index = todo.shift(); index !== undefined; index = todo.shift()) {
      if (seen.has(index)) continue
      seen.add(index)
      const node = nodeAt(graph, index)
      const id = node.instance?.id ?? -1
      if (this.#makers.has(id)) found.push(id)
      else todo.push(...partsOf(node).flatMap((part) => valuesOf(part)))
    }
    return found
  }
}
