/** What values consist of: parts, which are written where a value is made, or are added to it later. */
import type { Given, Property, ValueGraph, ValueNode } from '../observation.ts'
import { accessSource, isIdentifier, primitiveSource } from './literals.ts'
import { lower } from './names.ts'
import { extraOf, nodeAt } from './shape.ts'

export type Part =
  | { readonly kind: 'item'; readonly at: number; readonly value: number }
  | { readonly kind: 'property'; readonly property: Property }
  | { readonly kind: 'entry'; readonly at: number; readonly key: number; readonly value: number }
  | { readonly kind: 'member'; readonly at: number; readonly value: number }
  /** What it is made around: a buffer, a primitive. */
  | { readonly kind: 'core'; readonly name: string; readonly value: number }
  /** What a call of a function gives. */
  | { readonly kind: 'given'; readonly given: Given }

export type GivenPart = Extract<Part, { kind: 'given' }>

export type PropertyPart = Extract<Part, { kind: 'property' }>

/** A value in its place: how it is reached, and what it would be called. */
export interface Spot {
  readonly path: string
  readonly name: string
}

export interface Occurrence extends Spot {
  readonly index: number
}

/** In the order in which they are made. */
export function partsOf(node: ValueNode): Part[] {
  return node.kind === 'object' || node.kind === 'error'
    ? ofProperties(node.properties)
    : [...ownPartsOf(node), ...ofProperties(extraOf(node))]
}

/** Those of its kind alone. */
export function ownPartsOf(node: ValueNode): Part[] {
  switch (node.kind) {
    case 'array':
      return node.items.flatMap((value, at) => (value === null ? [] : [{ kind: 'item', at, value }]))
    case 'map':
      return node.entries.map(([key, value], at) => ({ kind: 'entry', at, key, value }))
    case 'set':
      return node.items.map((value, at) => ({ kind: 'member', at, value }))
    case 'bytes':
      return node.view ? [{ kind: 'core', name: 'buffer', value: node.view.buffer }] : []
    case 'boxed':
      return [{ kind: 'core', name: 'value', value: node.value }]
    case 'promise':
      return node.given === null || node.given.how === 'waits'
        ? []
        : [{ kind: 'core', name: 'value', value: node.given.value }]
    case 'signal':
      return node.reason === null ? [] : [{ kind: 'core', name: 'reason', value: node.reason }]
    case 'stream':
      return [...(node.items ?? []), ...(node.failed === null ? [] : [node.failed])].map((value, at) => ({
        kind: 'item',
        at,
        value,
      }))
    case 'function':
      return node.given.map((given) => ({ kind: 'given', given }))
    default:
      return []
  }
}

export function ofProperties(properties: readonly Property[]): PropertyPart[] {
  return properties.map((property) => ({ kind: 'property', property }))
}

/** What a property is called in its class, `#name` for a private one; empty for a symbol. */
export function fieldOf({ key, isPrivate }: Property): string {
  return typeof key !== 'string' ? '' : isPrivate ? `#${key}` : key
}

/** The values of a part, in the order in which they are written. */
export function valuesOf(part: Part): number[] {
  if (part.kind === 'entry') return [part.key, part.value]
  if (part.kind === 'given')
    return [...calledWith(part.given), ...(part.given.how === 'waits' ? [] : [part.given.value])]
  if (part.kind !== 'property') return [part.value]
  const { key, value } = part.property
  return typeof key === 'string' ? [value] : [key.symbol, value]
}

/** What functions were called with that it was given. */
function calledWith({ back }: Given): number[] {
  return back?.flatMap(({ values }) => values) ?? []
}

/** The values of a part, with the places that they have by it in a value at `spot`. */
export function occurrencesOf(part: Part, { path, name }: Spot, graph: ValueGraph): Occurrence[] {
  switch (part.kind) {
    case 'item':
      return [{ index: part.value, path: `${path}[${part.at}]`, name: singular(name) }]
    case 'core':
      return [{ index: part.value, path, name: part.name }]
    case 'given': {
      const isError = /^(?:threw|rejected)$/.test(part.given.how)
      const called = calledWith(part.given)
      const given = valuesOf(part).slice(called.length)
      return [
        ...called.map((index) => ({ index, path: `${path}()`, name: 'item' })),
        ...given.map((index) => ({ index, path: `${path}()`, name: isError ? 'error' : resultName(name) })),
      ]
    }
    case 'member':
      return [{ index: part.value, path: `${path} member ${part.at}`, name: singular(name) }]
    case 'entry':
      return [
        { index: part.key, path: `${path} key ${part.at}`, name: 'key' },
        { index: part.value, path: `${path}.get(${labelOf(nodeAt(graph, part.key))})`, name: singular(name) },
      ]
    case 'property': {
      const { key, value, isPrivate } = part.property
      if (typeof key !== 'string')
        return [
          { index: key.symbol, path, name: 'symbol' },
          { index: value, path: `${path}[symbol]`, name },
        ]
      const access = isPrivate ? `.#${key}` : accessSource(key, "'")
      return [{ index: value, path: path + access, name: isIdentifier(key) ? key : name }]
    }
  }
}

function labelOf(node: ValueNode): string {
  return node.kind === 'primitive' ? primitiveSource(node, "'") : '…'
}

/** `fetchUser` gives a `user`. */
function resultName(name: string): string {
  const noun = name.replace(/^(?:get|fetch|find|load|read|make|create)(?=[A-Z])/, '')
  return noun === name ? `${name}Result` : lower(noun)
}

/** `items` holds an `item`. */
function singular(name: string): string {
  const one = name
    .replace(/([cC])hildren$/, '$1hild')
    .replace(/([pP])eople$/, '$1erson')
    .replace(/ies$/, 'y')
    .replace(/(ch|sh|ss|x)es$/, '$1')
    .replace(/([^s])s$/, '$1')
  if (one !== name && one.length > 1) return lower(one)
  return name.endsWith('Item') ? name : `${name}Item`
}
