/** The values in a text that has a structure: JSON, a form or a query; with their paths and where they stand. */
import { itemStep, keyStep } from '../paths.ts'
import { textOf } from './binary.ts'
import { type Coding, decoded } from './codings.ts'

export interface Leaf {
  readonly path: string
  /** The key, of an item of a list that of the list; empty where there is none. */
  readonly name: string
  readonly start: number
  readonly end: number
  /** `number`: of JSON, without quotes. */
  readonly coding: Coding | 'number'
}

const FORM = /^[\w.%+[\]~!*'()-]+=[^\s&]*(?:&[\w.%+[\]~!*'()-]+=[^\s&]*)*$/

/**
 * The values in a text.
 *
 * @param path - of the text itself
 * @returns none where the text has no structure
 */
export function leavesOf(text: string, path: string): Leaf[] {
  const first = /\S/.exec(text)?.[0]
  if (first === '{' || first === '[') return isJson(text) ? jsonLeaves(text, path) : []
  return text.includes('=') && FORM.test(text) ? formLeaves(text, path) : []
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const TOKEN = /"(?:[^"\\]|\\[^])*"|[{}[\],:]|[^\s"{}[\],:]+/g

interface Level {
  readonly path: string
  readonly name: string
  readonly isList: boolean
  index: number
  key: string | null
}

/** Only for what is JSON. */
function jsonLeaves(text: string, root: string): Leaf[] {
  const leaves: Leaf[] = []
  const levels: Level[] = []
  /** Where the value that comes next stands. */
  const place = (): { path: string; name: string } => {
    const level = levels.at(-1)
    if (!level) return { path: root, name: '' }
    if (level.isList) return { path: level.path + itemStep(level.index), name: level.name }
    return { path: level.path + keyStep(level.key ?? ''), name: level.key ?? '' }
  }
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match
    const level = levels.at(-1)
    if (token === '{' || token === '[') levels.push({ ...place(), isList: token === '[', index: 0, key: null })
    else if (token === '}' || token === ']') levels.pop()
    else if (token === ',' && level?.isList) level.index++
    else if (token === ',' && level) level.key = null
    else if (token.startsWith('"')) {
      const [start, end] = [match.index + 1, match.index + token.length - 1]
      if (level && !level.isList && level.key === null) level.key = textOf(decoded('json', text.slice(start, end)))
      else leaves.push({ ...place(), start, end, coding: 'json' })
    } else if (/^[-\d]/.test(token))
      leaves.push({ ...place(), start: match.index, end: match.index + token.length, coding: 'number' })
  }
  return leaves
}

function formLeaves(text: string, path: string): Leaf[] {
  const counts = new Map<string, number>()
  let at = 0
  return text.split('&').map((pair) => {
    const equals = pair.indexOf('=')
    const name = textOf(decoded('url', pair.slice(0, equals)))
    const index = counts.get(name) ?? 0
    counts.set(name, index + 1)
    const start = at + equals + 1
    at += pair.length + 1
    return {
      path: path + keyStep(name) + itemStep(index),
      name,
      start,
      end: start + pair.length - equals - 1,
      coding: 'url',
    }
  })
}
