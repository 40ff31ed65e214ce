/** The shape of a column of which no value was seen. */
import type { Format } from './formats.ts'
import type { Shape } from './shape.ts'

const format = (its: Format): Shape => ({ kind: 'format', format: its })
const instant = (end: string): Shape => format({ kind: 'instant', between: ' ', end })

/** By the names of PostgreSQL and MySQL; the first that matches counts. */
const SHAPES: readonly (readonly [RegExp, Shape])[] = [
  [/^bool$/, { kind: 'boolean' }],
  [/^(?:int\d?|smallint|mediumint|tinyint|bigint|year|oid)$/, { kind: 'integer', isNegative: true, isLarge: false }],
  [/^(?:float\d?|double)$/, { kind: 'double' }],
  [/^(?:numeric|decimal)$/, format({ kind: 'decimal', places: 2 })],
  [/^timestamptz$/, instant('+00')],
  [/^(?:timestamp|datetime)$/, instant('')],
  [/^date$/, format({ kind: 'date' })],
  [/^uuid$/, format({ kind: 'uuid' })],
]

/** @param type - as a column says it */
export function columnShape(type: string | number | undefined): Shape {
  const found = SHAPES.find(([pattern]) => pattern.test(String(type)))
  return found?.[1] ?? { kind: 'text', recorded: [] }
}
