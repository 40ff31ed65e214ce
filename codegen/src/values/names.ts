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

export class Names {
  readonly #taken: Set<string>
  readonly #within: ReadonlySet<string>

  /**
   * @param taken - in the whole file
   * @param within - in the functions of the file: names of their own, or of something that the file does not declare
   */
  constructor(taken: Iterable<string> = [], within: Iterable<string> = []) {
    this.#taken = new Set(taken)
    this.#within = new Set(within)
  }

  /** A name like the one that is wished for, which is taken from now on. */
  take(wish: string): string {
    return this.#take(wish, (name) => this.#taken.has(name))
  }

  /** One that means the same in all of the file. */
  takeForFile(wish: string): string {
    return this.#take(wish, (name) => this.#taken.has(name) || this.#within.has(name))
  }

  #take(wish: string, isTaken: (name: string) => boolean): string {
    const plain = isIdentifier(wish) ? wish : camelCase(wish)
    let name = plain
    for (let i = 2; RESERVED.has(name) || isTaken(name); i++) name = `${plain}${i}`
    this.#taken.add(name)
    return name
  }
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
