/** Arbitraries of fast-check for shapes, as source. */
import { call, type Layout } from '../values/layout.ts'
import { isIdentifier, stringSource } from '../values/literals.ts'
import type { TextStyle } from '../style.ts'
import type { Format } from './formats.ts'
import type { Field, Shape } from './shape.ts'

export interface Sources {
  /** The name by which the file has fast-check. */
  readonly fc: string
  readonly style: TextStyle
  /** The expression that is a text. */
  readonly text: (text: string) => string
}

/** Dates that any program knows how to write. */
const YEARS = `{ min: new Date(0), max: new Date(4e12), noInvalidDate: true }`

export function arbitrary(shape: Shape, sources: Sources): Layout {
  const { fc } = sources
  switch (shape.kind) {
    case 'null':
      return `${fc}.constant(null)`
    case 'boolean':
      return `${fc}.boolean()`
    case 'double':
      // JSON has no word for others.
      return `${fc}.double({ noNaN: true, noDefaultInfinity: true })`
    case 'integer':
      if (shape.isLarge) return shape.isNegative ? `${fc}.maxSafeInteger()` : `${fc}.maxSafeNat()`
      return shape.isNegative ? `${fc}.integer()` : `${fc}.nat()`
    case 'format':
      return ofFormat(shape.format, sources)
    case 'text':
      return anyOf([...recordedIn(shape.recorded, sources), `${fc}.string()`], sources)
    case 'texts':
      return anyOf(recordedIn(shape.recorded, sources), sources)
    case 'event':
      return [
        arbitrary(shape.data, sources),
        `.map((data) => \`${inTemplate(shape.head)}\${JSON.stringify(data)}${inTemplate(shape.tail)}\`)`,
      ]
    case 'json':
      return [arbitrary(shape.data, sources), '.map((data) => JSON.stringify(data))']
    case 'list':
      return shape.item
        ? call(`${fc}.array`, [arbitrary(shape.item, sources), `{ maxLength: ${shape.most} }`])
        : `${fc}.constant([])`
    case 'record':
      return record(shape.fields, sources)
    case 'either':
      return either(shape.of, sources)
  }
}

function inTemplate(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll(/`|\$\{/g, String.raw`\$&`)
}

function recordedIn(texts: readonly string[], { fc, text }: Sources): Layout[] {
  if (texts.length === 0) return []
  return [call(texts.length === 1 ? `${fc}.constant` : `${fc}.constantFrom`, texts.map(text))]
}

function ofFormat(format: Format, { fc, style }: Sources): Layout {
  const text = (its: string): string => stringSource(its, style.quote)
  const dates = `${fc}.date(${YEARS}).map((date) => date.toISOString()`
  switch (format.kind) {
    case 'uuid':
      return `${fc}.uuid()`
    case 'date':
      return `${dates}.slice(0, 10))`
    case 'decimal':
      return `${fc}.integer().map((number) => (number / ${10 ** format.places}).toFixed(${format.places}))`
    case 'instant': {
      const spaced = format.between === 'T' ? '' : `.replace(${text('T')}, ${text(' ')})`
      return `${dates}${spaced}${format.end === 'Z' ? '' : `.replace(${text('Z')}, ${text(format.end)})`})`
    }
  }
}

function record(fields: readonly Field[], sources: Sources): Layout {
  const { fc, style } = sources
  const name = (key: string): string => (isIdentifier(key) ? key : stringSource(key, style.quote))
  const items = fields.map(({ key, shape }): Layout => [`${name(key)}: `, arbitrary(shape, sources)])
  const model: Layout = { open: '{', items, close: '}' }
  const required = fields.filter(({ isOptional }) => !isOptional).map(({ key }) => stringSource(key, style.quote))
  if (required.length === fields.length) return call(`${fc}.record`, [model])
  return call(`${fc}.record`, [model, `{ requiredKeys: [${required.join(', ')}] }`])
}

function either(of: readonly Shape[], sources: Sources): Layout {
  const others = of.filter(({ kind }) => kind !== 'null')
  const flat = others.flatMap((its): Layout[] =>
    its.kind === 'text' ? [...recordedIn(its.recorded, sources), `${sources.fc}.string()`] : [arbitrary(its, sources)],
  )
  if (others.length === of.length) return anyOf(flat, sources)
  return flat.length === 0 ? `${sources.fc}.constant(null)` : call(`${sources.fc}.option`, [anyOf(flat, sources)])
}

function anyOf(all: readonly Layout[], { fc }: Sources): Layout {
  const [only] = all
  return all.length === 1 && only !== undefined ? only : call(`${fc}.oneof`, all)
}
