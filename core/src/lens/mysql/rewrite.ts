/**
 * MySQL commands and answers, with all that was said in them rewritten: as a fixture shows them, so that lengths follow what
 * is rewritten.
 */
import { itemStep, keyStep } from '../../paths.ts'
import type { Cell } from '../cell.ts'
import type { Place, Rewrite } from '../lens.ts'
import { type Lines, linesOf, ofLines } from '../lines.ts'
import { rewriteData, rewriteText } from '../rewrite.ts'
import { readBytes, showBytes } from '../short-bytes.ts'
import { parameterNames } from '../sql-names.ts'
import type { AnswerMessage } from './answers-fixture.ts'
import type { AskedFixture } from './asked-fixture.ts'
import { LOG_IN } from './decoder.ts'
import type { MySqlExchange } from './exchange.ts'
import { mysqlFixture } from './fixture.ts'

/** What a client proves with is left out: it is let in without. */
export function rewriteMySql(exchange: MySqlExchange, rewrite: Rewrite): MySqlExchange {
  const { command, asked } = exchange
  if (command === LOG_IN)
    return { ...exchange, asked: asked.map(({ sequence }) => ({ sequence, payload: Buffer.alloc(0) })) }
  const fixture = mysqlFixture.toFixture(exchange)
  const answers = new Answers(rewrite)
  return mysqlFixture.fromFixture({
    ...fixture,
    ...(fixture.sql === undefined ? {} : { sql: rewriteLines(fixture.sql, rewrite) }),
    ...(fixture.asked ? { asked: fixture.asked.map((it) => rewriteAsked(it, exchange.sql, rewrite)) } : {}),
    answers: fixture.answers.map(({ at, messages }) => ({ at, messages: messages.map((it) => answers.rewrite(it)) })),
  })
}

function rewriteLines(lines: Lines, rewrite: Rewrite): Lines {
  return linesOf(rewriteText(ofLines(lines), rewrite, { path: '$.sql', isSql: true }))
}

function rewriteAsked(asked: AskedFixture, sql: string, rewrite: Rewrite): AskedFixture {
  if ('payload' in asked) return { ...asked, payload: rewritePayload(asked.payload, rewrite, '$.values') }
  const names = parameterNames(sql)
  const { values } = asked.execute
  const path = `$.values${itemStep(0)}`
  return {
    ...asked,
    execute: {
      ...asked.execute,
      values: values.map((it, i) => rewriteCell(it, rewrite, named(path + itemStep(i), names[i]))),
    },
  }
}

class Answers {
  readonly #rewrite: Rewrite
  #columns: readonly string[] = []
  #row = 0

  constructor(rewrite: Rewrite) {
    this.#rewrite = rewrite
  }

  rewrite(message: AnswerMessage): AnswerMessage {
    if (typeof message === 'string') return message
    if ('columns' in message) this.#columns = (message.columns as readonly { name: string }[]).map(({ name }) => name)
    if ('rows' in message) return { rows: (message.rows as readonly Cell[][]).map((row) => this.#rewriteRow(row)) }
    if ('payload' in message)
      return { payload: rewritePayload(message.payload as ReturnType<typeof showBytes>, this.#rewrite, '$.answer') }
    return rewriteData(message, this.#rewrite, { path: '$.answer' }) as AnswerMessage
  }

  #rewriteRow(row: readonly Cell[]): Cell[] {
    const path = `$.rows${itemStep(this.#row++)}`
    return row.map((cell, i) => {
      const name = this.#columns[i]
      return rewriteCell(cell, this.#rewrite, named(path + keyStep(name ?? String(i)), name))
    })
  }
}

function named(path: string, name: string | undefined): Place {
  return name === undefined ? { path } : { path, name }
}

/** Packets of which nothing is known have lengths in them. */
function rewritePayload(
  payload: ReturnType<typeof showBytes>,
  rewrite: Rewrite,
  path: string,
): ReturnType<typeof showBytes> {
  const said = readBytes(payload)
  return showBytes(Buffer.from(rewrite(said.toString('latin1'), { path, isFixed: true, isSql: true }), 'latin1'))
}

function rewriteCell(cell: Cell, rewrite: Rewrite, place: Place): Cell {
  if (typeof cell === 'string') return rewriteText(cell, rewrite, place)
  if (typeof cell !== 'object' || cell === null || Array.isArray(cell)) return cell
  if ('json' in cell) {
    const said = JSON.stringify(cell.json)
    const is = rewriteText(said, rewrite, place)
    return is === said ? cell : { ...cell, json: JSON.parse(is) as unknown }
  }
  const said = readBytes(cell as Parameters<typeof readBytes>[0])
  const is = rewrite(said.toString('latin1'), place)
  return is === said.toString('latin1') ? cell : { base64: Buffer.from(is, 'latin1').toString('base64') }
}
