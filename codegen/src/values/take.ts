/**
 * Takes values as a graph. The function runs in the program that is looked at, where it is sent as text: it uses
 * nothing from here, and runs none of the program's code (no getter, no trap of a proxy, no `toJSON`).
 */
import type { Probe } from '@retrace/core/recordings'
import type { BufferView, Given, ValueNode } from '../observation.ts'

/** A class by its number among `classes`, until it is known where it was made. */
export type TakenNode =
  | (Exclude<ValueNode, { kind: 'object' | 'error' | 'function' | 'stream' }> & { chain?: number[] })
  | TakenObject
  | TakenStream

type TakenBytes = Extract<TakenNode, { kind: 'bytes' }>

/** What is read of it is noted later. */
export interface TakenStream {
  kind: 'stream'
  what: string
  isAsync: boolean
  chain: number[]
  items: number[] | null
  failed: number | null
}

export type TakenObject =
  | {
      kind: 'object'
      /** Its class and those above it, innermost first. */
      chain: number[]
      nullPrototype: boolean
      frozen: boolean
      properties: TakenProperty[]
    }
  | { kind: 'error'; chain: number[]; properties: TakenProperty[] }
  | {
      kind: 'function'
      name: string
      class: number | null
      builtIn: string | null
      text: string
      given: Given[]
    }

export interface TakenProperty {
  readonly key: string | { readonly symbol: number }
  readonly value: number
  readonly enumerable: boolean
  readonly isPrivate: boolean
  /** Whether it is of its class, which no test can have. */
  readonly isMethod?: true
}

/** Goes on from call to call, so that what two have in common is one node. */
export interface Taken {
  readonly nodes: TakenNode[]
  /** By the number of the node. */
  readonly objects: object[]
  readonly classes: (abstract new () => unknown)[]
  readonly classNames: string[]
  readonly prototypes: (object | undefined)[]
  /** The numbers of classes in whose place stands what was mixed into them: their prototypes name that. */
  readonly covered: number[]
  /** Objects of classes that have private names, by the number of the node. */
  readonly withPrivate: number[]
  /** Promises, and signals that were not aborted, by the number of the node: something may become of them. */
  readonly open: number[]
  readonly seen: Map<unknown, number>
  /** By the buffer that they are of. */
  readonly views: Map<unknown, { node: TakenBytes; offset: number; length: number }[]>
  /** How much text and how many bytes are still looked at. */
  budget: number
}

export interface TakeRequest {
  readonly budget: number
  readonly mostNodes: number
}

/**
 * @param state - of an earlier call, or null
 * @returns the state, with the numbers of the roots
 */
