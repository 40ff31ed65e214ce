/**
 * Plans how values are written before any of them is: how each is made, what has to be added to it later since it leads back
 * to what isn't there yet, which ones need a name for that, and the order of it all.
 */
import type { ValueGraph } from '../observation.ts'
import { dataOf } from './data.ts'
import { functionSource } from './function-source.ts'
import { make } from './make.ts'
import { neededFor } from './make-instance.ts'
import { type Making, making, Unavailable } from './making.ts'
import { type Occurrence, occurrencesOf, type Part, type Spot, valuesOf } from './parts.ts'
import { hasIdentity, nodeAt } from './shape.ts'
import { sharedIn } from './shared.ts'
import type { Root, Surroundings } from './surroundings.ts'

export interface Plan {
  readonly values: ReadonlyMap<number, Planned>
  /** Of what is referred to by its name. */
  readonly names: ReadonlyMap<number, string>
  /** Statements, in their order. */
  readonly steps: readonly Step[]
}

export interface Planned {
  readonly spot: Spot
  readonly making: Making
  /** What is added to it in steps of their own. */
  readonly later: ReadonlySet<Part>
}

export type Step =
  | { readonly kind: 'declare'; readonly index: number }
  | { readonly kind: 'add'; readonly index: number; readonly part: Part }
  | { readonly kind: 'freeze'; readonly index: number }

/** Source that is nested deeper can't be read, and not by each parser. */
const MAX_DEPTH = 200

/** @throws Unavailable */
export function planOf(graph: ValueGraph, roots: readonly Root[], surroundings: Surroundings): Plan {
  const planner = new Planner(graph, roots, surroundings)
  for (const root of roots) planner.root(root)
  return planner.finish()
}

/** Whether it is there already, and has a name. */
function hasName({ base, after }: Making): boolean {
  return base.kind === 'source' && after.length === 0 && /^[A-Za-z_$][\w$.]*$/.test(base.source)
}

class Planner {
  readonly #graph: ValueGraph
  readonly #its: Surroundings
  readonly #shared: ReadonlySet<number>
  /** In the order in which they were come to. */
  readonly #values = new Map<number, Planned>()
  /** Values that are being made: they hold the one that is made now. */
  readonly #open = new Set<number>()
  /** Symbols that need a name. */
  readonly #keys = new Set<number>()
  readonly #steps: Step[] = []
  #later: Step[] = []

  constructor(graph: ValueGraph, roots: readonly Root[], surroundings: Surroundings) {
    this.#graph = graph
    this.#its = surroundings
    const indexes = roots.map(({ index }) => index)
    this.#shared = sharedIn(
      graph,
      indexes,
      (index, node) =>
        surroundings.instead?.has(index) === true ||
        (node.kind === 'function' && functionSource(node, surroundings) !== null),
    )
  }

  root({ index, name }: Root): void {
    this.#visit({ index, path: name, name })
    // What is added later may lead to more that is.
    for (let step = this.#later.shift(); step; step = this.#later.shift()) {
      if (step.kind === 'add') this.#visitPart(step.part, (this.#values.get(step.index) as Planned).spot)
      this.#steps.push(step)
    }
  }

  /** Who is added to later has to have a name for it, however it comes that it is. */
  finish(): Plan {
    const names = new Map<number, string>()
    for (const [index, { spot, making: its, later }] of this.#values)
      if (
        ((this.#shared.has(index) || this.#keys.has(index)) && !hasName(its)) ||
        later.size > 0 ||
        its.base.kind === 'file'
      )
        names.set(index, this.#its.names.take(spot.name))
    const steps = this.#steps.filter(({ kind, index }) => kind !== 'declare' || names.has(index))
    return { values: this.#values, names, steps }
  }

  #visit({ index, path, name }: Occurrence): void {
    if (this.#values.has(index) || this.#its.instead?.has(index)) return
    const spot = { path, name }
    if (this.#open.size >= MAX_DEPTH)
      throw new Unavailable(spot, `a value that more than ${MAX_DEPTH} others are around`)
    this.#open.add(index)
    const its = this.#making(index, spot)
    const later = new Set<Part>()
    this.#values.set(index, { spot, making: its, later })
    for (const part of [...its.within, ...its.after]) {
      // They have an order, which is that in which they are added.
      const isBehind = /^(?:entry|member|given)$/.test(part.kind) && later.size > 0
      if (!isBehind && valuesOf(part).every((value) => this.#isThere(value))) this.#visitPart(part, spot)
      else {
        later.add(part)
        this.#visitKey(part, spot)
      }
    }
    this.#open.delete(index)
    this.#steps.push({ kind: 'declare', index })
    for (const part of later) this.#later.push({ kind: 'add', index, part })
    if (later.size > 0 && its.isFrozen) this.#later.push({ kind: 'freeze', index })
  }

  #visitPart(part: Part, spot: Spot): void {
    for (const occurrence of occurrencesOf(part, spot, this.#graph)) this.#visit(occurrence)
  }

  /** A symbol that is the key of a place which is filled later is needed twice. */
  #visitKey(part: Part, spot: Spot): void {
    if (part.kind !== 'property' || typeof part.property.key === 'string') return
    const [key] = occurrencesOf(part, spot, this.#graph) as [Occurrence]
    this.#visit(key)
    if (hasIdentity(nodeAt(this.#graph, key.index))) this.#keys.add(key.index)
  }

  #making(index: number, spot: Spot): Making {
    const graph = this.#graph
    const content = dataOf(graph, index, (inner) => !this.#shared.has(inner) && !this.#its.instead?.has(inner))
    if (content) return making({ kind: 'file', content })
    return make(nodeAt(graph, index), {
      graph,
      surroundings: this.#its,
      spot,
      isThere: (other) => this.#isThere(other),
      isShared: (other) => this.#shared.has(other),
    })
  }

  /** Whether a value is there, or can be made where it is needed. */
  #isThere(index: number, asked: ReadonlySet<number> = new Set()): boolean {
    if (this.#open.has(index)) return false
    if (this.#values.has(index) || asked.has(index) || this.#its.instead?.has(index)) return true
    return neededFor(index, this.#graph, this.#its).every((needed) => this.#isThere(needed, new Set(asked).add(index)))
  }
}
