import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Exchange, Side } from '../lens.ts'
import { places, splitAt } from '../split.test-kit.ts'
import type { PgExchange } from './exchange.ts'
import { postgresFixture } from './fixture.ts'
import { encodeFramed, MessageReader } from './framing.ts'
import { postgres } from './index.ts'
import type { PgMessage } from './messages.ts'

const { fromFixture, toFixture } = postgresFixture

const PEER = { host: 'db.test', port: 5432, secure: false }

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => !value.includes('\0'))
const bytes = fc.uint8Array({ maxLength: 30 }).map((value) => Buffer.from(value))
const int16 = fc.integer({ min: -32768, max: 32767 })
const oid = fc.integer({ min: 0, max: 0xffffffff })
const char = fc.constantFrom('S', 'P', 'I', 'T', 'E')
const values = fc.array(fc.option(bytes), { maxLength: 4 })
const message = (name: string, fields: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<PgMessage> =>
  fc.record({ name: fc.constant(name), fields: fc.record(fields) })
const column = fc.record({
  name: text,
  table: oid,
  column: int16,
  type: oid,
  size: int16,
  modifier: fc.integer({ min: -1, max: 999 }),
  format: fc.constantFrom(0, 1),
})

const MESSAGES: Record<Side, fc.Arbitrary<PgMessage>> = {
  client: fc.oneof(
    message('query', { sql: text }),
    message('parse', { statement: text, sql: text, types: fc.array(oid, { maxLength: 3 }) }),
    message('bind', {
      portal: text,
      statement: text,
      formats: fc.array(int16, { maxLength: 2 }),
      values,
      results: fc.array(int16, { maxLength: 2 }),
    }),
    message('describe', { kind: char, of: text }),
    message('execute', { portal: text, limit: fc.nat() }),
    message('data', { bytes }),
    fc.constantFrom('sync', 'flush', 'done', 'terminate').map((name) => ({ name, fields: {} })),
  ),
  server: fc.oneof(
    message('authentication', { kind: fc.nat({ max: 12 }), bytes }),
    message('parameter', { parameter: text, value: text }),
    message('ready', { status: char }),
    message('columns', { columns: fc.array(column, { maxLength: 3 }) }),
    message('row', { values }),
    message('complete', { tag: text }),
    message('error', { details: fc.dictionary(fc.constantFrom('S', 'C', 'M', 'D'), text, { noNullPrototype: true }) }),
    message('notification', { process: oid, channel: text, payload: text }),
    message('copy in', { format: fc.constant('\0'), formats: fc.array(int16, { maxLength: 2 }) }),
    message('unknown', { type: fc.constantFrom('x', '~'), bytes }),
    fc.constantFrom('parsed', 'bound', 'closed', 'no data', 'empty').map((name) => ({ name, fields: {} })),
  ),
}

const start: PgMessage = { name: 'start', fields: { version: 3 << 16, bytes: Buffer.from('user\0me\0\0') } }

test.each(['client', 'server'] as const)(
  'messages of the %s that are encoded and read are the same, wherever the bytes are split',
  (from) => {
    fc.assert(
      fc.property(fc.array(MESSAGES[from], { maxLength: 5 }), places, (all, at) => {
        const sent = from === 'client' ? [start, ...all] : all
        const whole = Buffer.concat(sent.map((it) => encodeFramed(from, it)))
        const reader = new MessageReader(from)
        const read = splitAt(whole, at).flatMap((piece) => [...reader.take(piece)])
        expect(read).toEqual(sent)
      }),
      { numRuns: 600 },
    )
  },
)

test('exchanges that are put into a fixture and taken out are the same', () => {
  const answer = fc.record({ at: fc.nat({ max: 3 }), after: fc.nat({ max: 3 }), message: MESSAGES.server })
  const statement = fc.record({ sql: text, values, formats: fc.array(fc.constantFrom(0, 1), { maxLength: 2 }) })
  const exchange = fc.record<PgExchange>({
    protocol: fc.constant('postgres'),
    at: fc.nat(),
    endedAt: fc.option(fc.nat()),
    asked: fc.array(fc.oneof(MESSAGES.client, fc.constant(start)), { maxLength: 4 }),
    answers: fc.array(answer, { maxLength: 8 }),
    statements: fc.array(statement, { maxLength: 3 }),
  })
  fc.assert(
    fc.property(exchange, (it) => {
      const fixture = JSON.parse(JSON.stringify(toFixture(it))) as ReturnType<typeof toFixture>
      expect(fromFixture(fixture)).toEqual(it)
    }),
    { numRuns: 1000 },
  )
})

test('a message that would not be written as it was is left whole', () => {
  const reader = new MessageReader('server')
  const strange = Buffer.from([0x43, 0, 0, 0, 6, 0xff, 0])
  const [read] = [...reader.take(strange)]
  expect(read).toEqual({ name: 'unknown', fields: { type: 'C', bytes: strange.subarray(5) } })
  expect(encodeFramed('server', read as PgMessage)).toEqual(strange)
})

const asked = (name: string, fields: PgMessage['fields'] = {}): readonly [Side, PgMessage] => [
  'client',
  { name, fields },
]
const said = (name: string, fields: PgMessage['fields'] = {}): readonly [Side, PgMessage] => [
  'server',
  { name, fields },
]
const ready = said('ready', { status: 'I' })
const row = (...cells: (string | null)[]): readonly [Side, PgMessage] =>
  said('row', { values: cells.map((cell) => (cell === null ? null : Buffer.from(cell))) })
const session = [['client', start] as const, said('authentication', { kind: 0, bytes: Buffer.alloc(0) }), ready]

function decode(...all: (readonly [Side, PgMessage])[]): PgExchange[] {
  const exchanges: Exchange[] = []
  const decoder = postgres.decoder(PEER, (it) => exchanges.push(it))
  all.forEach(([from, it], at) => decoder.take(from, { at, bytes: encodeFramed(from, it) }))
  void decoder.end()
  return exchanges as PgExchange[]
}

const shown = ({ statements, answers }: PgExchange): unknown[] => [
  statements.map(({ sql, values: its }) => [sql, ...its.map((it) => it && Buffer.from(it).toString())]),
  answers.map(({ message: { name } }) => name).join(' '),
]

test('a session, a simple query, and a password that is asked for', () => {
  const exchanges = decode(
    asked('ask for TLS', { version: 80877103, bytes: Buffer.alloc(0) }),
    said('encryption', { answer: 'N' }),
    ['client', start],
    said('authentication', { kind: 10, bytes: Buffer.from('SCRAM-SHA-256\0\0') }),
    asked('password', { bytes: Buffer.from('first') }),
    said('authentication', { kind: 11, bytes: Buffer.from('challenge') }),
    asked('password', { bytes: Buffer.from('last') }),
    said('authentication', { kind: 0, bytes: Buffer.alloc(0) }),
    said('parameter', { parameter: 'TimeZone', value: 'UTC' }),
    ready,
    asked('query', { sql: 'select 1; select 2' }),
    row('1'),
    said('complete', { tag: 'SELECT 1' }),
    ready,
    asked('terminate'),
  )
  expect(exchanges.map(({ asked: its }) => its.map(({ name }) => name).join(' '))).toEqual([
    'ask for TLS',
    'start password password',
    'query',
    'terminate',
  ])
  expect(shown(exchanges[2] as PgExchange)).toEqual([[['select 1; select 2']], 'row complete ready'])
  expect([exchanges[2]?.at, exchanges[2]?.endedAt]).toEqual([10, 13])
})

test('extended queries, pipelined, by the SQL of statements that were prepared before', () => {
  const parse = asked('parse', { statement: 's1', sql: 'select $1', types: [] })
  const bind = (value: string | null): readonly [Side, PgMessage] =>
    asked('bind', {
      portal: '',
      statement: 's1',
      formats: [],
      values: [value === null ? null : Buffer.from(value)],
      results: [],
    })
  const execute = asked('execute', { portal: '', limit: 0 })
  const exchanges = decode(
    ...session,
    parse,
    bind('a'),
    execute,
    asked('sync'),
    bind(null),
    execute,
    asked('sync'),
    said('parsed'),
    said('bound'),
    row('a'),
    said('complete', { tag: 'SELECT 1' }),
    ready,
    said('bound'),
    said('error', { details: { S: 'ERROR', C: '22P02', M: 'no' } }),
    ready,
    said('notification', { process: 1, channel: 'news', payload: 'hello' }),
  )
  expect(exchanges.slice(1).map(shown)).toEqual([
    [[['select $1', 'a']], 'parsed bound row complete ready'],
    [[['select $1', null]], 'bound error ready'],
    [[], 'notification'],
  ])
})

test('what a person reads: the statement, its values and its rows', () => {
  const [, it] = decode(
    ...session,
    asked('query', { sql: 'select * from t' }),
    row('1', null),
    row('2', 'b'),
    said('complete', { tag: 'SELECT 2' }),
    ready,
  )
  const { statements, asked: its, answers } = toFixture(it as PgExchange)
  expect([statements, its]).toEqual([[{ sql: 'select * from t' }], ['query']])
  expect(answers).toEqual([
    { at: 4, messages: [{ rows: [['1', null]] }] },
    { at: 5, messages: [{ rows: [['2', 'b']] }] },
    { at: 6, messages: [{ complete: 'SELECT #' }] },
    { at: 7, messages: ['ready'] },
  ])
})

test('a COPY into a table is one exchange with its data', () => {
  const [, copied] = decode(
    ...session,
    asked('query', { sql: 'copy t from stdin' }),
    said('copy in', { format: '\0', formats: [0] }),
    asked('data', { bytes: Buffer.from('1\n') }),
    asked('done'),
    said('complete', { tag: 'COPY 1' }),
    ready,
  ) as [PgExchange, PgExchange]
  expect(copied.asked.map(({ name }) => name)).toEqual(['query', 'data', 'done'])
})

/** What is asked, as a player is told of it, with whether that is all. */
function asks(...all: (readonly [Side, PgMessage])[]): unknown[] {
  const told: unknown[] = []
  const decoder = postgres.decoder(
    PEER,
    () => {},
    (exchange, isWhole) => told.push([postgres.responder.question(exchange as PgExchange).operation, isWhole]),
  )
  all.forEach(([from, it], at) => decoder.take(from, { at, bytes: encodeFramed(from, it) }))
  return told.slice(1)
}

test('a COPY into a table is whole once its data has come, and what is said after one that failed is nothing', () => {
  const failed = said('error', { details: { S: 'ERROR', C: '42P01', M: 'no' } })
  const sql = 'copy t from stdin'
  expect(
    asks(
      ...session,
      asked('query', { sql }),
      said('copy in', { format: '\0', formats: [0] }),
      asked('data', { bytes: Buffer.from('1\n') }),
      asked('done'),
      ready,
      asked('query', { sql }),
      failed,
      ready,
      asked('fail', { why: 'no' }),
      asked('query', { sql: 'select 1' }),
    ),
  ).toEqual([
    [sql, false],
    [sql, true],
    [sql, false],
    ['select 1', true],
  ])
})

test('rows that are read by a cursor are those of one statement', () => {
  const execute = asked('execute', { portal: 'c', limit: 1 })
  const flush = asked('flush')
  const bind = asked('bind', { portal: 'c', statement: '', formats: [], values: [Buffer.from('5')], results: [] })
  const all = [
    asked('parse', { statement: '', sql: 'select $1', types: [] }),
    bind,
    asked('describe', { kind: 'P', of: 'c' }),
    flush,
    execute,
    flush,
    execute,
    flush,
    asked('sync'),
    ready,
  ]
  expect(asks(...session, ...all)).toEqual([
    ['select $1', false],
    ['select $1', false],
    ['select $1', false],
    ['select $1', true],
  ])
  expect(decode(...session, ...all)[1]?.statements).toHaveLength(1)
})

test('who prepares a statement that was prepared when it was recorded is answered that first, and then the rest', () => {
  const sql = 'insert into t values ($1)'
  const prepare = [
    asked('parse', { statement: 's', sql, types: [] }),
    asked('describe', { kind: 'S', of: 's' }),
    asked('flush'),
    said('parsed'),
    said('parameters', { types: [23] }),
    said('no data'),
  ]
  const bind = asked('bind', { portal: '', statement: 's', formats: [], values: [Buffer.from('1')], results: [] })
  const insert = [
    bind,
    asked('execute', { portal: '', limit: 0 }),
    asked('sync'),
    said('bound'),
    said('complete', { tag: 'INSERT 0 1' }),
    ready,
  ]
  const recorded = decode(...session, ...prepare, ...insert, ...insert)[2] as PgExchange
  const [, anew] = decode(...session, ...prepare, ...insert) as [PgExchange, PgExchange]
  const begun = { ...anew, asked: anew.asked.slice(0, 3) }
  const { isOver, answer } = postgres.responder
  expect([isOver?.(recorded, begun), isOver?.(recorded, recorded)]).toEqual([false, true])
  const answers = (it: PgExchange): string[] => {
    const reader = new MessageReader('server')
    return answer(recorded, it, false).flatMap(({ bytes }) => [...reader.take(bytes)].map(({ name }) => name))
  }
  expect(answers(begun)).toEqual(['parsed', 'parameters', 'no data'])
  expect(answers(anew)).toEqual(['parsed', 'parameters', 'no data', 'bound', 'complete', 'ready'])
})

test('what breaks off is given as far as it came, and what is no message is bytes', () => {
  const [, cut] = decode(...session, asked('query', { sql: 'select 1' }), row('1'))
  expect([cut?.endedAt, ...shown(cut as PgExchange)]).toEqual([null, [['select 1']], 'row'])
  const exchanges: Exchange[] = []
  const decoder = postgres.decoder(PEER, (it) => exchanges.push(it))
  decoder.take('client', { at: 0, bytes: encodeFramed('client', start) })
  decoder.take('server', { at: 1, bytes: Buffer.from('X\0\0\0\0') })
  void decoder.end()
  expect(exchanges.map(({ protocol }) => protocol)).toEqual(['postgres', 'raw'])
})

test('is recognised by its first bytes', () => {
  const recognises = (its: Uint8Array): boolean | null => postgres.recognises(its, 'client', PEER)
  expect(recognises(encodeFramed('client', start))).toBe(true)
  expect(recognises(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]))).toBe(true)
  expect(
    [Buffer.from([0, 0]), Buffer.from('GET / HTTP/1.1'), Buffer.from([0, 0, 0, 9, 9, 9, 9, 9])].map(recognises),
  ).toEqual([null, false, false])
})
