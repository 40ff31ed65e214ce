/**
 * Has spies on the functions among values that were taken, which note what each call gives. The function runs in the program
 * that is looked at, as `take` does, and uses nothing from here either.
 */
import type { Probe, Told } from '@retrace/core/recordings'
import type { Given } from '../observation.ts'
import type { take as takeValues, Taken, TakeRequest } from './take.ts'

/** Whose calls of functions are noted. */
export interface Caller {
  /** Of a function. */
  readonly number: number
  readonly call: number
  /** So many calls of each are. */
  readonly most: number
}

export function spyOn(
  this: Probe,
  taken: Taken,
  take: typeof takeValues,
  request: TakeRequest,
  { number, call, most }: Caller,
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
      const at = given.push({ how: 'waits' }) - 1
      return (how: Told, value: unknown): void => {
        if (given.length === 0) return
        const { roots } = take.call(this, taken, request, value)
        given[at] = { how, value: roots[0] as number }
      }
    },
  }
  const isSpiedOn = (value: unknown): boolean => spies.of(value) !== value
  const put = (holder: object, key: string | symbol): void => {
    const its = Reflect.getOwnPropertyDescriptor(holder, key)
    if (its?.writable === true && isSpiedOn(its.value))
      Reflect.defineProperty(holder, key, { ...its, value: spies.of(its.value) as unknown })
  }
  const objects = [...taken.objects]
  for (const [at, value] of objects.entries()) {
    const node = taken.nodes[at]
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
