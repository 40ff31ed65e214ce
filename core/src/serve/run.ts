/** `retrace.run()`: a whole program within a test. */
import { RetraceError } from '../errors.ts'
import { processOfRealm } from '../external/realm.ts'
import { activeResources, OriginalPromise, originalSetTimeout } from '../originals.ts'
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
  its.argv = [...argv.slice(0, 2), ...args]
  its.exitCode = undefined
  try {
    const finish = async (): Promise<void> => {
      const idle = idleAgain()
      await load()
      await idle()
    }
    await program.run(() => OriginalPromise.race([exited, finish()]))
    return { exitCode: Number(its.exitCode ?? 0) }
  } finally {
    program.end()
    Object.assign(its, { argv, exit, exitCode })
  }
}

/** To be called before a program begins; what it gives waits until that has come to rest. */
function idleAgain(): () => Promise<void> {
  const scope = scopeOfCode()
  const before = activeResources().length
  return () =>
    new OriginalPromise((resolve) => {
      if (scope?.timeline) return scope.timeline.add(scope.now + REST_MS, resolve)
      const look = (): void => {
        if (activeResources().length <= before) resolve()
        else originalSetTimeout(look, LOOK_AGAIN_MS)
      }
      originalSetTimeout(look, LOOK_AGAIN_MS)
    })
}
