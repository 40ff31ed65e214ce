/** Shapes that fixtures of several protocols are made of: what may stand where. */
import * as v from 'valibot'

export type Shape = v.GenericSchema
export type Entries = Readonly<Record<string, Shape>>

/** Milliseconds from the beginning of the test. */
export const time: Shape = v.number()
export const count: Shape = v.pipe(v.number(), v.integer(), v.minValue(0))

export const base64: Shape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/, 'base64'))

/** What every exchange has. */
export function exchange(protocol: string, entries: Entries): Entries {
  return { protocol: v.literal(protocol), at: time, ended: v.nullable(time), ...entries }
}

export function optional(shape: Shape): Shape {
  return v.exactOptional(shape) as Shape
}

/** An object with these keys and no others. */
export function only(entries: Entries): Shape {
  return v.strictObject(entries as v.ObjectEntries)
}

/** A list, which may stand in a file of its own where it is long. */
export function list(item: Shape): Shape {
  return v.union([v.array(item), only({ jsonFile: v.string() })])
}

const layout = only({
  indent: optional(v.union([count, v.string()])),
  spaced: optional(v.literal(true)),
  end: optional(v.string()),
})

/** A content, beside other keys. */
export function contentWith(entries: Entries): Shape[] {
  return [
    only({ ...entries, json: v.unknown(), layout: optional(layout) }),
    only({ ...entries, text: v.array(v.string()) }),
    only({ ...entries, base64 }),
    only({ ...entries, file: v.string() }),
  ]
}

export const content: Shape = v.union(contentWith({}))
export const shortBytes: Shape = v.union([v.string(), content])
export const lines: Shape = v.union([v.string(), v.array(v.string())])

/** A value of a table. */
export const cell: Shape = v.union([
  v.null(),
  v.boolean(),
  v.number(),
  v.string(),
  content,
  v.array(v.lazy(() => cell)),
])
export const rows: Shape = list(v.array(cell))
