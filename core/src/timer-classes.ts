/** The classes of Node's timers, which no module exports. */
import { originalClearImmediate, originalClearTimeout, originalSetImmediate, originalSetTimeout } from './originals.ts'

type Class = { readonly prototype: object } & (new (run: () => void) => object)

function classOf<T extends object>(make: () => T, unmake: (made: T) => void): Class {
  const made = make()
  unmake(made)
  return made.constructor as unknown as Class
}

const nothing = (): void => {}

export const Timeout: Class = classOf(() => originalSetTimeout(nothing, 1), originalClearTimeout)
export const Immediate: Class = classOf(() => originalSetImmediate(nothing), originalClearImmediate)
