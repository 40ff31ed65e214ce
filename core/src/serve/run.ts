/** `retrace.run()`: a whole program within a test. */
import { RetraceError } from '../errors.ts'
import { processOfRealm } from '../external/realm.ts'
import { activeResources, originalClearTimeout, OriginalPromise, originalSetTimeout } from '../originals.ts'
import { scopeOfCode } from '../scope/active.ts'
import { Program } from './program.ts'

export interface RunOptions {
  /** What follows the program's path on its command line. */
  readonly args?: readonly string[]
}

export interface Ended {
  readonly exitCode: number
}

/** In a replay the clock goes on to what is due next: a program that leaves it nothing for so long has nothing left to do. */
const REST_MS = 60_000
/** How often the handles of the process are looked at where time is real. */
const LOOK_AGAIN_MS = 20

/**
 * Runs a program, or a function, in this process: to the end of all that it does, or to `process.exit`.
 *
 * @param load - what starts it: `() => import('../src/main.ts')`, `() => notifyAll(users)`
 * @throws RetraceError `RUN_WRONG`; and what nobody catches in the program
 */
export async function run(load: () => unknown, { args = [] }: RunOptions = {}): Promise<Ended> {
  if (typeof load !== 'function') throw new RetraceError('RUN_WRONG', { what: typeof load })
  const its = processOfRealm()
  const { argv, exit, exitCode } = its
  const program = new Program()
  const exited = new OriginalPromise<void>((resolve) => {
    its.exit = (code): never => {
      its.exitCode = code ?? its.exitCode
      program.end()
      resolve()
      throw new Error('The program has ended.')
    }
  })
  let rest: Rest | undefined
  its.argv = [...argv.slice(0, 2), ...args]
  its.exitCode = undefined
  try {
    const finish = async (): Promise<void> => {
      rest = new Rest()
      await load()
      await rest.come()
    }
    await program.run(() => OriginalPromise.race([exited, finish()]))
    return { exitCode: Number(its.exitCode ?? 0) }
  } finally {
    rest?.end()
    program.end()
    Object.assign(its, { argv, exit, exitCode })
  }
}

/** Whether a program has come to rest. */
class Rest {
  readonly #scope = scopeOfCode()
  /** What the process had before the program began. */
  readonly #before = activeResources().length
  #timer: NodeJS.Timeout | undefined
  #isOver = false

  come(): Promise<void> {
    const scope = this.#scope
    return new OriginalPromise((resolve) => {
      if (scope?.timeline) return scope.timeline.add(scope.now + REST_MS, resolve)
      const look = (): void => {
        if (this.#isOver || activeResources().length <= this.#before) return resolve()
        this.#timer = originalSetTimeout(look, LOOK_AGAIN_MS)
      }
      this.#timer = originalSetTimeout(look, LOOK_AGAIN_MS)
    })
  }

  /** No one looks any more: a program that has failed may leave something that never ends. */
  end(): void {
    this.#isOver = true
    originalClearTimeout(this.#timer)
  }
}
