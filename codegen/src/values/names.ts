/** Names that nothing else has in a file. */
import { isIdentifier } from './literals.ts'

/** What can't be the name of a variable in a module. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield ' +
    // Taken by what tests use.
    'expect test it describe vi jest retrace require module exports process NaN Infinity Object Array Map Set Date Buffer URL Symbol'
  ).split(' '),
)

/** What a file has already. */
export interface TakenNames {
  /** In the whole of it, but for types. */
  readonly values?: Iterable<string>
  /** Types alone: a variable within a function may be called the same. */
  readonly types?: Iterable<string>
  /** In its functions: names of their own, or of something that the file does not declare. */
  readonly within?: Iterable<string>
}

export class Names {
  readonly #values: Set<string>
  readonly #types: Set<string>
  readonly #within: ReadonlySet<string>
  /** In the function that is written. */
  readonly #own = new Set<string>()

  constructor({ values = [], types = [], within = [] }: TakenNames = {}) {
    this.#values = new Set(values)
    this.#types = new Set(types)
    this.#within = new Set(within)
  }

  /** A name like the one that is wished for, which is taken from now on. */
  take(wish: string): string {
    return take(wish, this.#own, this.#values)
  }

  /**
   * One that means the same in all of the file.
   *
   * @param isWithin - whether functions that have it mean the same by it
   */
  takeForFile(wish: string, isWithin = false): string {
    return take(wish, this.#values, this.#own, isWithin ? NONE : this.#within, this.#types)
  }

  /** One of a type, for all of the file. */
  takeForType(wish: string, isWithin = false): string {
    return take(wish, this.#types, this.#values, isWithin ? NONE : this.#within)
  }
}

const NONE: ReadonlySet<string> = new Set()

/** @param own - among which it is from now on */
function take(wish: string, own: Set<string>, ...others: readonly ReadonlySet<string>[]): string {
  const plain = isIdentifier(wish) ? wish : camelCase(wish)
  const isTaken = (name: string): boolean => RESERVED.has(name) || [own, ...others].some((its) => its.has(name))
  let name = plain
  for (let i = 2; isTaken(name); i++) name = `${plain}${i}`
  own.add(name)
  return name
}

function camelCase(text: string): string {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? []
  const name = words.map((word, i) => (i === 0 ? lower(word) : word.charAt(0).toUpperCase() + word.slice(1))).join('')
  return isIdentifier(name) ? name : 'value'
}

/** `OrderService` becomes `orderService`. */
export function lower(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1)
}
