/** Classes of errors: what a program asks of an error that it caught. */

import * as types from 'node:util/types'
import { errorOfRealm } from './realm.ts'

type ErrorClass = new () => Error

/** The name of an error's class; nothing of what is none. */
export function classed(error: unknown): { readonly of?: string } {
  const isError = error instanceof Error || Object.prototype.toString.call(error) === '[object Error]'
  const of = isError ? (error as Error).constructor?.name : undefined
  return of === undefined ? {} : { of }
}

/**
 * An error as one of its class: of that which the object or its class has under that name, as most clients do
 * (`OpenAI.APIError`), else of one of the same name.
 */
export function ofClass(error: unknown, name: string | undefined, object: object): unknown {
  if (name === undefined || !types.isNativeError(error) || error.constructor.name === name) return error
  const places = [object, object.constructor] as unknown as Readonly<Record<string, unknown>>[]
  const known = places.map((place) => place[name]).find(isErrorClass)
  const Class = known ?? ({ [name]: class extends errorOfRealm() {} }[name] as ErrorClass)
  Object.setPrototypeOf(error, Class.prototype as object)
  return error
}

/** Of whatever realm: a test file of Jest's has one of its own. */
function isErrorClass(value: unknown): value is ErrorClass {
  if (typeof value !== 'function') return false
  for (let at = value.prototype as object | null; at; at = Object.getPrototypeOf(at) as object | null)
    if (Object.hasOwn(at, 'constructor') && at.constructor.name === 'Error') return true
  return false
}
