/** Finds how values are made. */
import { isInPackages } from '../in-packages.ts'
import type { ClassRef, Extended, FunctionSeen, StreamSeen, ValueNode } from '../observation.ts'
import { functionSource } from './function-source.ts'
import { type Leaf, leafSource } from './leaf.ts'
import { makeError } from './make-error.ts'
import { asInitial, makeInstance } from './make-instance.ts'
import { bytesSource, stringSource } from './literals.ts'
import { type Base, type Making, making, type Site, Unavailable } from './making.ts'
import { fieldOf, ofProperties, ownPartsOf } from './parts.ts'
import { isUndefined } from './shape.ts'
import type { Maker } from './surroundings.ts'

/** @throws Unavailable */
export function make(node: ValueNode, site: Site): Making {
  switch (node.kind) {
    case 'object':
      return {
        ...(node.class ? makeInstance(node.class, node.properties, site) : makePlain(node)),
        isFrozen: node.frozen,
      }
    case 'error':
      return makeError(node, site)
    case 'function':
      return makeFunction(node, site)
    case 'stream':
      return makeStream(node, site)
    case 'array':
    case 'map':
    case 'set':
    case 'date':
    case 'regexp':
    case 'bytes':
    case 'boxed':
      return extended(making(baseOf(node, site), { within: ownPartsOf(node) }), node, site)
    case 'promise':
      return makePromise(node, site)
    case 'signal':
      return makeSignal(node, site)
    default:
      return making({ kind: 'source', source: leafSource(node, site) })
  }
}

function makeFunction(node: FunctionSeen, { surroundings, spot }: Site): Making {
  if (node.class !== null) {
    const source = surroundings.classSource(node.class)
    if (source === null) throw new Unavailable(spot, `the class ${node.name}, which no module exports`)
    return making({ kind: 'source', source })
  }
  const source = functionSource(node, surroundings)
  if (source !== null) return making({ kind: 'source', source })
  return making({ kind: 'stand-in' }, { within: ownPartsOf(node) })
}

function makeStream(node: StreamSeen, { spot }: Site): Making {
  if (node.items === null) throw new Unavailable(spot, node.what)
  const { isAsync, failed } = node
  return making({ kind: 'stream', isAsync, isFailed: failed !== null }, { within: ownPartsOf(node) })
}

/** By what became of it, which it is from the beginning. */
function makePromise(node: Extract<ValueNode, { kind: 'promise' }>, site: Site): Making {
  const { given } = node
  const { surroundings, graph, isThere } = site
  // Of two promises no runner compares more than that they are some.
  if (given === null || surroundings.isExpected) throw new Unavailable(site.spot, 'a promise')
  const callee = (node.class && classOf(node.class, site)) ?? 'Promise'
  const plain = { ...node, class: null }
  if (given.how === 'waits') return extended(making({ kind: 'source', source: `new ${callee}(() => {})` }), plain, site)
  if (!isThere(given.value)) throw new Unavailable(site.spot, 'a promise of what it stands in itself')
  const settles = `${callee}.${given.how === 'rejected' ? 'reject' : 'resolve'}`
  const args = isUndefined(graph, given.value) ? [] : [{ value: given.value }]
  return extended(making({ kind: 'call', callee: settles, args }, { within: ownPartsOf(node) }), plain, site)
}

function makeSignal(node: Extract<ValueNode, { kind: 'signal' }>, { spot, surroundings, isThere }: Site): Making {
  const { reason } = node
  if (surroundings.isExpected) throw new Unavailable(spot, 'an AbortSignal')
  if (reason === null) return making({ kind: 'source', source: 'new AbortController().signal' })
  if (!isThere(reason)) throw new Unavailable(spot, 'an AbortSignal whose reason it stands in itself')
  return making({ kind: 'call', callee: 'AbortSignal.abort', args: [{ value: reason }] }, { within: ownPartsOf(node) })
}

function makePlain({ nullPrototype, properties }: Extract<ValueNode, { kind: 'object' }>): Making {
  return making(
    { kind: 'object', nullPrototype },
    {
      within: ofProperties(properties.filter(({ enumerable }) => enumerable)),
      after: ofProperties(properties.filter(({ enumerable }) => !enumerable)),
    },
  )
}

/** What has parts or properties, and is no object of fields. */
type Special = Exclude<
  ValueNode,
  Leaf | FunctionSeen | StreamSeen | { kind: 'object' | 'error' | 'promise' | 'signal' }
>

/** With what it has besides what its kind has. */
function extended(its: Making, { class: ref, extra = [], frozen = false }: Extended, site: Site): Making {
  const hidden = extra.find(({ isPrivate }) => isPrivate)
  if (ref && hidden)
    throw new Unavailable(
      site.spot,
      `an instance of ${ref.name}, whose ${fieldOf(hidden)} only its constructor can set`,
    )
  const source = ref ? classOf(ref, site) : null
  const base = ref && source !== null && baseOfClass(its.base, source, site.surroundings.maker(ref))
  if (base) {
    const initial = site.surroundings.maker(ref)?.initial ?? new Map<string, string>()
    const more = extra.filter((property) => initial.get(fieldOf(property)) !== asInitial(site.graph, property))
    return { ...its, base, after: ofProperties(more), isFrozen: frozen }
  }
  return { ...its, after: ofProperties(extra), turnedInto: source, isFrozen: frozen }
}

/** By its own constructor; null where that is not the one of the language. */
function baseOfClass(base: Base, callee: string, maker: Maker | null): Base | null {
  if (base.kind === 'collection') return maker?.collection === base.type ? { ...base, callee } : null
  // Of a number alone it would make a list of that length.
  return base.kind === 'array' && base.length !== 1 && maker?.collection === 'Array' ? { ...base, callee } : null
}

function classOf(ref: ClassRef, { surroundings, spot }: Site): string | null {
  const source = surroundings.classSource(ref)
  // A package's list is a list all the same.
  if (source === null && !isOfPackage(ref))
    throw new Unavailable(spot, `an instance of ${ref.name}, a class which no module exports`)
  return source
}

function isOfPackage({ place }: ClassRef): boolean {
  return place !== null && isInPackages(place.file)
}

function baseOf(node: Special, { surroundings: { style }, spot }: Site): Base {
  switch (node.kind) {
    case 'array':
      return { kind: 'array', length: node.items.length }
    case 'map':
      return { kind: 'collection', type: 'Map' }
    case 'set':
      return { kind: 'collection', type: 'Set' }
    case 'date': {
      const time = node.time === null ? 'NaN' : stringSource(new Date(node.time).toISOString(), style.quote)
      return { kind: 'source', source: `new Date(${time})` }
    }
    case 'regexp': {
      const literal = `/${node.source}/${node.flags}`
      const { lastIndex } = node
      return {
        kind: 'source',
        source: lastIndex === 0 ? literal : `Object.assign(${literal}, { lastIndex: ${lastIndex} })`,
      }
    }
    case 'bytes': {
      if (node.view) {
        const { buffer, offset, length } = node.view
        return { kind: 'call', callee: `new ${node.type}`, args: [{ value: buffer }, String(offset), String(length)] }
      }
      const source = bytesSource(node, style.quote)
      if (source === null) throw new Unavailable(spot, `bytes in a ${node.type}`)
      return { kind: 'source', source }
    }
    case 'boxed':
      return { kind: 'call', callee: 'Object', args: [{ value: node.value }] }
  }
}
