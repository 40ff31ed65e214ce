/** How recorded PostgreSQL exchanges are answered again. */
import type { Piece, Question, Responder } from '../lens.ts'
import { showBytes } from '../short-bytes.ts'
import type { PgAnswer, PgExchange } from './exchange.ts'
import { TRANSACTION } from '../sql.ts'
import { encodeFramed, START } from './framing.ts'
import { ADMITTED, postgresIntroduction } from './introduction.ts'
import type { PgMessage } from './messages.ts'
import { IDLE, message, reordered } from './reordered.ts'

/** Settings, and questions about the database itself, by which drivers prepare a connection. */
const SESSION =
  /^\s*(set|show|reset|discard|deallocate|listen|unlisten)\b|\bpg_catalog\.|\bfrom\s+pg_(type|range|namespace)\b/i

const ENCRYPTION = new Set(['ask for TLS', 'ask for GSS'])

export const postgresResponder: Responder<PgExchange> = {
  question,
  answer(recorded, asked) {
    if (isLogIn(recorded)) return logIn(recorded)
    return sent(sameCourse(recorded, asked) ? reached(recorded, asked) : reordered(recorded, asked))
  },
  concernsServer: ({ statements }) => statements.length > 0 && statements.every(({ sql }) => TRANSACTION.test(sql)),
  needs({ asked }, answered) {
    const told = new Set(asked.flatMap(prepares))
    const untold = new Set(answered.flatMap((it) => it.asked.flatMap(prepares)).filter((name) => !told.has(name)))
    return asked.some(({ name, fields }) => name === 'bind' && untold.has(fields['statement'] as string))
  },
  isOver: (recorded, asked) =>
    sameCourse(recorded, asked) && (recorded.answers.at(-1)?.after ?? Infinity) <= asked.asked.length,
  refuse(asked, why) {
    const error = { S: 'ERROR', V: 'ERROR', C: 'XX000', M: why }
    const ready = isLogIn(asked) || asked.asked.at(-1)?.name === 'flush' ? [] : [message('ready', { status: IDLE })]
    return Buffer.concat([message('error', { details: error }), ...ready].map((it) => encodeFramed('server', it)))
  },
  usual(asked) {
    const names = asked.asked.map(({ name }) => name)
    if (names.some((name) => ENCRYPTION.has(name))) return settled(asked, [message('encryption', { answer: 'N' })])
    if (isLogIn(asked)) return settled(asked, [admitted(), ...PARAMETERS, message('ready', { status: IDLE })])
    return null
  },
  introduction: postgresIntroduction,
}

/** The statement that a message prepares under a name. */
function prepares({ name, fields }: PgMessage): string[] {
  return name === 'parse' && fields['statement'] !== '' ? [fields['statement'] as string] : []
}

const admitted = (): PgMessage => message('authentication', { kind: ADMITTED, bytes: Buffer.alloc(0) })

/** What clients read values by. */
const PARAMETERS: readonly PgMessage[] = Object.entries({
  server_version: '15.0',
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  integer_datetimes: 'on',
  standard_conforming_strings: 'on',
}).map(([parameter, value]) => message('parameter', { parameter, value }))

function settled(asked: PgExchange, answers: readonly PgMessage[]): PgExchange {
  const { at } = asked
  const after = asked.asked.length
  return { ...asked, endedAt: at, answers: answers.map((it) => ({ at, after, message: it })) }
}

function isLogIn({ asked }: PgExchange): boolean {
  return asked[0]?.name === START
}

function question({ asked, statements }: PgExchange): Question {
  const [first] = asked
  if (!first) return { operation: 'unasked', details: {}, isSession: false }
  if (first.name === START || ENCRYPTION.has(first.name)) return { operation: first.name, details: {}, isSession: true }
  const texts = statements.length > 0 ? statements.map(({ sql }) => sql) : preparedBy(asked)
  if (texts.length === 0) return { operation: asked.map(({ name }) => name).join(', '), details: {}, isSession: true }
  return {
    operation: texts.join('; '),
    details: {
      values: statements.map(({ values }) => values.map((value) => value && showBytes(value))),
      ...dataOf(asked),
    },
    isSession: statements.length === 0 || texts.every((sql) => SESSION.test(sql)),
  }
}

/** What is prepared or described, and not executed. */
function preparedBy(asked: readonly PgMessage[]): string[] {
  return asked.flatMap(({ name, fields }) => (name === 'parse' ? [fields['sql'] as string] : []))
}

/** What a COPY brings in. */
function dataOf(asked: readonly PgMessage[]): { data?: unknown } {
  const data = asked.flatMap(({ name, fields }) => (name === 'data' ? [fields['bytes'] as Uint8Array] : []))
  return data.length > 0 ? { data: showBytes(Buffer.concat(data)) } : {}
}

/** A password is neither asked for nor needed. */
function logIn({ answers }: PgExchange): Piece[] {
  const all = answers.filter(({ message: { name } }) => name !== 'authentication')
  const failed = all.some(({ message: { name } }) => name === 'error')
  const first = { at: answers[0]?.at ?? 0, after: 0, message: admitted() }
  return sent(failed ? all : [first, ...all])
}

function sent(answers: readonly PgAnswer[]): Piece[] {
  return answers.map(({ at, message: it }) => ({ at, bytes: encodeFramed('server', it) }))
}

/** Whether all that has been asked so far was asked in the same messages. */
function sameCourse(recorded: PgExchange, { asked }: PgExchange): boolean {
  return asked.every(({ name }, i) => recorded.asked[i]?.name === name)
}

/** The answers to what has been asked so far. */
function reached({ answers }: PgExchange, { asked }: PgExchange): readonly PgAnswer[] {
  return answers.filter(({ after }) => after <= asked.length)
}
