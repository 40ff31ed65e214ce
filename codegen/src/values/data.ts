/** What is too large to read as source, and goes to a file beside the test. */
import type { ValueGraph, ValueNode } from '../observation.ts'
import { isWellFormed } from './literals.ts'
import { partsOf, valuesOf } from './parts.ts'
import { hasIdentity, isBare, nodeAt } from './shape.ts'
import type { DataFile } from './surroundings.ts'

/** Characters of the source of one value; more is put into a file. */
const MAX_SOURCE = 4096

/** So deep that reading it again is no matter. */
const MAX_DEPTH = 500

/**
 * The file of a value; null where it is small, or where a file can't say all of it.
 *
 * @param isAlone - whether nothing outside of it refers to a value in it
 */
export function dataOf(graph: ValueGraph, index: number, isAlone: (index: number) => boolean): DataFile | null {
  if (sizeOf(graph, index, MAX_SOURCE) <= MAX_SOURCE) return null
  const node = nodeAt(graph, index)
  if (node.kind === 'bytes' && node.type === 'Buffer' && isBare(node))
    return { kind: 'bytes', bytes: Buffer.from(node.base64, 'base64') }
  if (node.kind === 'primitive') return isWellFormed(node.text) ? { kind: 'text', text: node.text } : null
  const json = jsonOf(graph, node, isAlone)
  return json && { kind: 'json', text: `${JSON.stringify(json.value, null, 2)}\n`, dates: json.dates }
}

/** About how many characters of source a value takes; no more is counted than `limit`. */
function sizeOf(graph: ValueGraph, index: number, limit: number): number {
  const seen = new Set<number>()
  let size = 0
  const visit = (each: number): void => {
    if (size > limit || seen.has(each)) return
    const node = nodeAt(graph, each)
    if (hasIdentity(node)) seen.add(each)
    size += ownSize(node)
    for (const part of partsOf(node)) valuesOf(part).forEach(visit)
  }
  visit(index)
  return size
}

function ownSize(node: ValueNode): number {
  switch (node.kind) {
    case 'primitive':
      return node.text.length + 2
    case 'bytes':
      return node.base64.length
    case 'pairs':
      return node.pairs.flat().join().length
    case 'object':
    case 'error':
      return node.properties.reduce((sum, { key }) => sum + (typeof key === 'string' ? key.length : 10) + 4, 4)
    default:
      return 8
  }
}

/** JSON that says all of a value, with the names under which it has dates; null where there is none. */
function jsonOf(
  graph: ValueGraph,
  root: ValueNode,
  isAlone: (index: number) => boolean,
): { value: unknown; dates: readonly string[] } | null {
  const dates = new Set<string>()
  const others = new Set<string>()
  const inner = (index: number, key: string, depth: number): unknown => {
    const node = nodeAt(graph, index)
    if (!isAlone(index) || depth > MAX_DEPTH) throw new NoJson()
    if (node.kind === 'date' && node.time !== null && isBare(node)) {
      dates.add(key)
      return new Date(node.time).toISOString()
    }
    if (node.kind !== 'primitive' || node.type !== 'null') others.add(key)
    return its(node, depth)
  }
  const its = (node: ValueNode, depth: number): unknown => {
    switch (node.kind) {
      case 'primitive':
        return plainOf(node)
      case 'array':
        if (!isBare(node)) throw new NoJson()
        return node.items.map((item, i) => (item === null ? noJson() : inner(item, String(i), depth + 1)))
      case 'object':
        if (node.class || node.nullPrototype || node.frozen) throw new NoJson()
        return Object.fromEntries(
          node.properties.map(({ key, value, enumerable, isPrivate }) =>
            typeof key === 'string' && key !== '__proto__' && enumerable && !isPrivate
              ? [key, inner(value, key, depth + 1)]
              : noJson(),
          ),
        )
      default:
        return noJson()
    }
  }
  try {
    const value = its(root, 0)
    // Of what is read again a name is all that tells a date from a text.
    return [...dates].some((name) => others.has(name) || /^\d+$/.test(name)) ? null : { value, dates: [...dates] }
  } catch (error) {
    if (error instanceof NoJson) return null
    throw error
  }
}

class NoJson extends Error {}

function noJson(): never {
  throw new NoJson()
}

function plainOf({ type, text }: Extract<ValueNode, { kind: 'primitive' }>): unknown {
  switch (type) {
    case 'null':
      return null
    case 'boolean':
      return text === 'true'
    case 'string':
      return text
    case 'number':
      return /^-?\d/.test(text) && text !== '-0' ? Number(text) : noJson()
    default:
      return noJson()
  }
}
