/** Writes values that a test has made, and runs what is written. */
import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import { ts } from 'ts-morph'
import type { ClassRef, ValueGraph } from '../observation.ts'
import { USUAL_STYLE } from '../style.ts'
import { graphOf } from './graph.test-kit.ts'
import { call, inLines, inOneLine } from './layout.ts'
import { Names } from './names.ts'
import { EMITTER } from './resolve.ts'
import { writeValues } from './source.ts'
import type { DataFile, Source, Surroundings } from './surroundings.ts'

export class Point {
  x: unknown
  y: unknown
  constructor(x: unknown, y: unknown) {
    this.x = x
    this.y = y
  }
}
export class NotFound extends Error {
  status = 404
}
export class List extends Array<unknown> {}
export class Registry extends Map<unknown, unknown> {
  override set(): this {
    throw new Error('it is closed')
  }
}
export class Bag extends Set<unknown> {}
export class Feed extends EventEmitter {
  url: unknown
  constructor(url: unknown) {
    super()
    this.url = url
  }
}
/** Of which no module gives any. */
export class Hidden {}
const CLASSES = { Point, NotFound, List, Registry, Bag, Feed, EventEmitter }
export const PLACES: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [Point, '/point.ts'],
  [NotFound, '/errors.ts'],
  [List, '/list.ts'],
  [Registry, '/registry.ts'],
  [Bag, '/bag.ts'],
  [Feed, '/feed.ts'],
  [Hidden, '/hidden.ts'],
])

export function surroundings(more: Partial<Surroundings> = {}): Surroundings & { files: Map<string, DataFile> } {
  const files = new Map<string, DataFile>()
  return {
    files,
    language: 'javascript',
    style: { ...USUAL_STYLE, hasSemicolons: false },
    names: new Names(),
    classSource: ({ name, place }: ClassRef) => ((place && name !== 'Hidden') || name === EMITTER ? name : null),
    maker: () => null,
    instance: () => null,
    functionSource: () => null,
    symbol: () => null,
    readable: () => 'Readable',
    mock: () => 'mock()',
    dataFile(name, content) {
      files.set(name, content)
      return `data.get('${name}')`
    },
    ...more,
  }
}

export function write(values: Record<string, unknown>, more: Partial<Surroundings> = {}): Source {
  const { graph, roots } = graphOf(Object.values(values), PLACES)
  return writeGraph(graph, roots, Object.keys(values), more)
}

export function writeGraph(
  graph: ValueGraph,
  roots: number[],
  names: string[],
  more: Partial<Surroundings> = {},
): Source {
  return writeValues(
    graph,
    roots.map((index, i) => ({ index, name: names[i] as string })),
    surroundings(more),
  )
}

/** Statements and the call, as they come to stand in a test. */
export function textOf(values: Record<string, unknown>, more: Partial<Surroundings> = {}): string {
  const source = write(values, more)
  if (source.kind === 'unavailable') return `${source.path}: ${source.what}`
  return [...source.statements, inLines(call('f', source.expressions), USUAL_STYLE)].join('\n')
}

export function evaluate(source: Source, language: Surroundings['language'] = 'javascript'): unknown[] {
  if (source.kind === 'unavailable') throw new Error(`${source.path}: ${source.what}`)
  const made = source.expressions.map((each) => `(${inOneLine(each)})`).join(', ')
  const names = [...Object.keys(CLASSES), 'mock', 'Readable'].join(', ')
  const text = `(function (${names}) {${source.statements.join('\n')}\nreturn [${made}]})`
  // oxlint-disable-next-line no-eval -- what is written is run
  const run = (0, eval)(language === 'typescript' ? withoutTypes(text) : text) as (...args: unknown[]) => unknown[]
  return run(...Object.values(CLASSES), () => () => undefined, Readable)
}

function withoutTypes(text: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.None, strict: false }
  return ts.transpileModule(text, { compilerOptions }).outputText
}
