/**
 * Writes values as source: literals, `new Map(…)`, instances of classes. What stands in several places or in itself has a
 * name; statements before the call make it.
 */
import type { ClassRef, Property, ValueGraph, ValueNode } from '../observation.ts'
import { isBuiltInError } from './built-in-errors.ts'
import { jsonOf, nodeAt, sharedIn, sizeOf } from './shape.ts'
import { call, type Group, inLines, inOneLine, type Layout } from './layout.ts'
import {
  accessSource,
  bytesSource,
  isIdentifier,
  isWellFormed,
  keySource,
  primitiveSource,
  stringSource,
} from './literals.ts'
import { lower } from './names.ts'
import type { Maker, Root, Source, Surroundings } from './surroundings.ts'

/** Of one value; more is put into a file. */
const MAX_SOURCE = 4096

/** Writes values, each root as one expression. */
export function writeValues(graph: ValueGraph, roots: readonly Root[], surroundings: Surroundings): Source {
  const writer = new Writer(graph, roots, surroundings)
  try {
    const expressions = roots.map((root) => writer.root(root))
    return { kind: 'source', statements: writer.statements, expressions }
  } catch (error) {
    if (error instanceof Unavailable) return { kind: 'unavailable', path: error.path, what: error.message }
    throw error
  }
}

class Unavailable extends Error {
  readonly path: string

  constructor(path: string, what: string) {
    super(what)
    this.path = path
  }
}

/** A value in its place: how it is reached, and what it would be called. */
interface Spot {
  readonly path: string
  readonly name: string
}

class Writer {
  readonly statements: string[] = []
  readonly #graph: ValueGraph
  readonly #its: Surroundings
  readonly #shared: ReadonlySet<number>
  readonly #named = new Map<number, string>()
  /** Values that are being written: they hold the one that is written now. */
  readonly #open = new Set<number>()
  /** Done once all is there that they refer to. */
  #later: (() => void)[] = []

  constructor(graph: ValueGraph, roots: readonly Root[], surroundings: Surroundings) {
    this.#graph = graph
    this.#its = surroundings
    const indexes = roots.map(({ index }) => index)
    this.#shared = sharedIn(graph, indexes)
  }

  root({ index, name }: Root): Layout {
    const layout = this.#write(index, { path: name, name })
    // What is done later may leave more for later.
    while (this.#later.length > 0) {
      const later = this.#later
      this.#later = []
      for (const each of later) each()
    }
    return layout
  }

  #write(index: number, spot: Spot): Layout {
    const instead = this.#its.instead?.get(index)
    if (instead !== undefined) return instead
    const named = this.#named.get(index)
    if (named !== undefined) return named
    if (!this.#shared.has(index)) return this.#inPlace(index, spot)
    const name = this.#its.names.take(spot.name)
    const holder: Holder = { index, name }
    this.#open.add(index)
    const layout = this.#inPlace(index, spot, holder)
    this.#open.delete(index)
    this.#state(`const ${name} = `, layout)
    this.#named.set(index, name)
    return name
  }

