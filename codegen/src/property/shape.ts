/** The shape that values have in common, as far as a property needs it: what else a server might have said there. */
import { type ColumnTypes, dataOf } from '@retrace/core/recordings'
import { columnShape } from './columns.ts'
import { type Format, formatOf } from './formats.ts'

export type Shape =
  | { readonly kind: 'null' | 'boolean' | 'double' }
  | { readonly kind: 'integer'; readonly isNegative: boolean; readonly isLarge: boolean }
  | { readonly kind: 'format'; readonly format: Format }
  /** `recorded`: those that are tried, too. */
  | { readonly kind: 'text'; readonly recorded: readonly string[] }
  /** Nothing but these. */
  | { readonly kind: 'texts'; readonly recorded: readonly string[] }
  /** Texts that are JSON. */
  | { readonly kind: 'json'; readonly data: Shape }
  /** Those of a stream that have JSON between what is the same in all of them. */
  | { readonly kind: 'event'; readonly head: string; readonly tail: string; readonly data: Shape }
  | { readonly kind: 'list'; readonly item: Shape | null; readonly most: number }
  | { readonly kind: 'record'; readonly fields: readonly Field[] }
  | { readonly kind: 'either'; readonly of: readonly Shape[] }

export interface Field {
  readonly key: string
  readonly shape: Shape
  /** Whether it is missing in some. */
  readonly isOptional: boolean
}

type Plain = Readonly<Record<string, unknown>>

const NULL: Shape = { kind: 'null' }

/** So many recorded texts are tried. */
const MOST_TEXTS = 3
const MAX_INT = 2 ** 31 - 1

/**
 * The shape of what was seen at a place.
 *
 * @param recorded - what of it the test may show: what its fixture has there
 * @param types - of the columns, where these are rows
 */
export function shapeOf(values: readonly unknown[], recorded: readonly unknown[], types: ColumnTypes = {}): Shape {
  const all = [...values, ...recorded]
  const of = [
    ...(all.some((it) => typeof it === 'boolean') ? [{ kind: 'boolean' } as const] : []),
    ...numbers(all.filter((it) => typeof it === 'number')),
    ...texts(all.filter(isText), recorded.filter(isText)),
    ...lists(all.filter(isList), recorded.filter(isList), types),
    ...records(all.filter(isPlain), recorded.filter(isPlain), types),
  ]
  // A single one is easier to read with what it may be instead behind it.
  if (all.includes(null)) of.push(NULL)
  const [only] = of
  return of.length === 1 && only ? only : { kind: 'either', of }
}

function numbers(all: readonly number[]): Shape[] {
  if (all.length === 0) return []
  if (!all.every((it) => Number.isSafeInteger(it))) return [{ kind: 'double' }]
  const isNegative = all.some((it) => it < 0)
  return [{ kind: 'integer', isNegative, isLarge: all.some((it) => Math.abs(it) > MAX_INT) }]
}

function texts(all: readonly string[], recorded: readonly string[]): Shape[] {
  if (all.length === 0) return []
  const format = formatOf(all)
  if (format !== null) return [{ kind: 'format', format }]
  const events = eventsOf(all, recorded)
  if (events !== null) return events
  const data = all.map(dataOf).filter((it) => it !== undefined)
  const text: Shape = { kind: 'text', recorded: [...new Set(recorded)].slice(0, MOST_TEXTS) }
  return data.length === 0 ? [text] : [text, { kind: 'json', data: shapeOf(data, []) }]
}

const EVENT = /^((?:\w+:[^\n]*\n)*?data: ?)([^\n]*)(\n+)$/

/** Of a stream of events: those of a kind have data of one shape, and `[DONE]` is what it is. Null for other texts. */
function eventsOf(all: readonly string[], recorded: readonly string[]): Shape[] | null {
  const groups = new Map<string, { head: string; tail: string; data: unknown[]; recorded: unknown[] }>()
  const others = new Set<string>()
  for (const text of all) {
    const [, head, json = '', tail] = EVENT.exec(text) ?? []
    if (head === undefined || tail === undefined) return null
    const data = dataOf(json)
    if (data === undefined) others.add(text)
    else {
      const its = groups.get(head + tail) ?? { head, tail, data: [], recorded: [] }
      its.data.push(data)
      if (recorded.includes(text)) its.recorded.push(data)
      groups.set(head + tail, its)
    }
  }
  if (groups.size === 0) return null
  const events = [...groups.values()].map(({ head, tail, ...its }): Shape => ({
    kind: 'event',
    head,
    tail,
    data: shapeOf(its.data, its.recorded),
  }))
  return others.size === 0 ? events : [...events, { kind: 'texts', recorded: [...others].slice(0, MOST_TEXTS) }]
}

function lists(
  all: readonly (readonly unknown[])[],
  recorded: readonly (readonly unknown[])[],
  types: ColumnTypes,
): Shape[] {
  if (all.length === 0) return []
  const items = all.flat()
  const isTable = Object.keys(types).length > 0
  const item = items.length > 0 || isTable ? itemOf(items, recorded.flat(), types) : null
  return [{ kind: 'list', item, most: Math.max(1, ...all.map((it) => it.length)) }]
}

function itemOf(items: readonly unknown[], recorded: readonly unknown[], types: ColumnTypes): Shape {
  if (items.length > 0) return shapeOf(items, recorded, types)
  const fields = Object.keys(types).map((key) => ({ key, shape: columnShape(types[key]), isOptional: false }))
  return { kind: 'record', fields }
}

function records(all: readonly Plain[], recorded: readonly Plain[], types: ColumnTypes): Shape[] {
  if (all.length === 0) return []
  const keys = [...new Set(all.flatMap(Object.keys))]
  const fields = keys.map((key): Field => {
    const its = (them: readonly Plain[]): unknown[] => them.flatMap((it) => (Object.hasOwn(it, key) ? [it[key]] : []))
    const shape = shapeOf(its(all), its(recorded))
    return { key, shape: typed(shape, types[key]), isOptional: its(all).length < all.length }
  })
  return [{ kind: 'record', fields }]
}

/** Whether nothing else is of a shape than what was seen. */
export function isOneValue(shape: Shape): boolean {
  switch (shape.kind) {
    case 'null':
      return true
    case 'list':
      return shape.item === null
    case 'record':
      return shape.fields.every((field) => !field.isOptional && isOneValue(field.shape))
    default:
      return false
  }
}

/** Where nothing but null was seen in a column, its type says what else there might be. */
export function typed(shape: Shape, type: string | number | undefined): Shape {
  return shape.kind === 'null' && type !== undefined ? { kind: 'either', of: [columnShape(type), NULL] } : shape
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
