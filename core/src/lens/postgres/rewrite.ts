/** Queries and their answers, with all that was said in them rewritten. */
import { itemStep, keyStep } from '../../paths.ts'
import type { Rewrite } from '../lens.ts'
import { rewriteBytes, rewriteData, rewriteText } from '../rewrite.ts'
import { parameterNames } from '../sql-names.ts'
import type { PgAnswer, PgExchange } from './exchange.ts'
import type { PgMessage } from './messages.ts'

/** What a client proves with is left out: an answer is given without it. */
export function rewritePostgres(exchange: PgExchange, rewrite: Rewrite): PgExchange {
  const { asked, answers, statements } = exchange
  /** The names of the parameters of what was prepared last. */
  let names = statements[0] ? parameterNames(statements[0].sql) : []
  return {
    ...exchange,
    asked: asked.map((message) => {
      const { sql } = message.fields
      if (typeof sql === 'string') names = parameterNames(sql)
      return rewriteAsked(message, names, rewrite)
    }),
    statements: statements.map(({ sql, values, described, ...rest }, i) => ({
      ...rest,
      sql: rewriteText(sql, rewrite, { path: '$.sql', isSql: true }),
      values: rewriteCells(values, `$.values${itemStep(i)}`, parameterNames(sql), rewrite, itemStep),
      ...(described ? { described: described.map((it) => rewriteMessage(it, rewrite)) } : {}),
    })),
    answers: rewriteAnswers(exchange, answers, rewrite),
  }
}

function rewriteAsked(message: PgMessage, names: readonly (string | undefined)[], rewrite: Rewrite): PgMessage {
  const { name, fields } = message
  if (name === 'password') {
    rewriteBytes(withoutEnd(fields['bytes'] as Uint8Array), rewrite, { path: '$.password', name: 'password' })
    return { name, fields: { bytes: Buffer.alloc(0) } }
  }
  if (name !== 'bind') return rewriteMessage(message, rewrite)
  const values = fields['values'] as readonly (Uint8Array | null)[]
  return { name, fields: { ...fields, values: rewriteCells(values, '$.values[0]', names, rewrite, itemStep) } }
}

/** Texts that a zero byte ends. */
function withoutEnd(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === 0 ? bytes.subarray(0, -1) : bytes
}

/** Fields that are words of the protocol. */
const WORDS = new Set(['status', 'kind', 'tag', 'answer', 'type', 'parameter'])

function rewriteMessage({ name, fields }: PgMessage, rewrite: Rewrite): PgMessage {
  if (name === 'authentication' || name === 'key') return { name, fields }
  return {
    name,
    fields: Object.fromEntries(
      Object.entries(fields).map(([key, value]) => {
        if (WORDS.has(key)) return [key, value]
        return [
          key,
          rewriteData(value, rewrite, { path: `$${keyStep(key)}`, ...(key === 'sql' ? { isSql: true } : {}) }),
        ]
      }),
    ),
  }
}

interface Column {
  readonly name: string
}

function rewriteAnswers({ statements }: PgExchange, answers: readonly PgAnswer[], rewrite: Rewrite): PgAnswer[] {
  const described = statements[0]?.described?.find(({ name }) => name === 'columns')
  let columns = columnsOf(described)
  let row = 0
  return answers.map(({ message, ...rest }) => {
    if (message.name === 'columns') columns = columnsOf(message)
    if (message.name !== 'row') return { ...rest, message: rewriteMessage(message, rewrite) }
    const values = message.fields['values'] as readonly (Uint8Array | null)[]
    const path = `$.rows${itemStep(row++)}`
    const named = rewriteCells(values, path, columns, rewrite, (i) => keyStep(columns[i] ?? String(i)))
    return { ...rest, message: { name: message.name, fields: { ...message.fields, values: named } } }
  })
}

function columnsOf(message: PgMessage | undefined): string[] {
  return ((message?.fields['columns'] ?? []) as readonly Column[]).map(({ name }) => name)
}

function rewriteCells(
  cells: readonly (Uint8Array | null)[],
  path: string,
  names: readonly (string | undefined)[],
  rewrite: Rewrite,
  step: (i: number) => string,
): (Uint8Array | null)[] {
  return cells.map((cell, i) => {
    const name = names[i]
    return cell && rewriteBytes(cell, rewrite, { path: path + step(i), ...(name === undefined ? {} : { name }) })
  })
}
