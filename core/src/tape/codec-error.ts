/** Errors as parts that the codec can write, and back: type, name, message, stack, cause and own properties. */

/** What is written of an error; strings and members are dehydrated. */
export type ErrorParts = [
  type: string,
  name: unknown,
  message: unknown,
  stack: unknown,
  hidden: unknown[],
  own: unknown[],
]

type Inner = (member: unknown) => unknown

const TYPES: Readonly<Record<string, ErrorConstructor>> = {
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
  AggregateError: AggregateError as unknown as ErrorConstructor,
  Error,
}

/** Properties that Node and JavaScript set without showing them. */
const HIDDEN = ['cause', 'errors'] as const

/** Stands for the `toString` of Node's own errors, which gives the code too. */
const SHOWS_CODE = 'toString'

/** Node's classes are called as the built-in ones, and stand between these and the error. */
function showsCode(error: Error): boolean {
  if (!Object.hasOwn(error, 'code')) return false
  for (let type: object | null = error; (type = Object.getPrototypeOf(type) as object | null);) {
    if (!Object.hasOwn(type, SHOWS_CODE)) continue
    return !Object.hasOwn(type, 'name') && Object.hasOwn(TYPES, type.constructor?.name ?? '')
  }
  return false
}

function nameCodeAndMessage(this: NodeJS.ErrnoException): string {
  return `${this.name} [${this.code}]: ${this.message}`
}

/** The parts of an error. A stack that isn't text (`Error.prepareStackTrace`) is left out. */
export function errorParts(error: Error, inner: Inner): ErrorParts {
  const hidden: unknown[] = []
  for (const key of HIDDEN) {
    const property = Object.getOwnPropertyDescriptor(error, key)
    if (property && !property.enumerable) hidden.push([key, inner(property.value)])
  }
  if (showsCode(error)) hidden.push([SHOWS_CODE, null])
  const own = Object.keys(error).map((key) => [inner(key), inner((error as unknown as Record<string, unknown>)[key])])
  // Absent where the error has none of its own, which shows in `Object.hasOwn`.
  const message = Object.hasOwn(error, 'message') || isDomException(error) ? inner(String(error.message)) : null
  const { stack } = error
  return [
    typeOf(error),
    inner(String(error.name)),
    message,
    typeof stack === 'string' ? inner(stack) : null,
    hidden,
    own,
  ]
}

/** An error without its properties, which may hold the error itself. */
export function errorShell([type, name, message]: ErrorParts, inner: Inner): Error {
  const text = message === null ? undefined : (inner(message) as string)
  if (type === 'DOMException') return new DOMException(text, inner(name) as string)
  if (type === 'AggregateError') return new AggregateError([], text)
  return new (TYPES[type] ?? Error)(text)
}

/** Puts the properties of an error in place. */
export function fillError(error: Error, [, name, , stack, hidden, own]: ErrorParts, inner: Inner): void {
  const called = inner(name)
  if (error.name !== called) define(error, 'name', called, false)
  if (stack === null) Reflect.deleteProperty(error, 'stack')
  else define(error, 'stack', inner(stack), false)
  if (error instanceof AggregateError && !hidden.some((pair) => (pair as unknown[])[0] === 'errors')) {
    Reflect.deleteProperty(error, 'errors')
  }
  for (const [key, value] of hidden as [string, unknown][]) {
    define(error, key, key === SHOWS_CODE ? nameCodeAndMessage : inner(value), false)
  }
  for (const [key, value] of own as [string, unknown][]) define(error, inner(key) as string, inner(value), true)
}

/** The nearest built-in type, of any realm: that is what `instanceof` of the program's can ask for. */
function typeOf(error: Error): string {
  if (isDomException(error)) return 'DOMException'
  for (let type: object | null = error; (type = Object.getPrototypeOf(type) as object | null);) {
    const name = Object.hasOwn(type, 'constructor') ? type.constructor?.name : undefined
    if (name !== undefined && Object.hasOwn(TYPES, name)) return name
  }
  return 'Error'
}

function isDomException(error: unknown): boolean {
  return typeof DOMException === 'function' && error instanceof DOMException
}

function define(target: object, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable })
}
