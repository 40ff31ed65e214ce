/** Gives a graph of values with other texts in it: each is shown with the names under which it stands. */
import { isSecretName, type Place, type Rewrite, rewriteBytes, rewriteText } from '@retrace/core/recordings'
import type { Extended, Given, Property, ValueGraph, ValueNode } from '../observation.ts'
import { accessSource } from './literals.ts'
import { nodeAt } from './shape.ts'

/** A value in its place. */
export interface Rooted {
  readonly index: number
  readonly path: string
  /** What it is called: a parameter, a variable. */
  readonly name: string
}

export interface RewrittenValues {
  readonly graph: ValueGraph
  /** The roots in the new graph. */
  readonly roots: readonly number[]
}

export function rewriteValues(graph: ValueGraph, roots: readonly Rooted[], rewrite: Rewrite): RewrittenValues {
  const walk = new Walk(graph, rewrite)
  const its = roots.map((root) => walk.visit(root))
  walk.finish()
  return { graph: { nodes: walk.nodes }, roots: its }
}

/** In the place of what nothing refers to any more. */
const NOTHING: ValueNode = { kind: 'primitive', type: 'undefined', text: 'undefined' }

class Walk {
  readonly nodes: ValueNode[]
  readonly #graph: ValueGraph
  readonly #rewrite: Rewrite
  readonly #seen = new Set<number>()
  /** Not a recursion: lists may be long. */
  readonly #todo: Rooted[] = []
  /** Primitives that have been replaced somewhere, and those that somewhere have not. */
  readonly #left = new Set<number>()
  readonly #kept = new Set<number>()
  /** New primitives, by what they are. */
  readonly #added = new Map<string, number>()

  constructor(graph: ValueGraph, rewrite: Rewrite) {
    this.#graph = graph
    this.#rewrite = rewrite
    this.nodes = [...graph.nodes]
  }

