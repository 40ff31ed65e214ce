/** Redis commands and replies, with all that was said in them rewritten. */
import { itemStep } from '../../paths.ts'
import type { Place, Rewrite } from '../lens.ts'
import { rewriteBytes, rewriteText } from '../rewrite.ts'
import { nameOf, type RedisExchange } from './exchange.ts'
import type { Resp } from './resp.ts'

export function rewriteRedis(exchange: RedisExchange, rewrite: Rewrite): RedisExchange {
  const { command, replies } = exchange
  const names = command ? namesOf(command) : []
  const key = command?.[1] === undefined ? undefined : lastOf(textOf(command[1]))
  return {
    ...exchange,
    command:
      command &&
      command.map((word, i) =>
        i === 0 ? word : rewriteBytes(word, rewrite, place(`$.arguments${itemStep(i - 1)}`, names[i])),
      ),
    replies: replies.map(({ at, value }) => ({ at, value: rewriteReply(value, rewrite, place('$.reply', key)) })),
  }
}

function place(path: string, name: string | undefined): Place {
  return name === undefined ? { path } : { path, name }
}

/** Commands that have fields and their values, from a word on. */
const PAIRS: Readonly<Record<string, number>> = { HSET: 2, HMSET: 2, HSETNX: 2, MSET: 1, MSETNX: 1, XADD: 3 }
/** Where the value of a key stands. */
const VALUES: Readonly<Record<string, number>> = { SET: 2, SETNX: 2, GETSET: 2, SETEX: 3, PSETEX: 3 }

/** What the words of a command are called: passwords, values under a field or a key. */
function namesOf(command: readonly Uint8Array[]): (string | undefined)[] {
  const words = command.map(textOf)
  const name = nameOf(command)
  if (name === 'AUTH') return words.map((_, i) => (i === words.length - 1 ? 'password' : undefined))
  // `HELLO 3 AUTH user password`
  const auth = name === 'HELLO' ? words.findIndex((it) => it.toUpperCase() === 'AUTH') : -1
  if (auth > 0) return words.map((_, i) => (i === auth + 2 ? 'password' : undefined))
  // `MIGRATE … AUTH password`, `AUTH2 user password`
  if (name === 'MIGRATE') return words.map((_, i) => (/^auth2?$/i.test(words[i - 1] ?? '') ? 'password' : undefined))
  // `ACL SETUSER name >password`, and with `<`, `#` or `!` before it.
  if (name === 'ACL') return words.map((word) => (/^[><#!]/.test(word) ? 'password' : undefined))
  if (name === 'CONFIG') return words.map((_, i) => (i > 2 ? words[i - 1] : undefined))
  const pairs = PAIRS[name]
  if (pairs !== undefined)
    return words.map((_, i) => (i > pairs && (i - pairs) % 2 === 1 ? lastOf(words[i - 1] as string) : undefined))
  const value = VALUES[name]
  return words.map((_, i) => (i === value ? lastOf(words[1] as string) : undefined))
}

/** `user:7:token` → `token` */
function lastOf(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1)
}

function textOf(word: Uint8Array): string {
  return Buffer.from(word).toString('latin1')
}

/** What comes in pairs has its name before it. */
function rewriteReply({ type, value }: Resp, rewrite: Rewrite, where: Place): Resp {
  if (value instanceof Uint8Array) return { type, value: rewriteBytes(value, rewrite, where) }
  if (typeof value === 'string')
    return { type, value: /^[:#,]$/.test(type) ? value : rewriteText(value, rewrite, where) }
  if (value === null) return { type, value }
  return {
    type,
    value: value.map((it, i) => {
      const before = i % 2 === 1 ? value[i - 1]?.value : undefined
      const name = before instanceof Uint8Array ? lastOf(textOf(before)) : undefined
      return rewriteReply(it, rewrite, { ...where, ...place(where.path + itemStep(i), name) })
    }),
  }
}
