/**
 * Child processes that the program waits for: `spawnSync`, `execSync`, `execFileSync`. In replay none is started. The
 * others are in `handle/child.ts`.
 */
import childProcess from 'node:child_process'
import type { Gate } from '../gate/gate.ts'
import { defineOp } from '../tape/op.ts'
import type { Boundary } from './boundary.ts'
import { taintOnce } from './taint-once.ts'

const opRun = defineOp({
  name: 'child.run',
  kind: 'output',
  fields: ['text', 'value', 'text', 'value', 'value', 'value'],
  asked: 2,
  labels: ['function', 'command', 'outcome', 'result', 'printed', 'warnings'],
})

type AnyFn = (this: unknown, ...args: unknown[]) => unknown

/** What the program may give, of which these go into the child. */
interface Options {
  readonly cwd?: unknown
  readonly input?: unknown
  readonly shell?: unknown
  readonly stdio?: unknown
}

interface Result {
  output?: unknown[] | null
  stdout?: unknown
  stderr?: unknown
}

export const childSync: Boundary = {
  name: 'child-sync',
  install({ gate, patches }) {
    for (const key of ['spawnSync', 'execSync', 'execFileSync'] as const) {
      patches.method('child-sync', childProcess, key, ((original: AnyFn): AnyFn => {
        return function (this: unknown, ...args: unknown[]) {
          if (!gate.open) return Reflect.apply(original, this, args)
          return run(gate, key, args, () => Reflect.apply(original, this, args))
        }
      }) as never)
    }
  },
}

function run(gate: Gate, key: string, args: unknown[], original: () => unknown): unknown {
  const file = args[0]
  const argv = Array.isArray(args[1]) ? args[1] : undefined
  const { cwd, input, shell, stdio } = optionsOf(args)
  const [outcome, result, printed, warnings] = gate.exchange(
    opRun,
    -1,
    [key, { file, argv, cwd, input, shell }],
    () => {
      const said: Said = { printed: [], warnings: [] }
      try {
        return ['returned', listening(said, original), said.printed, said.warnings]
      } catch (error) {
        return ['threw', error, said.printed, said.warnings]
      }
    },
  )
  if (inheritsOutput(stdio)) taintOnce(gate, OUTPUT_OF_CHILD)
  for (const part of printed as Said['printed']) process.stderr.write(part)
  for (const warning of warnings as Said['warnings']) process.emitWarning(...warning)
  if (!gate.performs) relink(result as Result | undefined)
  if (outcome === 'threw') throw result
  return result
}

export const OUTPUT_OF_CHILD =
  'A child process wrote to the stdout or stderr of the program (`stdio: "inherit"`), which the program does not see.'

/** Whether a child gets the program's own stdout or stderr. */
export function inheritsOutput(stdio: unknown): boolean {
  if (stdio === 'inherit') return true
  if (!Array.isArray(stdio)) return false
  return stdio.slice(1).some((stream) => {
    const descriptor: unknown = typeof stream === 'object' && stream !== null ? (stream as { fd?: unknown }).fd : stream
    return descriptor === 'inherit' || descriptor === 1 || descriptor === 2
  })
}

function optionsOf(args: readonly unknown[]): Options {
  const last = args.slice(1).find((arg) => typeof arg === 'object' && arg !== null && !Array.isArray(arg))
  return (last ?? {}) as Options
}

interface Said {
  readonly printed: Uint8Array[]
  readonly warnings: Parameters<typeof process.emitWarning>[]
}

/**
 * `execSync` and `execFileSync` pass on what the child wrote to stderr, and all of them may warn of their options. That
 * has to be said in replay too, so it isn't said in here but by the caller, when the child is on the tape.
 */
function listening(said: Said, original: () => unknown): unknown {
  const stand = (key: 'stderr' | 'emitWarning', descriptor: PropertyDescriptor): (() => void) => {
    const before = Object.getOwnPropertyDescriptor(process, key) as PropertyDescriptor
    Object.defineProperty(process, key, { configurable: true, ...descriptor })
    return () => Object.defineProperty(process, key, before)
  }
  const write = (part: Uint8Array): boolean => said.printed.push(part) > 0
  const restoreStderr = stand('stderr', { get: () => ({ write }) })
  const restoreWarnings = stand('emitWarning', {
    value: (...warning: Said['warnings'][number]) => void said.warnings.push(warning),
    writable: true,
  })
  try {
    return original()
  } finally {
    restoreWarnings()
    restoreStderr()
  }
}

/** `stdout` and `stderr` are the very elements of `output`. */
function relink(result: Result | null | undefined): void {
  if (typeof result !== 'object' || !Array.isArray(result?.output)) return
  result.stdout = result.output[1]
  result.stderr = result.output[2]
}
