/** From a position in the code that ran to the line that a person wrote, through source maps. */
import { findSourceMap } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { originalPositionFor, sourceContentFor, TraceMap, type SourceMapInput } from '@jridgewell/trace-mapping'
import { originalFs } from '../originals.ts'
import type { Frame } from './frames.ts'

/** A place in a source file, with the file's text where it could be found. */
export interface Position extends Frame {
  readonly source: string | null
}

/** A comment that names a map, as the last of its kind in a file. */
const MAP_COMMENT = /[#@]\s*sourceMappingURL=([^\s'"]+)[ \t]*(?:\*\/)?/g
const INLINE = /^data:application\/json[^,]*?(;base64)?,(.*)$/s

interface Mapping {
  readonly map: TraceMap
  /** What the sources of the map are relative to. */
  readonly base: string
}

const mappings = new Map<string, Mapping | null>()

/** The place of a frame in the source that was written. Where there is no map, or it says nothing, the frame itself. */
export function originalPosition(frame: Frame): Position {
  const mapping = mappingOf(frame.file)
  if (mapping) {
    const at = originalPositionFor(mapping.map, { line: frame.line, column: Math.max(0, frame.column - 1) })
    if (at.source !== null) {
      const file = toPath(at.source, mapping.base)
      const source = sourceContentFor(mapping.map, at.source) ?? readText(file)
      return { file, line: at.line, column: at.column + 1, name: frame.name, source }
    }
  }
  return { ...frame, source: readText(frame.file) }
}

function mappingOf(file: string): Mapping | null {
  let mapping = mappings.get(file)
  if (mapping === undefined) {
    mapping = nodesMapping(file) ?? filesMapping(file)
    mappings.set(file, mapping)
  }
  return mapping
}

/** The map of code that was compiled as it was loaded (tsx, ts-node): Node keeps it where source maps are enabled. */
function nodesMapping(file: string): Mapping | null {
  const payload = attempt(() => findSourceMap(file)?.payload)
  return payload ? toMapping(payload as unknown as SourceMapInput, path.dirname(file)) : null
}

/** The map that the file names: inside of it, or beside it. */
function filesMapping(file: string): Mapping | null {
  const text = path.isAbsolute(file) ? readText(file) : null
  const url = text === null ? undefined : [...text.matchAll(MAP_COMMENT)].at(-1)?.[1]
  if (url === undefined) return null
  const inline = INLINE.exec(url)
  if (inline) {
    const body = inline[1]
      ? Buffer.from(inline[2] as string, 'base64').toString()
      : decodeURIComponent(inline[2] as string)
    return toMapping(body, path.dirname(file))
  }
  const beside = toPath(decodeURIComponent(url), path.dirname(file))
  const map = readText(beside)
  return map === null ? null : toMapping(map, path.dirname(beside))
}

function toMapping(input: SourceMapInput, base: string): Mapping | null {
  return attempt(() => ({ map: new TraceMap(input), base })) ?? null
}

function toPath(source: string, base: string): string {
  if (source.startsWith('file:')) return fileURLToPath(source)
  // Bundlers: `webpack://name/./src/app.ts`.
  return path.resolve(base, source.replace(/^[\w-]+:\/\/[^/]*\//, ''))
}

function readText(file: string): string | null {
  return attempt(() => originalFs.readFileSync(file, 'utf8')) ?? null
}

/** A report is made from what can be had: a map that is broken or gone is no map. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
