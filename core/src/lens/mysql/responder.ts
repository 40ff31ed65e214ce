/** How recorded MySQL commands are answered again. */
import type { Piece, Responder } from '../lens.ts'
import { showBytes } from '../short-bytes.ts'
import { TRANSACTION } from '../sql.ts'
import { showAsked } from './asked-fixture.ts'
import { LOG_IN } from './decoder.ts'
import type { MySqlExchange } from './exchange.ts'
import { encodePacket, type Packet } from './packets.ts'

const SESSION = new Set([
  LOG_IN,
  'quit',
  'use',
  'ping',
  'change user',
  'prepare',
  'close statement',
  'reset statement',
  'set option',
  'reset connection',
])
const SETS = /^\s*(set|use)\b/i

/** Where a statement's number stands: behind the code of the command, and in the answer to one that prepares. */
const NUMBER = 1
const NUMBER_END = 5
const PREPARED = 0x00

export const mysqlResponder: Responder<MySqlExchange> = {
  question({ command, sql, asked }) {
    return {
      operation: sql === '' ? command : `${command} ${sql}`,
      details: command === LOG_IN || sql === '' ? {} : { values: valuesOf(command, sql, asked) },
      isSession: SESSION.has(command) || (command === 'query' && SETS.test(sql)),
    }
  },
  greet: ({ command, answers }) =>
    command === LOG_IN ? answers.slice(0, 1).map(({ at, packet }) => ({ at, bytes: encodePacket(packet) })) : [],
  answer({ command, sql, answers }, asked, isWhole) {
    if (command === LOG_IN) return logIn(answers, asked)
    if (!isWhole) return []
    return answers.map(({ at, packet }, i) => ({
      at,
      bytes: encodePacket(command === 'prepare' && i === 0 ? renumbered(packet, sql) : packet),
    }))
  },
  concernsServer: ({ sql }) => TRANSACTION.test(sql),
  refuse(asked, why) {
    if (asked.command === LOG_IN) return null
    const head = Buffer.from([0xff, 0x51, 0x04])
    return encodePacket({ sequence: 1, payload: Buffer.concat([head, Buffer.from(`#HY000${why}`)]) })
  },
  usual: () => null,
}

/** What a client says to the greeting is as secret as its password, and is believed. The last answer lets it in. */
function logIn(answers: MySqlExchange['answers'], { asked }: MySqlExchange): Piece[] {
  const [last, said] = [answers.at(-1), asked.at(-1)]
  if (!last || !said) return []
  return [{ at: last.at, bytes: encodePacket({ sequence: said.sequence + 1, payload: last.packet.payload }) }]
}

/** Of an execution: all but the number of its statement, which differs from connection to connection. */
function valuesOf(command: string, sql: string, asked: readonly Packet[]): unknown {
  if (command !== 'execute') return null
  const [shown, ...more] = asked.length === 1 ? (showAsked(asked, { command, sql }) ?? []) : []
  if (shown && 'execute' in shown && more.length === 0) return [shown.execute.values]
  return asked.map(({ payload }, i) => showBytes(i === 0 ? payload.subarray(NUMBER_END) : payload))
}

/** Statements of different connections may meet on one; so each has a number by its text. */
function renumbered({ sequence, payload }: Packet, sql: string): Packet {
  const numbered = Buffer.from(payload)
  if (numbered[0] === PREPARED && numbered.length >= NUMBER_END) numbered.writeUInt32LE(hash(sql), NUMBER)
  return { sequence, payload: numbered }
}

/** FNV-1a, 32 bits (Fowler, Noll and Vo). */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193)
  return value >>> 0
}