export function take(
  this: Pick<Probe, 'types'> & Partial<Pick<Probe, 'spies'>>,
  state: Taken | null,
  request: TakeRequest,
  ...roots: unknown[]
): { state: Taken; roots: number[] } {
  const { types: is, spies } = this
  const taken: Taken = state ?? {
    nodes: [],
    objects: [],
    classes: [],
    classNames: [],
    prototypes: [],
    covered: [],
    withPrivate: [],
    open: [],
    seen: new Map(),
    views: new Map(),
    budget: request.budget,
  }
  const { nodes, seen } = taken
  /** Numbers of what is still to be looked at. Not a recursion: lists may be long, and the stack of the program nearly full. */
  const todo: number[] = []
  const getterOf = (owner: object, name: string | symbol): ((self: unknown) => never) => {
    const { get } = Object.getOwnPropertyDescriptor(owner, name) as { get: (this: unknown) => never }
    return (self) => Reflect.apply(get, self, [])
  }
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object
  const typeOf = getterOf(typedArray, Symbol.toStringTag)

  function put(node: TakenNode): number {
    return nodes.push(node) - 1
  }

  function primitive(type: string, text: string): number {
    const key = `${type} ${text}`
    let at = seen.get(key)
    if (at === undefined) seen.set(key, (at = put({ kind: 'primitive', type: type as 'string', text })))
    return at
  }

  function visit(value: unknown): number {
    switch (typeof value) {
      case 'undefined':
        return primitive('undefined', 'undefined')
      case 'boolean':
      case 'bigint':
        return primitive(typeof value, String(value))
      case 'number':
        return primitive('number', Object.is(value, -0) ? '-0' : String(value))
      case 'string':
        if (value.length > 64 && (taken.budget -= value.length) < 0) return cut('string', value.length)
        return primitive('string', value)
      default:
        return reference(value as object | symbol | null)
    }
  }

  function reference(its: object | symbol | null): number {
    if (its === null) return primitive('null', 'null')
    const value = spies ? spies.original(its) : its
    // A text that is a key above is never one of these.
    const known = seen.get(value)
    if (known !== undefined) return known
    if (nodes.length > request.mostNodes) return cut('object', nodes.length)
    const at = nodes.length
    seen.set(value, at)
    if (typeof value === 'symbol') return put(symbol(value))
    taken.objects[at] = value
    if (typeof value === 'function') return put(functionNode(value as never))
    todo.push(at)
    return put({ kind: 'native', what: '' })
  }

  function cut(what: string, size: number): number {
    return put({ kind: 'cut', what, size })
  }

  function symbol(value: symbol): TakenNode {
    const description = value.description ?? null
    const name = Object.getOwnPropertyNames(Symbol).find(
      (key) => Object.getOwnPropertyDescriptor(Symbol, key)?.value === value,
    )
    return { kind: 'symbol', description, registered: Symbol.keyFor(value) !== undefined, wellKnown: name ?? null }
  }

  function functionNode(value: abstract new () => unknown): TakenNode {
    const text = Function.prototype.toString.call(value)
    const isClass = /^class\b/.test(text)
    const short = text.length <= 200 ? text : ''
    return {
      kind: 'function',
      name: nameOf(value),
      class: isClass ? classNumber(value) : null,
      builtIn: builtInName(value),
      text: short,
      given: [],
    }
  }

  /** `fetch`, `Math.max`: what any program has. */
  function builtInName(value: unknown): string | null {
    const nameIn = (owner: object): string | undefined =>
      Object.getOwnPropertyNames(owner).find((key) => Object.getOwnPropertyDescriptor(owner, key)?.value === value)
    const own = nameIn(globalThis)
    if (own !== undefined) return own
    for (const owner of ['console', 'Math', 'JSON', 'Object', 'Array', 'Number', 'Date']) {
      const its = Object.getOwnPropertyDescriptor(globalThis, owner)?.value as object | undefined
      const name = its && nameIn(its)
      if (name !== undefined) return `${owner}.${name}`
    }
    return null
  }

  function nameOf(value: object): string {
    if (is.isProxy(value)) return ''
    const name: unknown = Object.getOwnPropertyDescriptor(value, 'name')?.value
    return typeof name === 'string' ? name : ''
  }

  function classNumber(value: abstract new () => unknown): number {
    const known = taken.classes.indexOf(value)
    if (known >= 0) return known
    taken.classNames.push(nameOf(value))
    taken.prototypes.push(prototypeOf(value) as object | undefined)
    return taken.classes.push(value) - 1
  }

  /** The class of a prototype, or, where a mixin has put its own `constructor` over that, a place for it. */
  function numberOf(proto: object, constructor: abstract new () => unknown): number {
    const known = taken.prototypes.indexOf(proto)
    if (known >= 0) return known
    const its = prototypeOf(constructor)
    if (its === proto || typeof its !== 'object') return classNumber(constructor)
    taken.classNames.push(nameOf(constructor))
    taken.prototypes.push(proto)
    return taken.covered[taken.covered.push(taken.classes.push(constructor) - 1) - 1] as number
  }

  function prototypeOf(its: object): unknown {
    return is.isProxy(its) ? undefined : Object.getOwnPropertyDescriptor(its, 'prototype')?.value
  }

  function object(value: object, at: number): TakenNode {
    if (is.isProxy(value)) return { kind: 'native', what: 'Proxy' }
    if (is.isNativeError(value))
      return { kind: 'error', chain: chainOf(value, at), properties: propertiesOf(value, (key) => key === 'stack') }
    return special(value, at) ?? stream(value, at) ?? native(value) ?? web(value, at) ?? plain(value, at)
  }

  /** What is more than its properties, all of which can be seen. */
  function special(value: object, at: number): TakenNode | null {
    if (is.isDate(value)) {
      const time = Date.prototype.getTime.call(value)
      return extended(value, at, { kind: 'date', time: Number.isNaN(time) ? null : time })
    }
    if (is.isRegExp(value)) {
      const source = getterOf(RegExp.prototype, 'source')(value)
      const flags = getterOf(RegExp.prototype, 'flags')(value)
      const lastIndex = Number(value.lastIndex)
      return extended(value, at, { kind: 'regexp', source, flags, lastIndex }, (key) => key === 'lastIndex')
    }
    if (is.isMap(value)) {
      const entries: [number, number][] = []
      Map.prototype.forEach.call(value, (its, key) => void entries.push([visit(key), visit(its)]))
      return extended(value, at, { kind: 'map', entries })
    }
    if (is.isSet(value)) {
      const items: number[] = []
      Set.prototype.forEach.call(value, (its) => void items.push(visit(its)))
      return extended(value, at, { kind: 'set', items })
    }
    if (is.isBoxedPrimitive(value)) {
      const inner = visit(unboxed(value))
      const isText = is.isStringObject(value)
      return extended(value, at, { kind: 'boxed', value: inner }, (key) => isText && (key === 'length' || isIndex(key)))
    }
    if (is.isArrayBufferView(value) || is.isArrayBuffer(value)) return bytes(value, at)
    if (is.isPromise(value)) {
      taken.open.push(at)
      // Node notes by symbols who waits for it.
      return extended(value, at, { kind: 'promise', given: null }, (key) => typeof key === 'symbol')
    }
    return Array.isArray(value) || is.isArgumentsObject(value) ? array(value as unknown as unknown[], at) : null
  }

  /** @param isItsOwn - whether a property is one that all of its kind have */
  function extended<T extends TakenNode>(
    value: object,
    at: number,
    node: T,
    isItsOwn: (key: string | symbol) => boolean = () => false,
  ): T {
    const extra = propertiesOf(value, isItsOwn)
    return {
      ...node,
      chain: chainOf(value, at),
      ...(extra.length > 0 ? { extra } : {}),
      ...(Object.isFrozen(value) ? { frozen: true } : {}),
    }
  }

  function unboxed(value: object): unknown {
    if (is.isNumberObject(value)) return Number.prototype.valueOf.call(value)
    if (is.isStringObject(value)) return String.prototype.valueOf.call(value)
    if (is.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value)
    if (is.isBigIntObject(value)) return BigInt.prototype.valueOf.call(value)
    return Symbol.prototype.valueOf.call(value)
  }

  function bytes(value: ArrayBufferView | ArrayBufferLike, at: number): TakenNode {
    const isBuffer = is.isArrayBuffer(value)
    const owner = isBuffer ? ArrayBuffer.prototype : is.isDataView(value) ? DataView.prototype : typedArray
    const size: number = getterOf(owner, 'byteLength')(value)
    const type = isBuffer
      ? 'ArrayBuffer'
      : is.isDataView(value)
        ? 'DataView'
        : Object.getPrototypeOf(value) === Buffer.prototype
          ? 'Buffer'
          : (typeOf(value) as string)
    if ((taken.budget -= size) < 0) return { kind: 'cut', what: type, size }
    const whole: ArrayBuffer = isBuffer ? (value as ArrayBuffer) : getterOf(owner, 'buffer')(value)
    const offset: number = isBuffer ? 0 : getterOf(owner, 'byteOffset')(value)
    const its: TakenBytes = { kind: 'bytes', type, base64: Buffer.from(whole, offset, size).toString('base64') }
    // Of many bytes the properties would be as many.
    const node = size > 100_000 ? its : extended(value, at, its, isIndex)
    // Node has many a Buffer in one.
    if (type === 'Buffer' || !is.isArrayBuffer(whole)) return node
    const itemSize = is.isDataView(value) || isBuffer ? 1 : (value as Uint8Array).BYTES_PER_ELEMENT
    noteView(whole, node, offset, size / itemSize)
    return node
  }

  /** Of what is of one buffer, each is told of it. */
  function noteView(whole: ArrayBuffer, node: TakenBytes, offset: number, length: number): void {
    const views = taken.views.get(whole) ?? []
    taken.views.set(whole, views)
    views.push({ node, offset, length })
    if (views.length < 2) return
    // Of the buffer itself this leads here again.
    const buffer = reference(whole)
    for (const its of views)
      if (its.node.type !== 'ArrayBuffer')
        (its.node as { view?: BufferView }).view = { buffer, offset: its.offset, length: its.length }
  }

  function array(value: readonly unknown[], at: number): TakenNode {
    const { length } = value
    if (length > request.mostNodes) return { kind: 'cut', what: 'Array', size: length }
    const items: (number | null)[] = []
    for (let i = 0; i < length; i++) {
      const descriptor = Object.getOwnPropertyDescriptor(value, i)
      items.push(descriptor ? descriptorValue(descriptor) : null)
    }
    const isArguments = is.isArgumentsObject(value)
    const isItsOwn = (key: string | symbol): boolean =>
      key === 'length' ||
      (isArguments && (key === 'callee' || key === Symbol.iterator)) ||
      (isIndex(key) && Number(key) < length)
    const node = extended(value, at, { kind: 'array' as const, items }, isItsOwn)
    return isArguments ? { ...node, chain: [] } : node
  }

  function isIndex(key: string | symbol): boolean {
    return typeof key === 'string' && String(Number(key) >>> 0) === key
  }

  function stream(value: object, at: number): TakenNode | null {
    const isGenerator = is.isGeneratorObject(value)
    if (!isGenerator && !isBelow(value, process.getBuiltinModule('node:stream').Readable.prototype)) return null
    const what = isGenerator ? tagOf(value) : 'a stream'
    const isAsync = what !== 'Generator'
    return { kind: 'stream', what, isAsync, chain: isGenerator ? [] : chainOf(value, at), items: null, failed: null }
  }

  function tagOf(value: object): string {
    return Object.prototype.toString.call(Object.create(Object.getPrototypeOf(value) as object)).slice(8, -1)
  }

  /** What has a state that its properties don't show. */
  function native(value: object): TakenNode | null {
    const what = is.isModuleNamespaceObject(value)
      ? 'module'
      : is.isExternal(value) || is.isWeakMap(value) || is.isWeakSet(value)
        ? tagOf(value)
        : is.isMapIterator(value) || is.isSetIterator(value)
          ? 'Iterator'
          : null
    return what === null ? null : { kind: 'native', what }
  }

  /** What Node has of the web, and nobody has extended. */
  function web(value: object, at: number): TakenNode | null {
    const proto = up(value)
    const its: unknown = proto && Object.getOwnPropertyDescriptor(proto, 'constructor')?.value
    const name = typeof its === 'function' ? nameOf(its) : ''
    if (name === 'URL' && its === URL) return { kind: 'url', href: getterOf(URL.prototype, 'href')(value) }
    if (name === 'AbortSignal' && its === AbortSignal) {
      const isAborted: boolean = getterOf(AbortSignal.prototype, 'aborted')(value)
      if (!isAborted) taken.open.push(at)
      return { kind: 'signal', reason: isAborted ? visit(getterOf(AbortSignal.prototype, 'reason')(value)) : null }
    }
    // Node loads what makes headers when they are first asked for.
    const type =
      name === 'URLSearchParams' && its === URLSearchParams ? name : name === 'Headers' && its === Headers ? name : null
    if (type === null) return null
    const pairs: [string, string][] = []
    const { forEach } = proto as { forEach: (this: unknown, each: (value: string, name: string) => void) => void }
    forEach.call(value, (text, key) => void pairs.push([key, text]))
    return { kind: 'pairs', type, pairs }
  }

  function plain(value: object, at: number): TakenNode {
    return {
      kind: 'object',
      chain: chainOf(value, at),
      nullPrototype: Object.getPrototypeOf(value) === null,
      frozen: Object.isFrozen(value),
      properties: propertiesOf(value, isEmitter(value) ? isOfEmitter : undefined),
    }
  }

  function isEmitter(value: object): boolean {
    return isBelow(value, process.getBuiltinModule('node:events').prototype)
  }

  function isBelow(value: object, prototype: object): boolean {
    for (let proto = up(value); proto !== null; proto = up(proto)) if (proto === prototype) return true
    return false
  }

  /** How Node keeps listeners. */
  function isOfEmitter(key: string | symbol): boolean {
    const name = typeof key === 'symbol' ? key.description : key
    return ['_events', '_eventsCount', '_maxListeners', 'kCapture', 'shapeMode'].includes(name ?? '')
  }

  /** Private fields of its classes are looked at later. */
  function chainOf(value: object, at: number): number[] {
    const chain: number[] = []
    for (let proto = up(value); proto !== null && proto !== Object.prototype; proto = up(proto)) {
      const constructor: unknown = Object.getOwnPropertyDescriptor(proto, 'constructor')?.value
      // A prototype that is no class's: its number stands for what nobody can make.
      chain.push(typeof constructor === 'function' ? numberOf(proto, constructor as never) : -1)
    }
    const mayHide = (its: number): boolean =>
      taken.covered.includes(its) || /#/.test(Function.prototype.toString.call(taken.classes[its] as never))
    if (chain.some((its) => its >= 0 && mayHide(its))) taken.withPrivate.push(at)
    return chain
  }

  function up(value: object): object | null {
    return is.isProxy(value) ? null : (Object.getPrototypeOf(value) as object | null)
  }

  function propertiesOf(value: object, isLeftOut: (key: string | symbol) => boolean = () => false): TakenProperty[] {
    const properties: TakenProperty[] = []
    for (const key of Reflect.ownKeys(value)) {
      if (isLeftOut(key)) continue
      const descriptor = Object.getOwnPropertyDescriptor(value, key) as PropertyDescriptor
      // A spy on a method of its class.
      if (!descriptor.enumerable && spies && spies.original(descriptor.value) !== descriptor.value) continue
      properties.push({
        key: typeof key === 'symbol' ? { symbol: visit(key) } : key,
        value: descriptorValue(descriptor),
        enumerable: descriptor.enumerable === true,
        isPrivate: false,
      })
    }
    return properties
  }

  function descriptorValue(descriptor: PropertyDescriptor): number {
    if ('value' in descriptor) return visit(descriptor.value)
    return put({ kind: 'native', what: 'getter' })
  }

  const numbers = roots.map((root) => visit(root))
  for (let i = 0; i < todo.length; i++) {
    const at = todo[i] as number
    nodes[at] = object(taken.objects[at] as object, at)
  }
  return { state: taken, roots: numbers }
}
