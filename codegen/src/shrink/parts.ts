/**
 * What a fixture may do without. That is what came in: what is asked has to be asked in the same words, but for
 * most headers, which don't count. Whether what is left is a fixture still, its schema says.
 */
import type { FixtureJson } from '@retrace/core/recordings'
import { entriesOf, INSIDE, insideOf, type Path } from './tree.ts'

/** What is taken away as one: a member, an item, or a column with all of its cells. */
export interface Part {
  /** How far down it is. */
  readonly depth: number
  readonly paths: readonly Path[]
  /** Whether it is one of many alike: an item of a list that the program reads, or a row. */
  readonly isOfMany: boolean
}

/** A text or a number, which may be a simpler one. */
export interface Scalar {
  readonly path: Path
  readonly value: string | number
  readonly isBase64: boolean
}

/** What is asked, in all protocols. */
const ASKED = new Set(['request', 'statements', 'asked', 'command', 'sql', 'sent', 'call', 'arguments'])
/** What stays as it is: what belongs to what, when, and how it is laid out. */
const FIXED = new Set(['protocol', 'to', 'secure', 'connection', 'at', 'ended', 'after', 'count', 'sequence', 'layout'])
/** Lists of lines that go as a whole. */
const LINES = new Set(['headers', 'trailers'])
/** The one that counts. */
const HOST = /^host:/i
/** Lists that have to be whole for a client to go on: it waits for what has no content. */
const WHOLE = new Set(['messages', 'answers', 'replies'])
const COLUMNS = new Set(['columns', 'definitions'])
const CELLS = new Set(['rows', 'reply'])

/** From the outermost to the innermost. */
export function partsOf(fixture: FixtureJson): readonly Part[] {
  return find(fixture).parts
}

export function scalarsOf(fixture: FixtureJson): readonly Scalar[] {
  return find(fixture).scalars
}

function find({ random, exchanges, capture }: FixtureJson): Finder {
  const found = new Finder()
  for (const [name, values] of Object.entries(random)) found.items(values, ['random', name])
  for (const [name, its] of Object.entries({ clocks: capture?.clocks, timers: capture?.timers }))
    for (const key of Object.keys(its ?? {})) found.part(['capture', name, key])
  exchanges.forEach((exchange, i) => {
    found.part(['exchanges', i])
    found.said(exchange, ['exchanges', i], false)
    found.columns(exchange, ['exchanges', i])
  })
  return found
}

class Finder {
  readonly parts: Part[] = []
  readonly scalars: Scalar[] = []

  part(...paths: readonly [Path, ...(readonly Path[])]): void {
    this.#add(paths, false)
  }

  #add(paths: readonly [Path, ...(readonly Path[])], isOfMany: boolean): void {
    this.parts.push({ depth: paths[0].length, paths, isOfMany })
  }

  items(list: readonly unknown[], path: Path, isPart: (item: unknown) => boolean = () => true): void {
    list.forEach((item, i) => {
      if (isPart(item)) this.part([...path, i])
    })
  }

  /** What an exchange is made of, down to contents. */
  said(json: object, path: Path, isAsked: boolean): void {
    // What is packed is no text of a person's, nor is what is shown of it.
    if ('packed' in json) return
    for (const [key, value] of entriesOf(json)) {
      const at = [...path, key]
      const isIts = isAsked || ASKED.has(String(key))
      if (FIXED.has(String(key)) || (isIts && isContent(json, key))) continue
      if (LINES.has(String(key))) {
        this.items(value as readonly unknown[], at, (line) => !isIts || !HOST.test(String(line)))
        continue
      }
      if (!isIts && !WHOLE.has(String(path.at(-1)))) this.part(at)
      if (COLUMNS.has(String(key))) continue
      if (!isIts && CELLS.has(String(key))) this.cells(value, at)
      else if (isContent(json, key)) this.data(value, at, key === 'base64')
      else if (typeof value === 'object' && value !== null) this.said(value, at, isIts)
    }
  }

  /** Values of a database, in which there may be contents. */
  cells(json: unknown, path: Path): void {
    if (typeof json !== 'object' || json === null) return this.data(json, path)
    for (const [key, value] of entriesOf(json)) {
      const at = [...path, key]
      if (FIXED.has(String(key))) continue
      // A cell goes with its column.
      if (path.at(-2) !== 'rows') this.#add([at], path.at(-1) === 'rows')
      if (isContent(json, key)) this.data(value, at, key === 'base64')
      else this.cells(value, at)
    }
  }

  /** What the program reads. */
  data(json: unknown, path: Path, isBase64 = false): void {
    if (typeof json === 'number') this.scalars.push({ path, value: json, isBase64 })
    if (typeof json === 'string') {
      this.scalars.push({ path, value: json, isBase64 })
      const inside = isBase64 ? null : insideOf(json)
      if (inside) this.data(inside.json, [...path, INSIDE])
    }
    if (typeof json !== 'object' || json === null) return
    // The lines of a text say what they say together.
    const isOfMany = Array.isArray(json) && path.at(-1) !== 'text'
    for (const [key, value] of entriesOf(json)) {
      this.#add([[...path, key]], isOfMany)
      this.data(value, [...path, key])
    }
  }

  /** Rows are of the columns that were said last before them. */
  columns(json: unknown, path: Path): void {
    const tables: { readonly at: Path; readonly columns: number; readonly rows: Path[] }[] = []
    lists(json, path, (key, list, at) => {
      if (COLUMNS.has(key)) tables.push({ at, columns: list.length, rows: [] })
      else if (key === 'rows') tables.at(-1)?.rows.push(...list.map((_, i) => [...at, i]))
    })
    for (const { at, columns, rows } of tables)
      for (let i = 0; i < columns; i++) this.part([...at, i], ...rows.map((row) => [...row, i]))
  }
}

/** Whether a member is what its object, a content, has in it. */
function isContent(json: object, key: string | number): boolean {
  if (key === 'json') return true
  const its = (json as Readonly<Record<string | number, unknown>>)[key]
  return (key === 'text' && Array.isArray(its)) || (key === 'base64' && typeof its === 'string')
}

/** The lists in an exchange, by their names, in order. */
function lists(json: unknown, path: Path, see: (key: string, list: readonly unknown[], at: Path) => void): void {
  if (typeof json !== 'object' || json === null) return
  for (const [key, value] of entriesOf(json)) {
    const at = [...path, key]
    if (isContent(json, key)) continue
    if (Array.isArray(value) && typeof key === 'string') see(key, value, at)
    if (key !== 'rows') lists(value, at, see)
  }
}
