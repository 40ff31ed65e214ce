/**
 * Finds the classes that were taken by what was mixed into them. The function runs in the program that is looked at, as `take`
 * does, and uses nothing from here either.
 */
import type { Probe } from '@retrace/core/recordings'
import type { Taken } from './take.ts'

/** @param functions - all that there are */
export function uncover(
  this: Pick<Probe, 'types'>,
  { covered, prototypes, classes, classNames }: Taken,
  functions: readonly (abstract new () => unknown)[],
): void {
  const own = (its: object, key: string): unknown => Object.getOwnPropertyDescriptor(its, key)?.value
  const todo = new Map(covered.map((number) => [prototypes[number], number]))
  for (const its of functions) {
    const number = this.types.isProxy(its) ? undefined : todo.get(own(its, 'prototype') as object | undefined)
    if (number === undefined) continue
    const name = own(its, 'name')
    classes[number] = its
    classNames[number] = typeof name === 'string' ? name : ''
  }
}
