/** What a file has around the values that are written into it, and what comes of them. */
import type { ClassRef, Place } from '../observation.ts'
import type { TextStyle } from '../style.ts'
import type { Layout } from './layout.ts'
import type { Names } from './names.ts'

export interface Root {
  readonly index: number
  /** What it is called in the source: a parameter, `order` for the `this` of its class. */
  readonly name: string
}

/** What a file has around the values that are written into it. */
export interface Surroundings {
  readonly language: 'typescript' | 'javascript'
  readonly style: TextStyle
  readonly names: Names
  /** The expression that is a class; null where the file can't have it. */
  readonly classSource: (ref: ClassRef) => string | null
  /** How an instance of a class is made; null where that isn't as simple as setting its fields. */
  readonly maker: (ref: ClassRef) => Maker | null
  /** The expression that is the one instance of a class that there is, for one that can't be made; null where there is none. */
  readonly instance: (className: string) => string | null
  /** The expression that is a function; null where the file can't have it. */
  readonly functionSource: (its: { readonly name: string; readonly place: Place }) => string | null
  /** The expression that is a symbol of the program; null where the file can't have it. */
  readonly symbol: (description: string | null) => string | null
  /** The expression that is Node's class of streams. */
  readonly readable: () => string
  /** The expression that makes a mock of the test runner. */
  readonly mock: () => string
  /** The expression that reads a file beside the test, which is written with this content. */
  readonly dataFile: (name: string, content: DataFile) => Layout
  /** Whether the values are what is expected: what can't be compared is none. */
  readonly isExpected?: true
  /** Expressions for values that are not to be written as they are. */
  readonly instead?: ReadonlyMap<number, string>
}

export type DataFile =
  /** `dates`: names of properties that are dates, or null. */
  | { readonly kind: 'json' | 'text'; readonly text: string; readonly dates?: readonly string[] }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }

/** A constructor that does no more than set fields. */
export interface Maker {
  /** The fields that its parameters set, in their order. */
  readonly parameters: readonly MakerParameter[]
  /** Source of what other fields are set to, by their names, with single quotes; `function` for any function. */
  readonly initial: ReadonlyMap<string, string>
  /** Whose constructor it has, and whose way to add something. */
  readonly collection?: CollectionType
}

export type CollectionType = 'Map' | 'Set' | 'Array'

export interface MakerParameter {
  /** `#name` for a private one. */
  readonly field: string
  readonly hasDefault: boolean
  /** Errors hide these, and lack them where they aren't given; an option is given in an object, by its name. */
  readonly ofError?: 'message' | 'option'
}

export type Source =
  /** Statements are without what ends them, which a formatter adds. */
  | { readonly kind: 'source'; readonly statements: readonly string[]; readonly expressions: readonly Layout[] }
  /** `path`: the value that a test can't have; `what`: what it is. */
  | { readonly kind: 'unavailable'; readonly path: string; readonly what: string }
