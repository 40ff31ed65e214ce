/**
 * Has spies on the functions among values that were taken, which note what each call gives. The function runs in the program
 * that is looked at, as `take` does, and uses nothing from here either.
 */
import type { Probe, Told } from '@retrace/core/recordings'
import type { CalledBack, Given } from '../observation.ts'
import type { take as takeValues, Taken, TakenObject, TakenStream, TakeRequest } from './take.ts'

/** Whose calls of functions are noted. */
export interface Caller {
  /** Of a function. */
  readonly number: number
  readonly call: number
  /** So many calls of each are. */
  readonly most: number
  /** The numbers of classes that no test can have: methods of their instances are noted too. */
  readonly classes: readonly number[]
}

export function spyOn(
  this: Probe,
  taken: Taken,
  take: typeof takeValues,
  request: TakeRequest,
  { number, call, most, classes }: Caller,
): void {
  const { spies, types: is } = this
  const noteOf = new Map<object, Given[]>()
  const listener = {
    isIts: () => this.calls[number] === call,
    begin: (its: object) => {
      const given = noteOf.get(its) as Given[]
      // Nobody reads so many; and it would take its time.
      if (given.length === most) {
        given.length = 0
        return null
      }
      const back: CalledBack[] = []
      const at = given.push({ how: 'waits' }) - 1
      const put = (is: Given): void => {
        if (given.length > 0) given[at] = back.length === 0 ? is : { ...is, back: back.length > most ? null : back }
      }
      return {
        tell: (how: Told, value: unknown) => put({ how, value: note(value) }),
        callBack: (argument: number, args: readonly unknown[], isLate: boolean) => {
          const values = back.length < most ? args.map(note) : []
          const number = back.push({ argument, values, isLate, how: null, failed: null }) - 1
          put(given[at] as Given)
          return (how: Told, value: unknown): void => {
            const failed = how === 'threw' || how === 'rejected' ? note(value) : null
            back[number] = { ...(back[number] as CalledBack), how, failed }
          }
        },
      }
    },
  }
  const note = (value: unknown): number => take.call(this, taken, request, value).roots[0] as number
  /** Has a function of an object noted what it is called with, or gives. */
  const shadow = (value: object, key: string, around: (call: () => unknown, args: unknown[]) => unknown): void => {
    const its = (value as Record<string, unknown>)[key] as (...args: unknown[]) => unknown
    const put = (...args: unknown[]): unknown => around(() => Reflect.apply(its, value, args), args)
    Reflect.defineProperty(value, key, { value: put, writable: true, configurable: true })
  }
  /** Whoever reads it: it is read once. */
  const watchStream = (stream: object, node: TakenStream): void => {
    const items: number[] = (node.items = [])
    if (!is.isGeneratorObject(stream))
      return shadow(stream, 'emit', (emit, [event, value]) => {
        if (event === 'data') items.push(note(value))
        if (event === 'error') node.failed = note(value)
        return emit()
      })
    const give = ({ done, value }: { done?: boolean; value: unknown }): void =>
      void (done === true || items.push(note(value)))
    const fail = (error: unknown): void => void (node.failed = note(error))
    shadow(stream, 'next', (next) => {
      try {
        const given = next()
        if (is.isPromise(given)) void Promise.prototype.then.call(given, give as never, fail)
        else give(given as { value: unknown })
        return given
      } catch (error) {
        fail(error)
        throw error
      }
    })
  }
  const isSpiedOn = (value: unknown): boolean => spies.of(value) !== value
  const put = (holder: object, key: string | symbol): void => {
    const its = Reflect.getOwnPropertyDescriptor(holder, key)
    if (its?.writable === true && isSpiedOn(its.value))
      Reflect.defineProperty(holder, key, { ...its, value: spies.of(its.value) as unknown })
  }
  /** An instance has them of its own from then on. */
  const watchMethods = (instance: object, node: Extract<TakenObject, { kind: 'object' }>): void => {
    if (!Object.isExtensible(instance)) return
    for (const itsClass of node.chain.filter((its) => classes.includes(its))) {
      const prototype = taken.prototypes[itsClass] as object
      for (const key of Object.getOwnPropertyNames(prototype)) {
        const method: unknown = Object.getOwnPropertyDescriptor(prototype, key)?.value
        const own: unknown = Object.getOwnPropertyDescriptor(instance, key)?.value
        if (key === 'constructor' || typeof method !== 'function') continue
        if (Object.hasOwn(instance, key) && spies.original(own) !== method) continue
        const at = note(method)
        noteOf.set(method, (taken.nodes[at] as { given: Given[] }).given)
        const value = spies.on(method as never, listener)
        Reflect.defineProperty(instance, key, { value, writable: true, configurable: true })
        node.properties.push({ key, value: at, enumerable: false, isPrivate: false, isMethod: true })
      }
    }
  }
  const objects = [...taken.objects]
  for (const [at, value] of objects.entries()) {
    const node = taken.nodes[at]
    if (node?.kind === 'stream') watchStream(value, node)
    if (node?.kind === 'object') watchMethods(value, node)
    if (node?.kind !== 'function' || node.class !== null) continue
    noteOf.set(value, node.given)
    spies.on(value as never, listener)
  }
  for (const holder of objects) {
    if (holder === undefined || typeof holder === 'function' || is.isArrayBufferView(holder) || is.isProxy(holder))
      continue
    for (const key of Reflect.ownKeys(holder)) put(holder, key)
    if (is.isMap(holder))
      Map.prototype.forEach.call(
        holder,
        (value, key, map) => void (isSpiedOn(value) && Map.prototype.set.call(map, key, spies.of(value))),
      )
  }
}
