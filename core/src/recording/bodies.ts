/**
 * Large contents of a fixture, which have files of their own: beside the fixtures, named by what is in them, so that
 * fixtures share them. What is done here is done to the JSON of a fixture, whichever protocol it holds.
 *
 * `{ "file": "…" }` stands for bytes in the place of `json`, `text` or `base64`; `{ "jsonFile": "…" }` for a long list.
 */
import { createHash } from 'node:crypto'
import { bytesOf, type Content, LARGE } from '../lens/content.ts'
import { print } from './print.ts'

type Json = Readonly<Record<string, unknown>>

/** What a file of its own is for: its bytes, and the end of its name. */
export interface Body {
  readonly bytes: Buffer
  readonly extension: 'json' | 'txt' | 'bin'
}

/** Lists that may be long: the rows of a table, the data of a COPY, the items of a reply. */
const LISTS = new Set(['rows', 'data', 'reply'])

/**
 * Takes large contents out of a fixture's JSON.
 *
 * @param keep - takes one, and gives the name of its file
 */
export function takeBodies(json: unknown, keep: (body: Body) => string): unknown {
  if (Array.isArray(json)) return json.map((it) => takeBodies(it, keep))
  if (typeof json !== 'object' || json === null) return json
  if (isContent(json)) return takeContent(json, keep)
  return mapped(json as Json, (value, key) => {
    const its = takeBodies(value, keep)
    if (!LISTS.has(key) || !Array.isArray(its) || !isLong(its)) return its
    return { jsonFile: keep({ bytes: Buffer.from(print(its)), extension: 'json' }) }
  })
}

/** Where large contents are, by the names of their files. */
export interface BodySource {
  bytes(name: string): Uint8Array
  json(name: string): unknown
}

/** Puts them in again: in the very object that is given, which has mostly none. */
export function putBodies(json: unknown, from: BodySource): unknown {
  if (typeof json !== 'object' || json === null) return json
  if (!Array.isArray(json)) {
    if (isContent(json)) return json
    const { file, jsonFile } = json as Json
    if (typeof jsonFile === 'string') return putBodies(from.json(jsonFile), from)
    if (typeof file === 'string') {
      const { file: _file, ...rest } = json as Json
      return { ...rest, bytes: from.bytes(file) }
    }
  }
  const its = json as Record<string, unknown>
  for (const key of Object.keys(its)) {
    const value = its[key]
    if (typeof value !== 'object' || isTexts(value)) continue
    const put = putBodies(value, from)
    if (put !== value) its[key] = put
  }
  return its
}

/** Most lists are: headers, lines. */
function isTexts(json: unknown): boolean {
  return Array.isArray(json) && json.every((it) => typeof it === 'string')
}

function takeContent(content: Content, keep: (body: Body) => string): unknown {
  if (!isLarge(content)) return content
  const { json: _json, layout: _layout, text: _text, base64: _base64, ...rest } = content as Json
  const extension = 'json' in content ? 'json' : 'text' in content ? 'txt' : 'bin'
  return { ...rest, file: keep({ bytes: bytesOf(content), extension }) }
}

/** What is in a content is data of the program's, and may look like anything. */
function isContent(json: object): json is Content {
  return 'json' in json || Array.isArray((json as Json)['text']) || typeof (json as Json)['base64'] === 'string'
}

function isLarge(content: Content): boolean {
  if ('base64' in content) return content.base64.length * 0.75 >= LARGE
  if ('text' in content) return content.text.reduce((sum, { length }) => sum + length + 1, 0) > LARGE
  return 'json' in content && JSON.stringify(content.json).length >= LARGE
}

function isLong(list: readonly unknown[]): boolean {
  return list.length > 0 && JSON.stringify(list).length >= LARGE
}

function mapped(json: Json, change: (value: unknown, key: string) => unknown): Json {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, change(value, key)]))
}

/** 64 bits of a hash: more than a folder of files needs, and short enough to be read. */
export function nameOf({ bytes, extension }: Body): { readonly stem: string; readonly end: string } {
  return { stem: createHash('sha256').update(bytes).digest('hex').slice(0, 16), end: `.${extension}` }
}
