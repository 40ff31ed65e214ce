/** Gives an object a property of its own as an assignment would, were there no accessor (and no `__proto__`) in the way. */
export function defineData(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
}
