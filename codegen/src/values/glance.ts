/** A value in a line or two, for people who look for the call that they mean: what is large is cut, and said so. */
import type { Property, ValueGraph, ValueNode } from '../observation.ts'
import { keySource, primitiveSource, stringSource } from './literals.ts'
import { nodeAt } from './shape.ts'

/** Of a text, in characters; of a list or an object, in items; and how deep. */
const MOST = { text: 60, items: 5, depth: 3 }
/** Of all values together, in characters: two lines of a terminal. */
const MOST_CHARACTERS = 150

/** `'ada', { id: 7 }` */
export function glanceAt(graph: ValueGraph, roots: readonly number[]): string {
  const text = roots.map((root) => textOf(graph, root, 0)).join(', ')
  return text.length <= MOST_CHARACTERS ? text : `${beginning(text, MOST_CHARACTERS)}… (${text.length} characters)`
}

/** Also what goes in circles comes to an end, by its depth. */
function textOf(graph: ValueGraph, index: number, depth: number): string {
  const node = nodeAt(graph, index)
  const within = (inner: number): string => textOf(graph, inner, depth + 1)
  const some = <T>(items: readonly T[], [open, close]: readonly [string, string], write: (item: T) => string): string =>
    someOf(items, { open, close, isDeep: depth >= MOST.depth }, write)
  switch (node.kind) {
    case 'primitive':
      return node.type === 'string' ? shortText(node.text) : primitiveSource(node, "'")
    case 'symbol':
      return `Symbol(${node.description ?? ''})`
    case 'array':
      return named(node) + some(node.items, ['[', ']'], (item) => (item === null ? '' : within(item)))
    case 'object':
    case 'error':
      return named(node) + some(node.properties, ['{ ', ' }'], (property) => member(property, within))
    case 'map':
      return `Map ${some(node.entries, ['{ ', ' }'], ([key, value]) => `${within(key)} => ${within(value)}`)}`
    case 'set':
      return `Set ${some(node.items, ['{ ', ' }'], within)}`
    case 'pairs':
      return `${node.type} ${some(node.pairs, ['{ ', ' }'], ([key, value]) => `${keySource(key, "'")}: ${shortText(value)}`)}`
    case 'boxed':
      return `Object(${within(node.value)})`
    case 'promise':
      if (node.given === null || node.given.how === 'waits' || depth >= MOST.depth) return 'Promise'
      return `Promise (${node.given.how}: ${within(node.given.value)})`
    case 'signal':
      return node.reason === null || depth >= MOST.depth
        ? 'AbortSignal'
        : `AbortSignal (aborted: ${within(node.reason)})`
    case 'cut':
      return `${node.what} (too large: ${node.size})`
    default:
      return plainText(node)
  }
}

function plainText(
  node: Extract<ValueNode, { kind: 'date' | 'regexp' | 'bytes' | 'url' | 'function' | 'stream' | 'native' }>,
): string {
  switch (node.kind) {
    case 'date':
      return node.time === null ? 'Invalid Date' : new Date(node.time).toISOString()
    case 'regexp':
      return `/${node.source}/${node.flags}`
    case 'bytes':
      return `${node.type} (${Buffer.from(node.base64, 'base64').length} bytes)`
    case 'url':
      return `URL ${shortText(node.href)}`
    case 'function':
      return node.class ? `class ${node.name}` : `function ${node.name}`.trim()
    default:
      return node.what
  }
}

interface Around {
  readonly open: string
  readonly close: string
  /** Whether nothing is looked at that is within. */
  readonly isDeep: boolean
}

function someOf<T>(items: readonly T[], { open, close, isDeep }: Around, write: (item: T) => string): string {
  if (items.length === 0) return open.trim() + close.trim()
  if (isDeep) return `${open.trim()}…${close.trim()}`
  const shown = items.slice(0, MOST.items).map(write)
  const left = items.length - shown.length
  return open + [...shown, ...(left > 0 ? [`… ${left} more`] : [])].join(', ') + close
}

function named({ class: its }: { readonly class?: { readonly name: string } | null }): string {
  return its ? `${its.name} ` : ''
}

function member({ key, value, isPrivate }: Property, within: (index: number) => string): string {
  const name = typeof key === 'string' ? keySource(key, "'") : '[symbol]'
  return `${isPrivate ? '#' : ''}${name}: ${within(value)}`
}

function shortText(text: string): string {
  if (text.length <= MOST.text) return stringSource(text, "'")
  return `${stringSource(beginning(text, MOST.text), "'")}… (${text.length} characters)`
}

/** No half of a character. */
function beginning(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
}