  finish(): void {
    for (let at = this.#todo.shift(); at; at = this.#todo.shift()) this.nodes[at.index] = this.#changed(at)
    for (const index of this.#left) if (!this.#kept.has(index)) this.nodes[index] = NOTHING
  }

  /** @returns the number of what stands there then: equal primitives are one node, which is secret under some names only */
  visit(at: Rooted): number {
    const node = nodeAt(this.#graph, at.index)
    if (node.kind === 'primitive') return this.#primitive(node, at)
    if (!this.#seen.has(at.index)) {
      this.#seen.add(at.index)
      this.#todo.push(at)
    }
    return at.index
  }

  #primitive(node: Extract<ValueNode, { kind: 'primitive' }>, { index, path, name }: Rooted): number {
    const isNumber = node.type === 'number' || node.type === 'bigint'
    if (!isNumber && node.type !== 'string') return index
    const text = rewriteText(node.text, this.#rewrite, { path, name, ...(isNumber ? { isNumber } : {}) })
    if (text === node.text) {
      this.#kept.add(index)
      return index
    }
    this.#left.add(index)
    const key = `${node.type} ${text}`
    const there = this.#added.get(key)
    if (there !== undefined) return there
    this.#added.set(key, this.nodes.push({ ...node, text }) - 1)
    return this.nodes.length - 1
  }

  #changed(at: Rooted): ValueNode {
    const node = this.#changedParts(at)
    const { extra } = node as Extended
    return extra ? ({ ...node, extra: this.#properties(extra, at.path) } as ValueNode) : node
  }

  #changedParts({ index, path, name }: Rooted): ValueNode {
    const node = nodeAt(this.#graph, index)
    const text = (its: string): string => rewriteText(its, this.#rewrite, { path })
    switch (node.kind) {
      case 'array':
        return { ...node, items: this.#items(node.items, path, name) }
      case 'object':
      case 'error':
        return { ...node, properties: this.#properties(node.properties, path) }
      case 'map':
        return { ...node, entries: node.entries.map((entry, i) => this.#entry(entry, path, i)) }
      case 'set':
        return { ...node, items: node.items.map((item, i) => this.visit({ index: item, path: `${path}[${i}]`, name })) }
      case 'bytes':
        if (node.view) this.visit({ index: node.view.buffer, path, name })
        return { ...node, base64: this.#bytes(node, { path, name }) }
      case 'boxed':
        return { ...node, value: this.visit({ index: node.value, path, name }) }
      case 'stream':
        return {
          ...node,
          items: node.items && node.items.map((item, i) => this.visit({ index: item, path: `${path}[${i}]`, name })),
          failed: node.failed === null ? null : this.visit({ index: node.failed, path, name }),
        }
      case 'function':
        return { ...node, given: node.given.map((given) => this.#given(given, `${path}()`, name)) }
      case 'promise':
        return { ...node, given: node.given && this.#given(node.given, path, name) }
      case 'signal':
        return {
          ...node,
          reason: node.reason === null ? null : this.visit({ index: node.reason, path, name: 'reason' }),
        }
      case 'url':
        return { ...node, href: text(node.href) }
      case 'pairs':
        return { ...node, pairs: node.pairs.map((pair) => this.#pair(pair, path)) }
      case 'regexp':
        return { ...node, source: text(node.source) }
      case 'symbol':
        return node.description === null ? node : { ...node, description: text(node.description) }
      default:
        return node
    }
  }

  #given(given: Given, path: string, name: string): Given {
    const visit = (index: number): number => this.visit({ index, path, name })
    const back = given.back?.map((its) => ({
      ...its,
      values: its.values.map(visit),
      failed: its.failed === null ? null : visit(its.failed),
    }))
    const its = back ? { ...given, back } : given
    return its.how === 'waits' ? its : { ...its, value: visit(its.value) }
  }

  #pair([key, value]: readonly [string, string], path: string): [string, string] {
    const at = { path: path + accessSource(key, "'"), name: key }
    return [rewriteText(key, this.#rewrite, { path }), rewriteText(value, this.#rewrite, at)]
  }

  /** Of names and values in turn, as of headers, a value has its name; else all have that of the list. */
  #items(items: readonly (number | null)[], path: string, name: string): (number | null)[] {
    return items.map((item, i) => {
      if (item === null) return null
      const before = i % 2 === 1 && items.length % 2 === 0 ? this.#textOf(items[i - 1] ?? null) : null
      return this.visit({
        index: item,
        path: `${path}[${i}]`,
        name: before !== null && isSecretName(before) ? before : name,
      })
    })
  }

  #entry([key, value]: readonly [number, number], path: string, i: number): [number, number] {
    return [
      this.visit({ index: key, path: `${path}[${i}]`, name: '' }),
      this.visit({ index: value, path: `${path}[${i}]`, name: this.#textOf(key) ?? '' }),
    ]
  }

  #properties(properties: readonly Property[], path: string): Property[] {
    return properties.map((property) => {
      const { key, value } = property
      if (typeof key !== 'string') {
        this.visit({ index: key.symbol, path, name: '' })
        return { ...property, value: this.visit({ index: value, path, name: '' }) }
      }
      const at = { path: path + accessSource(key, "'"), name: key }
      return { ...property, key: rewriteText(key, this.#rewrite, { path }), value: this.visit({ index: value, ...at }) }
    })
  }

  #bytes({ type, base64 }: Extract<ValueNode, { kind: 'bytes' }>, place: Place): string {
    const bytes = Buffer.from(base64, 'base64')
    const is = rewriteBytes(bytes, this.#rewrite, { ...place, isFixed: type !== 'Buffer' })
    return is === bytes ? base64 : Buffer.from(is).toString('base64')
  }

  #textOf(index: number | null): string | null {
    const node = index === null ? null : nodeAt(this.#graph, index)
    return node?.kind === 'primitive' && node.type === 'string' ? node.text : null
  }
}
