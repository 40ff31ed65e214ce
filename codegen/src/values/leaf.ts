/** Source of what holds nothing. */
import type { ValueNode } from '../observation.ts'
import { inOneLine } from './layout.ts'
import { keySource, primitiveSource, stringSource } from './literals.ts'
import { type Site, Unavailable } from './making.ts'

export type Leaf = Extract<ValueNode, { kind: 'primitive' | 'symbol' | 'url' | 'pairs' | 'native' | 'cut' }>

/** @throws Unavailable */
export function leafSource(node: Leaf, { surroundings, spot }: Site): string {
  const { style } = surroundings
  const text = (its: string): string => stringSource(its, style.quote)
  switch (node.kind) {
    case 'primitive':
      return primitiveSource(node, style.quote)
    case 'symbol': {
      if (node.wellKnown !== null) return `Symbol.${node.wellKnown}`
      const its = node.registered ? null : surroundings.symbol(node.description)
      if (its !== null) return its
      const description = node.description === null ? '' : text(node.description)
      return node.registered ? `Symbol.for(${description})` : `Symbol(${description})`
    }
    case 'url':
      return `new URL(${text(node.href)})`
    case 'pairs':
      return `new ${node.type}(${node.pairs.length === 0 ? '' : pairsSource(node.pairs, style.quote)})`
    case 'cut':
      throw new Unavailable(spot, `${node.what}, which is too large (${node.size.toLocaleString('en')})`)
    case 'native': {
      const its = surroundings.instance(node.what)
      if (its === null) throw new Unavailable(spot, node.what)
      return its
    }
  }
}

/** As an object, unless a name occurs twice or has a place of its own in one. */
function pairsSource(pairs: readonly (readonly [string, string])[], quote: "'" | '"'): string {
  const names = new Set(pairs.map(([name]) => name))
  const isObject = names.size === pairs.length && ![...names].some((name) => /^\d+$|^__proto__$/.test(name))
  const text = (its: string): string => stringSource(its, quote)
  return inOneLine(
    isObject
      ? { open: '{', items: pairs.map(([name, value]) => `${keySource(name, quote)}: ${text(value)}`), close: '}' }
      : { open: '[', items: pairs.map(([name, value]) => `[${text(name)}, ${text(value)}]`), close: ']' },
  )
}
