/** What is too large to read as source, and goes to a file beside the test. */
import type { ValueGraph, ValueNode } from '../observation.ts'
import { isWellFormed } from './literals.ts'
import { partsOf, valuesOf } from './parts.ts'
import { hasIdentity, isBare, nodeAt } from './shape.ts'
import type { DataFile } from './surroundings.ts'

/** Characters of the source of one value; more is put into a file. */
const MAX_SOURCE = 4096

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
  return json === undefined ? null : { kind: 'json', text: `${JSON.stringify(json, null, 2)}\n` }
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

/** JSON that says all of a value; undefined where there is none. */
function jsonOf(graph: ValueGraph, root: ValueNode, isAlone: (index: number) => boolean): unknown {
  const inner = (index: number): unknown => (isAlone(index) ? its(nodeAt(graph, index)) : noJson())
  const its = (node: ValueNode): unknown => {
    switch (node.kind) {
      case 'primitive':
        return plainOf(node)
      case 'array':
        if (!isBare(node)) throw new NoJson()
        return node.items.map((item) => (item === null ? noJson() : inner(item)))
      case 'object':
        if (node.class || node.nullPrototype || node.frozen) throw new NoJson()
        return Object.fromEntries(
          node.properties.map(({ key, value, enumerable, isPrivate }) =>
            typeof key === 'string' && key !== '__proto__' && enumerable && !isPrivate ? [key, inner(value)] : noJson(),
          ),
        )
      default:
        return noJson()
    }
  }
  try {
    return its(root)
  } catch (error) {
    if (error instanceof NoJson) return undefined
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
