/** The lines that say what a response is to be. */
import type { RequestSeen } from '../observation.ts'
import type { TextStyle } from '../style.ts'
import { call, type Layout } from '../values/layout.ts'
import { isWellFormed, stringSource } from '../values/literals.ts'
import type { Around } from './body.ts'
import { jsonSource } from './json-source.ts'
import type { Expected } from './plan.ts'
import { tell } from './tell.ts'

/** What of it a test reads. */
interface Content {
  /** The call that reads it. */
  readonly read: string
  readonly value: unknown
  readonly isJson: boolean
}

/** A text that is longer is read from a file. */
const LONG = 4000

/** Of a response that is in the variable `response`. */
export function expectResponse(
  { status, response }: RequestSeen,
  expected: Expected,
  style: TextStyle,
  around: Pick<Around, 'imports' | 'functions' | 'data'>,
): Layout[] {
  const content = contentOf(response)
  if (expected.kind === 'told') return content ? tell(content.read, expected.file, style, around) : []
  around.functions('expect')
  const its: Layout[] = [`expect(response.status).toBe(${status})`]
  if (content === null) return its
  const volatile = expected.kind === 'loose' ? expected.volatile : []
  const source = sourceOf(content, volatile, style, around)
  return [...its, [call('expect', [content.read]), call(content.isJson ? '.toEqual' : '.toBe', [source])]]
}

function sourceOf(
  { value, isJson }: Content,
  volatile: (Expected & { kind: 'loose' })['volatile'],
  { quote }: TextStyle,
  { data }: Pick<Around, 'data'>,
): Layout {
  const text = isJson ? JSON.stringify(value, null, 2) : (value as string)
  if (text.length > LONG && volatile.length === 0) return data.add('response', { kind: isJson ? 'json' : 'text', text })
  return isJson ? jsonSource(value, quote, volatile) : stringSource(value as string, quote)
}

/** Null where it is neither JSON nor text, or empty. */
function contentOf(response: RequestSeen['response']): Content | null {
  if (!response?.content || response.content.length === 0) return null
  const bytes = Buffer.from(response.content)
  const text = bytes.toString('utf8')
  if (!isWellFormed(text) || !Buffer.from(text).equals(bytes)) return null
  const json = /\bjson\b/i.test(response.type ?? '') ? jsonOf(text) : undefined
  return json === undefined
    ? { read: 'await response.text()', value: text, isJson: false }
    : { read: 'await response.json()', value: json, isJson: true }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
