/** How a process ends: by itself, by `process.exit`, by an error; and what it does before (`beforeExit`, signals). */
import { constants } from 'node:os'
import { defineOp } from '../../tape/op.ts'
import { inFailedScope } from '../../gate/scope.ts'
import type { Boundary } from '../boundary.ts'

const opBeforeExit = defineOp({ name: 'process.beforeExit', kind: 'delivery', fields: [] })
/** The event loop ran empty. */
const opLoopEnd = defineOp({ name: 'process.end', kind: 'delivery', fields: [] })
/** The program is over, with this exit code; the last such event counts. */
const opExit = defineOp({ name: 'process.exit', kind: 'output', fields: ['int'], labels: ['code'] })
const opSignal = defineOp({
  name: 'process.signal',
  kind: 'delivery',
  fields: ['text', 'int'],
  labels: ['signal', 'number'],
})
const opKill = defineOp({
  name: 'process.kill',
  kind: 'output',
  fields: ['value', 'value', 'value'],
  asked: 2,
  labels: ['pid', 'signal'],
})
const opAbort = defineOp({ name: 'process.abort', kind: 'output', fields: [] })

type AnyFn = (this: unknown, ...args: unknown[]) => unknown
type Emit = (this: unknown, event: string | symbol, ...args: unknown[]) => boolean

export interface ExitHooks {
  /** The recorder's chance to write what it holds; run whenever the process may be gone the next moment. */
  flush(): void
  /**
   * An error that nobody caught, before Node prints it.
   *
   * @param origin - `uncaughtException` or `unhandledRejection`
   */
  onUncaught(error: unknown, origin: unknown): void
  /** The program is over. */
  onExit(code: number): void
}

export function exitBoundary(hooks: ExitHooks): Boundary {
  return {
    name: 'exit',
    install({ gate, patches }) {
      const originalEmit = process.emit as Emit
      let calledExit = false
      let fatal = false
      let exitCode: number | null = null

      const emit = function emit(this: unknown, event: string | symbol, ...args: unknown[]): boolean {
        switch (event) {
          case 'beforeExit':
            // In replay the loop is driven by the tape, and so is its end.
            if (!gate.performs) return false
            gate.delivery(opBeforeExit, -1)
            break
          case 'exit': {
            if (!calledExit && !fatal && gate.performs) gate.delivery(opLoopEnd, -1)
            const result = Reflect.apply(originalEmit, this, [event, ...args])
            ended(Number(process.exitCode ?? args[0] ?? 0))
            // No more of the program runs, but Node prints the error, for which it looks at the environment.
            if (fatal) gate.inside++
            return result
          }
          case 'uncaughtExceptionMonitor':
            hooks.onUncaught(args[0], args[1])
            break
          case 'uncaughtException': {
            const handled = Reflect.apply(originalEmit, this, [event, ...args])
            if (!handled) fatal = true
            return handled
          }
          default:
            if (typeof event === 'string' && args.length === 2 && args[0] === event && event in constants.signals) {
              if (!gate.performs) return false
              gate.delivery(opSignal, -1, event, args[1])
            }
        }
        return Reflect.apply(originalEmit, this, [event, ...args])
      }
      patches.property('exit', process, 'emit', { value: emit, writable: true })

      const ended = (code: number): void => {
        if (!gate.open || exitCode === code) return
        exitCode = code
        gate.exchange(opExit, -1, [code], () => [])
        hooks.onExit(code)
      }

      const exit = (code: number): unknown => (process as unknown as Record<string, AnyFn>)['reallyExit']?.(code)
      const patch = (key: string, wrap: (original: AnyFn) => AnyFn): void =>
        patches.method('exit', process as unknown as Record<string, AnyFn>, key, wrap as never)
      patch('exit', (original) => (...args) => {
        calledExit = true
        return Reflect.apply(original, process, args)
      })
      patch('reallyExit', (original) => (...args) => {
        ended(Number(args[0] ?? 0))
        hooks.flush()
        return Reflect.apply(original, process, args)
      })
      // Node looks it up here whenever an error was caught by nobody.
      if (!gate.performs) {
        patch(
          '_fatalException',
          (original) =>
            (...args) =>
              inFailedScope(() => Reflect.apply(original, process, args)),
        )
      }
      patch('abort', (original) => () => {
        if (gate.open) gate.exchange(opAbort, -1, [], () => [])
        hooks.flush()
        return Reflect.apply(original, process, [])
      })
      patch('kill', (original) => (...args) => {
        if (!gate.open) return Reflect.apply(original, process, args)
        hooks.flush()
        return gate.exchange(opKill, -1, [args[0], args[1]], () => [Reflect.apply(original, process, args)])[0]
      })

      gate.receive(opBeforeExit, {
        ready: () => true,
        deliver: () => void Reflect.apply(originalEmit, process, ['beforeExit', process.exitCode ?? 0]),
      })
      gate.receive(opSignal, {
        ready: () => true,
        deliver: (_target, [signal, number]) =>
          void Reflect.apply(originalEmit, process, [signal as string, signal, number]),
      })
      gate.receive(opLoopEnd, {
        ready: () => true,
        deliver() {
          // Not `process.exit`: the program may have replaced it.
          fatal = true
          const code = process.exitCode ?? 0
          ;(process as unknown as { _exiting: boolean })._exiting = true
          process.emit('exit', Number(code))
          exit(Number(process.exitCode ?? 0))
        },
      })
    },
  }
}
