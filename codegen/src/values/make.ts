/** Finds how values are made. */
import type { ValueNode } from '../observation.ts'
import { makeError } from './make-error.ts'
import { makeInstance } from './make-instance.ts'
import { bytesSource, primitiveSource, stringSource } from './literals.ts'
import { type Making, making, type Site, Unavailable } from './making.ts'
import { ofProperties, partsOf } from './parts.ts'

/** @throws Unavailable */
export function make(node: ValueNode, site: Site): Making {
  switch (node.kind) {
    case 'array':
      return making(
        { kind: 'array', length: node.items.length },
        { within: partsOf({ ...node, extra: [] }), after: ofProperties(node.extra) },
      )
    case 'map':
      return making({ kind: 'collection', type: 'Map' }, { within: partsOf(node) })
    case 'set':
      return making({ kind: 'collection', type: 'Set' }, { within: partsOf(node) })
    case 'object':
      return {
        ...(node.class ? makeInstance(node.class, node.properties, site) : makePlain(node)),
        isFrozen: node.frozen,
      }
    case 'error':
      return makeError(node, site)
    default:
      return making({ kind: 'source', source: sourceOf(node, site) })
  }
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

type Leaf = Exclude<ValueNode, { kind: 'array' | 'map' | 'set' | 'object' | 'error' }>

function sourceOf(node: Leaf, { surroundings, spot }: Site): string {
  const { style, classSource, standIn } = surroundings
  const text = (its: string): string => stringSource(its, style.quote)
  switch (node.kind) {
    case 'primitive':
      return primitiveSource(node, style.quote)
    case 'symbol': {
      if (node.wellKnown !== null) return `Symbol.${node.wellKnown}`
      const description = node.description === null ? '' : text(node.description)
      return node.registered ? `Symbol.for(${description})` : `Symbol(${description})`
    }
    case 'date':
      return node.time === null ? 'new Date(NaN)' : `new Date(${text(new Date(node.time).toISOString())})`
    case 'regexp': {
      const literal = `/${node.source}/${node.flags}`
      return node.lastIndex === 0 ? literal : `Object.assign(${literal}, { lastIndex: ${node.lastIndex} })`
    }
    case 'bytes': {
      const source = bytesSource(node, style.quote)
      if (source === null) throw new Unavailable(spot, `bytes in a ${node.type}`)
      return source
    }
    case 'url':
      return `new URL(${text(node.href)})`
    case 'function': {
      if (node.class === null) return standIn(node.name)
      const source = classSource(node.class)
      if (source === null) throw new Unavailable(spot, `the class ${node.name}, which no module exports`)
      return source
    }
    case 'cut':
      throw new Unavailable(spot, `${node.what}, which is too large (${node.size.toLocaleString('en')})`)
    case 'native':
      throw new Unavailable(spot, node.what)
  }
}
