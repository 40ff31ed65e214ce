/** Redis exchanges as they stand in a fixture. */
import * as v from 'valibot'
import type { FixtureCodec } from '../lens.ts'
import { readBytes, type ShortBytes, showBytes } from '../short-bytes.ts'
import { content, exchange, only, type Shape, shortBytes, time } from '../shapes.ts'
import { dataOfReply, replyOfData } from './data.ts'
import type { RedisExchange } from './exchange.ts'
import type { Resp } from './resp.ts'

/**
 * A reply: bulk strings as texts, integers as numbers, arrays as arrays, booleans, and `null` for the null of version 2;
 * all else, and what JSON can't say, under the first byte of its type: `{"+": "OK"}`, `{"%": [["key", "value"]]}`.
 */
export type Reply = ShortBytes | number | boolean | null | readonly Reply[] | { readonly [type: string]: unknown }

export interface RedisFixture {
  readonly protocol: 'redis'
  readonly at: number
  readonly ended: number | null
  /** Null for what came unasked. */
  readonly command: readonly ShortBytes[] | null
  readonly replies: readonly { readonly at: number; readonly reply: Reply }[]
}

const reply: Shape = v.union([
  v.null(),
  v.boolean(),
  v.pipe(v.number(), v.integer()),
  v.string(),
  content,
  v.array(v.lazy(() => reply)),
  // Under the first byte of its type.
  ...['+', '-', ':', '_', '#', ',', '('].map((type) => only({ [type]: v.nullable(v.string()) })),
  ...['!', '='].map((type) => only({ [type]: v.nullable(shortBytes) })),
  ...['*', '~', '>'].map((type) => only({ [type]: v.nullable(v.array(v.lazy(() => reply))) })),
  ...['%', '|'].map((type) => only({ [type]: v.nullable(v.array(v.array(v.lazy(() => reply)))) })),
])

const shape = exchange('redis', {
  command: v.nullable(v.array(shortBytes)),
  replies: v.array(only({ at: time, reply: v.union([reply, only({ jsonFile: v.string() })]) })),
})

export const redisFixture: FixtureCodec<RedisExchange, RedisFixture> = {
  shape,
  parts: { redisReply: reply },
  toFixture,
  fromFixture,
  answer: {
    read({ command, replies }) {
      const [only] = replies
      return only === undefined || replies.length > 1 ? undefined : dataOfReply(only.reply, command)
    },
    write: (it, data) => ({
      ...it,
      replies: it.replies.map(({ at, reply }) => ({ at, reply: replyOfData(data, reply, it.command) })),
    }),
  },
}

function toFixture({ at, endedAt, command, replies }: RedisExchange): RedisFixture {
  return {
    protocol: 'redis',
    at,
    ended: endedAt,
    command: command && command.map(showBytes),
    replies: replies.map((it) => ({ at: it.at, reply: show(it.value) })),
  }
}

function fromFixture({ at, ended, command, replies }: RedisFixture): RedisExchange {
  return {
    protocol: 'redis',
    at,
    endedAt: ended,
    command: command && command.map(readBytes),
    replies: replies.map((it) => ({ at: it.at, value: read(it.reply) })),
  }
}

const PAIRS = new Set(['%', '|'])
const BLOBS = new Set(['!', '='])

function show({ type, value }: Resp): Reply {
  if (value === null) return type === '$' ? null : { [type]: null }
  if (typeof value === 'string') return showLine(type, value)
  if (value instanceof Uint8Array) return type === '$' ? showBytes(value) : { [type]: showBytes(value) }
  const items = value.map(show)
  if (type === '*') return items
  return { [type]: PAIRS.has(type) ? pairsOf(items) : items }
}

function showLine(type: string, text: string): Reply {
  if (type === ':' && String(Number(text)) === text && Number.isSafeInteger(Number(text))) return Number(text)
  if (type === '#' && (text === 't' || text === 'f')) return text === 't'
  return { [type]: text }
}

function read(reply: Reply): Resp {
  if (reply === null) return { type: '$', value: null }
  if (typeof reply === 'number') return { type: ':', value: String(reply) }
  if (typeof reply === 'boolean') return { type: '#', value: reply ? 't' : 'f' }
  if (Array.isArray(reply)) return { type: '*', value: (reply as readonly Reply[]).map(read) }
  if (typeof reply === 'string' || isContent(reply)) return { type: '$', value: readBytes(reply as ShortBytes) }
  const [type, value] = Object.entries(reply)[0] as [string, Reply]
  if (value === null) return { type, value }
  if (BLOBS.has(type)) return { type, value: readBytes(value as ShortBytes) }
  if (typeof value === 'string') return { type, value }
  const items = PAIRS.has(type) ? (value as readonly Reply[][]).flat() : (value as readonly Reply[])
  return { type, value: items.map(read) }
}

/** Large ones have other words than base64. */
function isContent(reply: Reply & object): boolean {
  return ['base64', 'text', 'json', 'bytes'].some((key) => key in reply)
}

function pairsOf(items: readonly Reply[]): readonly Reply[][] {
  return items.flatMap((item, i) => (i % 2 === 0 ? [[item, items[i + 1] as Reply]] : []))
}