  #state(...parts: readonly Layout[]): void {
    const { style } = this.#its
    this.statements.push(inLines(parts, style) + (style.hasSemicolons ? ';' : ''))
  }

  #inPlace(index: number, spot: Spot, holder: Holder | null = null): Layout {
    const node = nodeAt(this.#graph, index)
    const read = this.#fromFile(index, node, spot)
    if (read === null) return this.#node(node, spot, holder)
    if (holder) return read
    const name = this.#its.names.take(spot.name)
    this.#state(`const ${name} = `, read)
    return name
  }

  #fromFile(index: number, node: ValueNode, { name }: Spot): Layout | null {
    const { dataFile } = this.#its
    if (sizeOf(this.#graph, index, MAX_SOURCE) <= MAX_SOURCE) return null
    if (node.kind === 'bytes' && node.type === 'Buffer')
      return dataFile(name, { kind: 'bytes', bytes: Buffer.from(node.base64, 'base64') })
    if (node.kind === 'primitive')
      // Text that is no UTF-8 can't be in a file.
      return isWellFormed(node.text) ? dataFile(name, { kind: 'text', text: node.text }) : null
    const json = jsonOf(this.#graph, index, this.#shared)
    if (json === undefined) return null
    return dataFile(name, { kind: 'json', text: `${JSON.stringify(json, null, 2)}\n` })
  }

  #node(node: ValueNode, spot: Spot, holder: Holder | null): Layout {
    const { style, classSource, standIn } = this.#its
    switch (node.kind) {
      case 'primitive':
        return primitiveSource(node, style.quote)
      case 'symbol':
        return this.#symbol(node)
      case 'array':
        return this.#array(node, spot, holder)
      case 'object':
        return this.#object(node, spot, holder)
      case 'date':
        return node.time === null ? 'new Date(NaN)' : `new Date(${this.#text(new Date(node.time).toISOString())})`
      case 'regexp':
        return withLastIndex(`/${node.source}/${node.flags}`, node.lastIndex)
      case 'map':
        return this.#map(node.entries, spot, holder)
      case 'set':
        return this.#set(node.items, spot, holder)
      case 'bytes':
        return bytesSource(node, style.quote) ?? this.#unavailable(spot, `bytes in a ${node.type}`)
      case 'error':
        return this.#error(node, spot, holder)
      case 'url':
        return `new URL(${this.#text(node.href)})`
      case 'function':
        if (node.class === null) return standIn(node.name)
        return classSource(node.class) ?? this.#unavailable(spot, `the class ${node.name}, which no module exports`)
      case 'native':
        return this.#unavailable(spot, node.what)
      case 'cut':
        return this.#unavailable(spot, `${node.what}, which is too large (${node.size.toLocaleString('en')})`)
    }
  }

  #unavailable({ path }: Spot, what: string): never {
    throw new Unavailable(path, what)
  }

  #text(text: string): string {
    return stringSource(text, this.#its.style.quote)
  }

  #symbol({ description, registered, wellKnown }: Extract<ValueNode, { kind: 'symbol' }>): string {
    if (wellKnown !== null) return `Symbol.${wellKnown}`
    const text = description === null ? '' : this.#text(description)
    return registered ? `Symbol.for(${text})` : `Symbol(${text})`
  }

  /** What isn't there yet: a value that holds the one in which it stands. */
  #isOpen(index: number): boolean {
    return this.#open.has(index) && !this.#named.has(index)
  }

  /** What stands in its place as long as it isn't there. */
  get #placeholder(): string {
    return this.#its.language === 'typescript' ? 'undefined as unknown' : 'undefined'
  }

  #array(node: Extract<ValueNode, { kind: 'array' }>, spot: Spot, holder: Holder | null): Layout {
    const items = node.items.map((item, i) => {
      if (item === null) return ''
      if (!this.#isOpen(item)) return this.#write(item, { path: `${spot.path}[${i}]`, name: singular(spot.name) })
      this.#later.push(() => this.#state(`${nameOf(holder)}[${i}] = `, this.#write(item, spot)))
      return this.#placeholder
    })
    return this.#withProperties({ open: '[', items, close: ']' }, node.extra, spot, holder)
  }

  #object(node: Extract<ValueNode, { kind: 'object' }>, spot: Spot, holder: Holder | null): Layout {
    const { properties } = node
    if (node.class) return this.#frozen(this.#instance(node.class, properties, spot, holder), node.frozen, holder)
    const plain = properties.filter(isPlain)
    const literal: Group = { open: '{', items: this.#literalItems(plain, spot, holder), close: '}' }
    const hidden = properties.filter((property) => !isPlain(property))
    const base: Layout = !node.nullPrototype
      ? literal
      : plain.length === 0
        ? 'Object.create(null)'
        : call('Object.assign', ['Object.create(null)', literal])
    return this.#frozen(this.#withProperties(base, hidden, spot, holder), node.frozen, holder)
  }

  /** Where properties are set later, it is frozen after that. */
  #frozen(layout: Layout, isFrozen: boolean, holder: Holder | null): Layout {
    if (!isFrozen) return layout
    if (holder === null || this.#later.length === 0) return call('Object.freeze', [layout])
    this.#later.push(() => this.#state(`Object.freeze(${holder.name})`))
    return layout
  }

  #instance(ref: ClassRef, properties: readonly Property[], spot: Spot, holder: Holder | null): Layout {
    const its = this.#its.classSource(ref)
    if (its === null) this.#unavailable(spot, `an instance of ${ref.name}, a class which no module exports`)
    const maker = this.#its.maker(ref)
    const made = maker && this.#made(its, maker, properties, spot, holder)
    if (made) return made
    const hidden = properties.find(({ isPrivate }) => isPrivate)
    if (hidden)
      this.#unavailable(spot, `an instance of ${ref.name}, whose ${fieldOf(hidden)} only its constructor can set`)
    return this.#withProperties(`Object.create(${its}.prototype)`, properties, spot, holder)
  }

  /** By its constructor, where all fields that it has come of it or can be set after it. */
  #made(
    its: string,
    { parameters, initial }: Maker,
    properties: readonly Property[],
    spot: Spot,
    holder: Holder | null,
  ): Layout | null {
    const byName = new Map(properties.map((property) => [fieldOf(property), property]))
    const given = parameters.map(({ field, hasDefault }) => {
      const property = byName.get(field)
      const isGood = property && !this.#isOpen(property.value) && !(hasDefault && this.#isUndefined(property))
      return isGood ? property : null
    })
    const fields = parameters.map(({ field }) => field)
    const others = properties.filter((property) => !fields.includes(fieldOf(property) ?? ''))
    const more = others.filter((property) => initial.get(fieldOf(property) ?? '') !== this.#asWritten(property))
    if (!given.every((property) => property !== null) || more.some(({ isPrivate }) => isPrivate)) return null
    while (given.length > 0 && this.#isUndefined(given.at(-1) as Property)) given.pop()
    const args = given.map((property) => this.#write(property.value, within(spot, property)))
    return this.#withProperties(call(`new ${its}`, args), more, spot, holder)
  }

  #isUndefined({ value }: Property): boolean {
    const node = nodeAt(this.#graph, value)
    return node.kind === 'primitive' && node.type === 'undefined'
  }

  /** A primitive or an empty collection as source; null for all else. */
  #asWritten({ value }: Property): string | null {
    const node = nodeAt(this.#graph, value)
    switch (node.kind) {
      case 'primitive':
        return primitiveSource(node, "'")
      case 'array':
        return node.items.length + node.extra.length === 0 ? '[]' : null
      case 'object':
        return node.class || node.nullPrototype || node.properties.length > 0 ? null : '{}'
      case 'map':
        return node.entries.length === 0 ? 'new Map()' : null
      case 'set':
        return node.items.length === 0 ? 'new Set()' : null
      case 'function':
        return node.class ? null : 'function'
      default:
        return null
    }
  }

  #literalItems(properties: readonly Property[], spot: Spot, holder: Holder | null): Layout[] {
    return properties.map((property) => {
      const key = this.#key(property, spot)
      if (!this.#isOpen(property.value)) {
        const value = this.#write(property.value, within(spot, property))
        return value === key && isIdentifier(key) ? key : [key, ': ', value]
      }
      this.#later.push(() =>
        this.#state(`${nameOf(holder)}${this.#access(property)} = `, this.#write(property.value, spot)),
      )
      return [key, ': ', this.#placeholder]
    })
  }

  #key({ key }: Property, spot: Spot): string {
    if (typeof key === 'string') return keySource(key, this.#its.style.quote)
    return `[${inOneLine(this.#write(key.symbol, { ...spot, name: 'symbol' }))}]`
  }

  #access({ key }: Property): string {
    if (typeof key === 'string') return accessSource(key, this.#its.style.quote)
    return `[${inOneLine(this.#write(key.symbol, { path: '', name: 'symbol' }))}]`
  }

  /** An object with further properties. */
  #withProperties(base: Layout, properties: readonly Property[], spot: Spot, holder: Holder | null): Layout {
    const usual = properties.filter((property) => property.enumerable && property.key !== '__proto__')
    const there = usual.filter(({ value }) => !this.#isOpen(value))
    for (const property of usual) if (!there.includes(property)) this.#assignLater(property, spot, holder)
    let layout = base
    if (there.length > 0)
      layout = call('Object.assign', [
        layout,
        { open: '{', items: this.#literalItems(there, spot, holder), close: '}' },
      ])
    for (const property of properties) {
      if (usual.includes(property)) continue
      if (this.#isOpen(property.value))
        this.#later.push(() => this.#state(this.#defined(nameOf(holder), property, spot)))
      else layout = this.#defined(layout, property, spot)
    }
    return layout
  }

  #assignLater(property: Property, spot: Spot, holder: Holder | null): void {
    this.#later.push(() => {
      const item: Layout = [this.#key(property, spot), ': ', this.#write(property.value, within(spot, property))]
      this.#state(call('Object.assign', [nameOf(holder), { open: '{', items: [item], close: '}' }]))
    })
  }

  #defined(base: Layout, property: Property, spot: Spot): Layout {
    const key =
      typeof property.key === 'string'
        ? this.#text(property.key)
        : this.#write(property.key.symbol, { ...spot, name: 'symbol' })
    const items: Layout[] = [
      ['value: ', this.#write(property.value, within(spot, property))],
      'writable: true',
      'configurable: true',
      ...(property.enumerable ? ['enumerable: true'] : []),
    ]
    return call('Object.defineProperty', [base, key, { open: '{', items, close: '}' }])
  }

  /** From the first entry that isn't there yet all are added later, for their order. */
  #map(entries: readonly (readonly [number, number])[], spot: Spot, holder: Holder | null): Layout {
    const open = entries.findIndex((entry) => entry.some((index) => this.#isOpen(index)))
    const there = open < 0 ? entries : entries.slice(0, open)
    const pair = ([key, value]: readonly [number, number], i: number): Layout[] => [
      this.#write(key, { path: `${spot.path} key ${i}`, name: 'key' }),
      this.#write(value, { path: `${spot.path}.get(${this.#label(key)})`, name: singular(spot.name) }),
    ]
    for (const [i, entry] of entries.slice(there.length).entries())
      this.#later.push(() => this.#state(call(`${nameOf(holder)}.set`, pair(entry, there.length + i))))
    const items = there.map((entry, i): Layout => ({ open: '[', items: pair(entry, i), close: ']' }))
    return this.#collection('Map', items, there.length < entries.length)
  }

  #set(members: readonly number[], spot: Spot, holder: Holder | null): Layout {
    const open = members.findIndex((index) => this.#isOpen(index))
    const there = open < 0 ? members : members.slice(0, open)
    const member = (index: number, i: number): Layout =>
      this.#write(index, { path: `${spot.path} member ${i}`, name: singular(spot.name) })
    for (const [i, index] of members.slice(there.length).entries())
      this.#later.push(() => this.#state(call(`${nameOf(holder)}.add`, [member(index, there.length + i)])))
    return this.#collection('Set', there.map(member), there.length < members.length)
  }

  #collection(type: 'Map' | 'Set', items: readonly Layout[], isOpen: boolean): Layout {
    const isTyped = this.#its.language === 'typescript' && isOpen
    const types = !isTyped ? '' : type === 'Map' ? '<unknown, unknown>' : '<unknown>'
    return items.length === 0
      ? `new ${type}${types}()`
      : call(`new ${type}${types}`, [{ open: '[', items, close: ']' }])
  }

  #label(index: number): string {
    const node = nodeAt(this.#graph, index)
    return node.kind === 'primitive' ? primitiveSource(node, "'") : '…'
  }

  #error(node: Extract<ValueNode, { kind: 'error' }>, spot: Spot, holder: Holder | null): Layout {
    const { class: ref, properties } = node
    const own = properties.filter(({ key }) => key !== 'stack')
    const its = ref.place === null && isBuiltInError(ref.name) ? ref.name : this.#its.classSource(ref)
    if (its === null) this.#unavailable(spot, `an error of the class ${ref.name}, which no module exports`)
    const isBuiltIn = its === ref.name && ref.place === null
    const message = this.#usual(own, 'message', (value) => this.#isText(value))
    const cause = this.#usual(own, 'cause', (value) => !this.#isOpen(value))
    const errors = this.#usual(own, 'errors', (value) => its === 'AggregateError' && !this.#isOpen(value))
    const args: Layout[] = []
    if (its === 'AggregateError') args.push(errors ? this.#write(errors.value, within(spot, errors)) : '[]')
    if (message) args.push(this.#write(message.value, within(spot, message)))
    else if (cause) args.push('undefined')
    if (cause) args.push({ open: '{', items: [['cause: ', this.#write(cause.value, within(spot, cause))]], close: '}' })
    const made = call(`new ${isBuiltIn ? its : 'Error'}`, args)
    const base = isBuiltIn ? made : call('Object.setPrototypeOf', [made, `${its}.prototype`])
    const more = own.filter((property) => property !== message && property !== cause && property !== errors)
    return this.#withProperties(base, more, spot, holder)
  }

  #isText(index: number): boolean {
    const node = nodeAt(this.#graph, index)
    return node.kind === 'primitive' && node.type === 'string'
  }

  /** A property as constructors of errors make it. */
  #usual(properties: readonly Property[], key: string, isGood: (value: number) => boolean): Property | undefined {
    return properties.find((it) => it.key === key && !it.enumerable && isGood(it.value))
  }
}

/** A value under a name, which others may refer to by it. */
interface Holder {
  readonly index: number
  readonly name: string
}

/** Who holds what isn't there yet always has a name: `sharedIn` sees to it. */
function nameOf(holder: Holder | null): string {
  if (!holder) throw new Error('a value that refers back has no name')
  return holder.name
}

function isPlain({ enumerable }: Property): boolean {
  return enumerable
}

function fieldOf({ key, isPrivate }: Property): string | null {
  return typeof key !== 'string' ? null : isPrivate ? `#${key}` : key
}

function within({ path, name }: Spot, { key, isPrivate }: Property): Spot {
  if (typeof key !== 'string') return { path: `${path}[symbol]`, name }
  return { path: path + (isPrivate ? `.#${key}` : accessSource(key, "'")), name: isIdentifier(key) ? key : name }
}

function withLastIndex(literal: string, lastIndex: number): Layout {
  return lastIndex === 0 ? literal : `Object.assign(${literal}, { lastIndex: ${lastIndex} })`
}

/** `items` holds an `item`. */
function singular(name: string): string {
  const one = /^(.{2,})s$/.exec(name)?.[1]
  return lower(one ?? name)
}
