/** Replies of Redis as plain data, and other data in their place. */
import { dataOfText, textOfData } from '../answer.ts'
import type { RedisFixture, Reply } from './fixture.ts'

type Typed = Readonly<Record<string, Reply | undefined>>
type Plain = Readonly<Record<string, unknown>>

/** Undefined for what has no such data: a status, an error, bytes. */
export function dataOfReply(reply: Reply, command: RedisFixture['command']): unknown {
  if (typeof reply === 'string') return dataOfText(reply)
  return isHash(reply, command) ? Object.fromEntries(pairsOf(reply)) : plainOf(reply)
}

/** @param before - what stood there */
export function replyOfData(data: unknown, before: Reply, command: RedisFixture['command']): Reply {
  if (data === null) return isNull(before) ? before : null
  if (typeof before === 'string') return textOfData(data, dataOfText(before))
  // Where there might have been a text, there is none.
  if (isNull(before)) return typeof data === 'object' ? JSON.stringify(data) : replyOf(data)
  if (isHash(before, command)) return Object.entries(data as Plain).flatMap(([key, value]) => [key, replyOf(value)])
  return Array.isArray(data) && typedOf(before)?.['~'] ? { '~': replyOf(data) } : replyOf(data)
}

/** What JSON says as it is; texts in a list stay texts. */
function plainOf(reply: Reply): unknown {
  if (isNull(reply)) return null
  if (Array.isArray(reply)) {
    const items = (reply as readonly Reply[]).map(plainOf)
    return items.includes(undefined) ? undefined : items
  }
  const typed = typedOf(reply)
  if (!typed) return reply
  const { '%': pairs, '~': items, ',': double } = typed
  if (Array.isArray(items)) return plainOf(items as Reply)
  if (Array.isArray(pairs)) return recordOf(pairs as readonly Reply[][])
  return typeof double === 'string' && Number.isFinite(Number(double)) ? Number(double) : undefined
}

function recordOf(pairs: readonly Reply[][]): unknown {
  const entries = pairs.map(([key, value]) => [key, plainOf(value as Reply)] as const)
  const isRecord = entries.every(([key, value]) => typeof key === 'string' && value !== undefined)
  return isRecord ? Object.fromEntries(entries) : undefined
}

function replyOf(data: unknown): Reply {
  if (Array.isArray(data)) return data.map(replyOf)
  if (typeof data === 'number' && !Number.isSafeInteger(data)) return { ',': String(data) }
  if (typeof data !== 'object' || data === null) return data as Reply
  return { '%': Object.entries(data as Plain).map(([key, value]) => [key, replyOf(value)]) }
}

/** Version 2 has a hash as a list in which each name is followed by its value. */
function isHash(reply: Reply, command: RedisFixture['command']): reply is readonly string[] {
  const [name] = command ?? []
  return typeof name === 'string' && /^hgetall$/i.test(name) && Array.isArray(reply) && isOfTexts(reply)
}

function isOfTexts(reply: readonly unknown[]): boolean {
  return reply.length % 2 === 0 && reply.every((it) => typeof it === 'string')
}

function pairsOf(list: readonly string[]): [string, string][] {
  return list.flatMap((key, i): [string, string][] => (i % 2 === 0 ? [[key, list[i + 1] as string]] : []))
}

/** The null of either version. */
function isNull(reply: Reply): boolean {
  if (reply === null) return true
  const typed = typedOf(reply)
  return typed !== null && ('_' in typed || typed['*'] === null)
}

function typedOf(reply: Reply): Typed | null {
  return typeof reply === 'object' && reply !== null && !Array.isArray(reply) ? (reply as Typed) : null
}
