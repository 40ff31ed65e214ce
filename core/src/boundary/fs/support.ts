/** What the parts of the `fs` boundary share. */
import type { Gate } from '../../gate/gate.ts'
import type { Context } from '../boundary.ts'
import { print } from '../handle/stdio.ts'
import type { Warnings } from './warnings.ts'

export type AnyFn = (this: unknown, ...args: unknown[]) => unknown
export type Table = Record<PropertyKey, AnyFn>

export interface FsSupport {
  readonly context: Context
  readonly gate: Gate
  readonly descriptors: Descriptors
  readonly warnings: Warnings
}

/** Descriptors that need care. */
export class Descriptors {
  /** Opened inside of an original, which goes on with them in callbacks of its own. */
  readonly #live = new Set<unknown>()
  /** Opened by way of `/dev/stdout` and the like, in replay. */
  readonly #stdio = new Map<unknown, 1 | 2>()

  addLive(descriptor: unknown): void {
    this.#live.add(descriptor)
  }

  removeLive(descriptor: unknown): void {
    this.#live.delete(descriptor)
  }

  isLive(descriptor: unknown): boolean {
    return this.#live.size > 0 && this.#live.has(descriptor)
  }

  /** Notes what a path that was opened in replay leads to. */
  opened(path: unknown, descriptor: unknown): void {
    const stdio = stdioOfPath(path)
    if (stdio) this.#stdio.set(descriptor, stdio)
    else this.#stdio.delete(descriptor)
  }

  /** In replay, what the program writes to its own output is printed. */
  print(target: unknown, bytes: Uint8Array): void {
    const descriptor = target === 1 || target === 2 ? target : (this.#stdio.get(target) ?? stdioOfPath(target))
    if (descriptor) print(descriptor, bytes)
  }
}

function stdioOfPath(path: unknown): 1 | 2 | undefined {
  if (typeof path !== 'string') return undefined
  const match = /^\/(?:dev\/std(out|err)|(?:dev|proc\/self)\/fd\/([12]))$/.exec(path)
  if (!match) return undefined
  return match[1] === 'out' || match[2] === '1' ? 1 : 2
}

const kOurs = Symbol('retrace.ours')

/** Marks a callback as ours: an original that passes it on to another public function doesn't ask on the program's behalf. */
export function markOurs<T extends object>(callback: T): T {
  return Object.assign(callback, { [kOurs]: true })
}

export function isOurs(callback: unknown): boolean {
  return typeof callback === 'function' && kOurs in callback
}
