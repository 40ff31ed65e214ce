/** What a MySQL server said, as it stands in a fixture: tables, and what is said around them. */
import * as v from 'valibot'
import type { Cell } from '../cell.ts'
import { eachWithin, within } from '../misfit.ts'
import { readBytes, type ShortBytes, showBytes } from '../short-bytes.ts'
import { count, list, only, optional, rows, type Shape, shortBytes, time } from '../shapes.ts'
import { type AnswerPacket, packetShapes, readAnswerPacket } from './answer-packets.ts'
import { AnswerReader, type Shown } from './answer-reader.ts'
import { type ColumnFixture, columnShape, encodeColumn, type MySqlColumn, readColumn, showColumn } from './columns.ts'
import { LOG_IN } from './decoder.ts'
import type { MySqlAnswer, MySqlExchange } from './exchange.ts'
import { sizedNumber } from './fields.ts'
import type { Packet } from './packets.ts'
import { type Protocol, readRow } from './rows.ts'

export type AnswerMessage =
  | AnswerPacket
  /** Columns of a result; their number goes before them, and is said where not all of them came together. */
  | { readonly columns: readonly ColumnFixture[]; readonly count?: number }
  /** Columns of what was prepared, or of its parameters; or those that came later than others. */
  | { readonly definitions: readonly ColumnFixture[] }
  | { readonly rows: readonly (readonly Cell[])[] }
  | { readonly payload: ShortBytes }
  /** The number that the next packet has, where it isn't that of the last one and one. */
  | { readonly sequence: number }

/** What came together. */
export interface AnswerFixture {
  readonly at: number
  readonly messages: readonly AnswerMessage[]
}

export const answerShape: Shape = only({
  at: time,
  messages: v.array(
    v.union([
      ...packetShapes,
      only({ columns: list(columnShape), count: optional(count) }),
      only({ definitions: list(columnShape) }),
      only({ rows }),
      only({ payload: shortBytes }),
      only({ sequence: count }),
    ]),
  ),
})

type Asked = Pick<MySqlExchange, 'command' | 'asked'>

/** Sequence numbers are of one byte. */
const next = (sequence: number): number => (sequence + 1) & 0xff

function protocolOf(command: string): Protocol {
  return command === 'query' ? 'text' : 'binary'
}

/** A server begins with the log-in; else it goes on where the client was. */
function firstSequence({ command, asked }: Asked): number {
  const last = asked.at(-1)
  return last && command !== LOG_IN ? next(last.sequence) : 0
}

export function showAnswers(answers: readonly MySqlAnswer[], exchange: Asked): AnswerFixture[] {
  const shown: { at: number; messages: AnswerMessage[] }[] = []
  const reader = new AnswerReader(exchange.command, protocolOf(exchange.command))
  let expected = firstSequence(exchange)
  answers.forEach(({ at, packet: { sequence, payload } }, i) => {
    if (answers[i - 1]?.at !== at) shown.push({ at, messages: [] })
    const { messages } = shown.at(-1) as { messages: AnswerMessage[] }
    if (sequence !== expected) messages.push({ sequence })
    expected = next(sequence)
    add(messages, reader.take(Buffer.from(payload)) ?? { payload: showBytes(payload) })
  })
  return shown.map(({ at, messages }) => ({ at, messages: messages.map(withoutCount) }))
}

/** Joins what belongs together. */
function add(messages: AnswerMessage[], shown: Shown): void {
  const last = messages.at(-1)
  if (typeof shown === 'object' && 'column' in shown) {
    const column = showColumn(shown.column as MySqlColumn)
    const list =
      typeof last === 'object' && ('columns' in last ? last.columns : 'definitions' in last && last.definitions)
    if (list) (list as ColumnFixture[]).push(column)
    else messages.push({ definitions: [column] })
  } else if (typeof shown === 'object' && 'row' in shown) {
    if (typeof last === 'object' && 'rows' in last) (last.rows as (readonly Cell[])[]).push(shown.row as Cell[])
    else messages.push({ rows: [shown.row as Cell[]] })
  } else if (typeof shown === 'object' && 'count' in shown) messages.push({ columns: [], count: shown.count as number })
  else messages.push(shown as AnswerMessage)
}

function withoutCount(message: AnswerMessage): AnswerMessage {
  if (typeof message !== 'object' || !('count' in message)) return message
  const { columns, count } = message as { columns: ColumnFixture[]; count: number }
  return columns.length === count ? { columns } : message
}

export function readAnswers(answers: readonly AnswerFixture[], exchange: Asked): MySqlAnswer[] {
  const protocol = protocolOf(exchange.command)
  let sequence = firstSequence(exchange)
  let columns: MySqlColumn[] = []
  return eachWithin(answers, ({ at, messages }) =>
    within('.messages', () => eachWithin(messages, read).flat()).map((packet) => ({ at, packet })),
  ).flat()

  function read(message: AnswerMessage): Packet[] {
    if (typeof message === 'string') return packets([readAnswerPacket(message, {})])
    if ('sequence' in message) {
      sequence = message.sequence as number
      return []
    }
    if ('payload' in message) return packets([readBytes(message.payload as ShortBytes)])
    if ('rows' in message)
      return within('.rows', () =>
        packets(eachWithin(message.rows as Cell[][], (row) => readRow(row, columns, protocol))),
      )
    if ('columns' in message) {
      columns = within('.columns', () => eachWithin(message.columns as ColumnFixture[], readColumn))
      const { count = columns.length } = message as { count?: number }
      return packets([sizedNumber(count), ...columns.map(encodeColumn)])
    }
    if ('definitions' in message) {
      const more = within('.definitions', () => eachWithin(message.definitions as ColumnFixture[], readColumn))
      columns = [...columns, ...more]
      return packets(more.map(encodeColumn))
    }
    const [name, said] = Object.entries(message)[0] as [string, Record<string, unknown>]
    return packets([within(`.${name}`, () => readAnswerPacket(name, said))])
  }

  function packets(payloads: readonly Buffer[]): Packet[] {
    return payloads.map((payload) => {
      const packet = { sequence, payload }
      sequence = next(sequence)
      return packet
    })
  }
}
