/** Patches of the methods of handles, for the program's handles only: those of loaders pass through. */
import { defineOp } from '../../tape/op.ts'
import type { Handle, Native } from './classes.ts'
import type { HandleState } from './state.ts'
import type { StreamSupport } from './support.ts'

const opStatus = defineOp({
  name: 'handle.status',
  kind: 'value',
  target: true,
  fields: ['text', 'int'],
  asked: 1,
  labels: ['of', 'status'],
})

type Prototype = Record<string, Native>

/** A call of a method. */
export interface Call<H extends Handle = Handle> {
  readonly handle: H
  readonly state: HandleState
  readonly key: string
  readonly args: readonly unknown[]
  /** Runs Node's own. */
  native(): unknown
}

/** Patches those of the methods that `prototype` itself has, each by what answers a call in its place. */
export function patchMethods<H extends Handle = Handle>(
  support: StreamSupport,
  owner: string,
  prototype: Prototype,
  keys: readonly string[],
  answer: (call: Call<H>) => unknown,
): void {
  const { gate, patches } = support.context
  for (const key of keys) {
    if (!Object.hasOwn(prototype, key)) continue
    const wrap = (native: Native): Native =>
      function (this: unknown, ...args: unknown[]) {
        const handle = this as H
        const state = support.handles.stateOf(handle)
        if (state.live || !gate.open) return Reflect.apply(native, handle, args)
        return answer({ handle, state, key, args, native: () => Reflect.apply(native, handle, args) })
      }
    patches.method(owner, prototype, key, wrap as never)
  }
}

/**
 * Patches methods that give a status, which is 0 unless something is wrong; then it is on the tape. In replay they do
 * nothing.
 *
 * @param before - what else such a call does, before the status is asked for
 */
export function patchStatuses<H extends Handle = Handle>(
  support: StreamSupport,
  owner: string,
  prototype: Prototype,
  keys: readonly string[],
  before: (handle: H, state: HandleState, args: readonly unknown[], native: Native) => void = () => {},
): void {
  const { gate, patches } = support.context
  for (const key of keys) {
    if (!Object.hasOwn(prototype, key)) continue
    const asked = [key]
    const wrap = (native: Native): Native =>
      function (this: unknown, ...args: unknown[]) {
        const handle = this as H
        const state = support.handles.stateOf(handle, key === 'open' ? (args[0] as number) : -1)
        if (state.live) return Reflect.apply(native, handle, args)
        before(handle, state, args, native)
        if (!gate.open) return gate.performs ? Reflect.apply(native, handle, args) : 0
        return gate.quiet(opStatus, state.id, 0, () => Reflect.apply(native, handle, args) as number, asked)
      }
    patches.method(owner, prototype, key, wrap as never)
  }
}
