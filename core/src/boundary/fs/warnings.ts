/**
 * Warnings that an original gives while it runs for the program (deprecated arguments, …): in replay it isn't run, so
 * they are given again from the tape.
 */
import type { Gate } from '../../gate/gate.ts'
import { defineOp } from '../../tape/op.ts'
import type { Context } from '../boundary.ts'
import { withoutOwnFrames } from '../own-frames.ts'

type Warning = Parameters<typeof process.emitWarning>

const opWarnings = defineOp({
  name: 'fs.warnings',
  kind: 'value',
  fields: ['value'],
  labels: ['warnings'],
})

export class Warnings {
  readonly #gate: Gate
  #performing = 0
  #given: Warning[] | null = null

  constructor({ gate, patches }: Context) {
    this.#gate = gate
    if (!gate.performs) return
    const hear = (warning: Warning): void => {
      if (this.#performing > 0 && gate.inside > 0) (this.#given ??= []).push(warning)
    }
    patches.method('warnings', process, 'emitWarning', ((original: (...warning: Warning) => void) =>
      (...warning: Warning) => {
        hear(warning)
        return Reflect.apply(original, process, warning)
      }) as never)
  }

  /** Runs an original, and listens to the warnings it gives. Its errors show no frames of ours. */
  during<T>(original: (...args: never[]) => T, self: unknown, args: readonly unknown[]): T {
    this.#performing++
    try {
      return Reflect.apply(original, self, args)
    } catch (error) {
      throw withoutOwnFrames(error)
    } finally {
      this.#performing--
    }
  }

  /** Puts the warnings that were given onto the tape, or gives the recorded ones; after each call. */
  settle(): void {
    const given = this.#given
    if (this.#gate.performs && given === null) return
    this.#given = null
    const warnings = this.#gate.quiet(opWarnings, -1, null, () => given?.map(plain) ?? null)
    if (this.#gate.performs) return
    for (const warning of warnings ?? []) process.emitWarning(...(warning as Warning))
  }
}

/** Without the function from which a stack is taken. */
function plain(warning: Warning): unknown[] {
  return warning.filter((part) => typeof part !== 'function')
}
