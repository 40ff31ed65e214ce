/** How a value is made: by a literal, a constructor, out of a file; and what is set after that. */
import type { ValueGraph } from '../observation.ts'
import type { Part, PropertyPart, Spot } from './parts.ts'
import type { DataFile, Surroundings } from './surroundings.ts'

export interface Making {
  readonly base: Base
  /** Parts that stand in the base, or have a place in it. */
  readonly within: readonly Part[]
  /** Properties that are set on the base. */
  readonly after: readonly PropertyPart[]
  /** The class that the base is turned into. */
  readonly turnedInto: string | null
  readonly isFrozen: boolean
}

export type Base =
  | { readonly kind: 'file'; readonly content: DataFile }
  /** What holds nothing. */
  | { readonly kind: 'source'; readonly source: string }
  /** `callee`: a class that makes such. */
  | { readonly kind: 'array'; readonly length: number; readonly callee?: string }
  | { readonly kind: 'object'; readonly nullPrototype: boolean }
  | { readonly kind: 'collection'; readonly type: 'Map' | 'Set'; readonly callee?: string }
  /** What is read once. */
  | { readonly kind: 'stream'; readonly isAsync: boolean; readonly isFailed: boolean }
  /** What gives again what a function has given. */
  | { readonly kind: 'stand-in' }
  | { readonly kind: 'call'; readonly callee: string; readonly args: readonly Argument[] }

/** Source, a value, or a property in an object of its own, as in `{ cause: error }`. */
export type Argument = string | { readonly value: number } | { readonly option: PropertyPart }

/** Where a value is made. */
export interface Site {
  readonly graph: ValueGraph
  readonly surroundings: Surroundings
  readonly spot: Spot
  /** Whether another value can be referred to. */
  readonly isThere: (index: number) => boolean
  /** Whether a value stands in several places. */
  readonly isShared: (index: number) => boolean
}

export function making(base: Base, more: Partial<Omit<Making, 'base'>> = {}): Making {
  return { base, within: [], after: [], turnedInto: null, isFrozen: false, ...more }
}

const LONG_PATH = 100

/** A value that a test can't have. */
export class Unavailable extends Error {
  readonly path: string

  constructor({ path }: Spot, what: string) {
    super(what)
    this.path = path.length > LONG_PATH ? `${path.slice(0, LONG_PATH)}…` : path
  }
}
