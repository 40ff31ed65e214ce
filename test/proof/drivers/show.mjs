import buffer from 'node:buffer'
import { inspect } from 'node:util'

buffer.INSPECT_MAX_BYTES = Infinity

/** A value as a text that differs where a value or its type does: `1n`, `-0`, `Buffer`, `[Object: null prototype]`. */
export function show(value) {
  return inspect(plain(value), {
    depth: Infinity,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
    breakLength: 120,
  })
}

/** Errors as what programs look at; where they were made doesn't matter. */
function plain(value) {
  if (value instanceof Error) return errorOf(value)
  if (Array.isArray(value) && value.constructor === Array) return value.map(plain)
  if (Object.getPrototypeOf(value ?? 0) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, its]) => [key, plain(its)]))
}

/** What is no matter of the answer: whole requests and responses, sockets, and places in a library's source. */
const LEFT_OUT = /^(request|response|config|options|socket|timings|input|_|stack$|headers$|toJSON$|client$|meta$)/

function errorOf(error) {
  const own = Object.entries(error).filter(([key, value]) => !LEFT_OUT.test(key) && typeof value !== 'function')
  return {
    class: error.constructor.name,
    name: error.name,
    message: error.message,
    ...Object.fromEntries(own.map(([key, value]) => [key, plain(value)])),
    ...(error.cause === undefined ? {} : { cause: plain(error.cause) }),
    ...(error instanceof AggregateError ? { errors: plain(error.errors) } : {}),
  }
}
