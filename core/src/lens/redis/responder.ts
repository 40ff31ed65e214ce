/** How recorded Redis commands are answered again. */
import type { Responder } from '../lens.ts'
import { showBytes } from '../short-bytes.ts'
import { nameOf, type RedisExchange } from './exchange.ts'
import { encodeResp, type Resp } from './resp.ts'

/** Commands that are about the connection, or the server, and not about data. */
const SESSION = new Set([
  'HELLO',
  'AUTH',
  'CLIENT',
  'SELECT',
  'INFO',
  'PING',
  'COMMAND',
  'READONLY',
  'READWRITE',
  'QUIT',
])

/** What a connection is from then on. */
const STAYS = new Set([
  'HELLO',
  'AUTH',
  'SELECT',
  'READONLY',
  'READWRITE',
  'SUBSCRIBE',
  'PSUBSCRIBE',
  'SSUBSCRIBE',
  'UNSUBSCRIBE',
  'PUNSUBSCRIBE',
  'SUNSUBSCRIBE',
])
/** The same of CLIENT, which mostly asks. */
const CLIENT_STAYS = new Set(['SETNAME', 'SETINFO', 'TRACKING', 'NO-EVICT', 'NO-TOUCH'])

export const redisResponder: Responder<RedisExchange> = {
  question({ command }) {
    if (!command) return { operation: 'unasked', details: {}, isSession: false }
    const name = nameOf(command)
    // A password is among what is said there.
    if (SESSION.has(name)) return { operation: name, details: {}, isSession: true }
    const [, key, ...rest] = command.map(showBytes)
    const operation = typeof key === 'string' ? `${name} ${key}` : name
    return { operation, details: { arguments: [key ?? null, ...rest] }, isSession: false }
  },
  answer: ({ replies }) => replies.map(({ at, value }) => ({ at, bytes: encodeResp(value) })),
  hangsUp: isFarewell,
  // What is queued between MULTI and EXEC is answered as one.
  needs(_asked, answered) {
    const names = answered.map(({ command }) => command && nameOf(command))
    return names.lastIndexOf('MULTI') > names.findLastIndex((name) => name === 'EXEC' || name === 'DISCARD')
  },
  refuse: (_asked, why) => encodeResp(line('-', `ERR ${why.replaceAll(/[\r\n]+/g, ' ')}`)),
  usual(asked) {
    const { at, command } = asked
    const value = command && usualReply(command)
    return value ? { ...asked, endedAt: at, replies: [{ at, value }] } : null
  },
  introduction: {
    tell({ command }) {
      if (!command || !stays(command)) return null
      return encodeResp({ type: '*', value: command.map((value): Resp => ({ type: '$', value })) })
    },
    isFarewell,
  },
}

/** The server ends the connection, which clients wait for. */
function isFarewell({ command }: RedisExchange): boolean {
  return command !== null && nameOf(command) === 'QUIT'
}

function stays([name, ...rest]: readonly Uint8Array[]): boolean {
  const word = nameOf(name ? [name] : [])
  return word === 'CLIENT' ? CLIENT_STAYS.has(nameOf(rest)) : STAYS.has(word)
}

/** What a server of its own says, as far as clients ask before they send anything else. */
function usualReply(command: readonly Uint8Array[]): Resp | null {
  const name = nameOf(command)
  if (name === 'INFO') return { type: '$', value: Buffer.from('redis_version:7.0.0\r\nloading:0\r\n') }
  if (name === 'PING') return line('+', 'PONG')
  if (name === 'HELLO') return Buffer.from(command[1] ?? '').toString() === '3' ? hello() : line('-', 'NOPROTO')
  return SESSION.has(name) && name !== 'COMMAND' ? line('+', 'OK') : null
}

function hello(): Resp {
  const pairs: [string, Resp][] = [
    ['server', blob('redis')],
    ['version', blob('7.0.0')],
    ['proto', line(':', '3')],
    ['id', line(':', '1')],
    ['mode', blob('standalone')],
    ['role', blob('master')],
    ['modules', { type: '*', value: [] }],
  ]
  return { type: '%', value: pairs.flatMap(([key, value]) => [blob(key), value]) }
}

const line = (type: string, value: string): Resp => ({ type, value })
const blob = (text: string): Resp => ({ type: '$', value: Buffer.from(text) })
