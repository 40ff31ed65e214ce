/** `retrace.live()` and `retrace.external()`: what is kept out of recordings, and what comes in by value. */
import { wrapExternal } from '../external/proxy.ts'
import { originalEnv } from '../originals.ts'
import { runLive, scopeOfCode } from '../scope/active.ts'
import { installTestBoundaries } from './install.ts'
import { isObject, wrongOption } from './option-kinds.ts'
import { modeOf, optionsFor } from './options.ts'
import { testFile } from './test-source.ts'
import { nextTurn } from './turn.ts'

/**
 * Runs code that a recording has nothing to do with: what it asks is asked of the real servers, also in a replay, and is
 * not recorded; clocks and randomness are real in it.
 *
 * @returns what the code gives
 */
export async function live<T>(run: () => T | Promise<T>): Promise<T> {
  if (scopeOfCode()?.mode === 'replay') {
    // Connections that lead nowhere are gone before something real comes to use them.
    installTestBoundaries().wire.hangUpIdle()
    await nextTurn()
  }
  return runLive(run)
}

/**
 * Records an object that is not reached by its connections: a client that speaks a protocol which can't be replayed, a
 * native module, a function. Calls of its methods are exchanges, and a replay answers them without calling it.
 *
 * @param name - by which fixtures know it
 * @param object - an object with methods, also in objects within it; a function; a class
 * @returns an object of the same type, to be used in its place
 * @throws RetraceError `OPTION_WRONG`; its methods throw `EXTERNAL_VALUE`, `EXTERNAL_CALLBACK` and what a replay can't answer
 */
export function external<T extends object>(name: string, object: T): T {
  if (typeof name !== 'string' || name === '') throw wrongOption('name', name, { says: 'a text' })
  if (!isObject(object) && typeof object !== 'function')
    throw wrongOption('object', object, { says: 'an object, a function or a class' })
  return wrapExternal(name, object, () => {
    const scope = scopeOfCode()
    if (scope) return scope.mode === 'replay' && !scope.adds
    return modeOf(optionsFor(testFile()), originalEnv) === 'none'
  })
}
