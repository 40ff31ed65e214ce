import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cell } from '../cell.ts'
import { type PgColumn, readRow, showRow } from './columns.ts'
import type { PgExchange, PgStatement } from './exchange.ts'
import { type PgFixture, postgresFixture } from './fixture.ts'
import type { PgMessage } from './messages.ts'
import { typeNamed } from './types.ts'

const TEXT = 0
const BINARY = 1

function column(type: string, format: number): PgColumn {
  const { oid, size } = typeNamed(type)
  return { name: 'c', table: 0, column: 0, type: oid, size, modifier: -1, format }
}

const said = (name: string, fields: PgMessage['fields'] = {}): PgMessage => ({ name, fields })

function exchangeOf(asked: PgMessage[], answers: PgMessage[], statements: PgStatement[]): PgExchange {
  const after = asked.length
  return {
    protocol: 'postgres',
    at: 1,
    endedAt: 2,
    asked,
    statements,
    answers: answers.map((message) => ({ at: 2, after, message })),
  }
}

/** By way of a file. */
function written(exchange: PgExchange): PgFixture {
  return JSON.parse(JSON.stringify(postgresFixture.toFixture(exchange))) as PgFixture
}

test.each<[type: string, format: number, sent: string | Buffer, shown: Cell]>([
  ['int4', TEXT, '7', 7],
  ['int8', TEXT, '9007199254740993', '9007199254740993'],
  ['int8', BINARY, Buffer.from('0020000000000001', 'hex'), '9007199254740993'],
  ['int4', BINARY, Buffer.from('fffffff9', 'hex'), -7],
  ['float8', TEXT, '-0', '-0'],
  ['float8', TEXT, 'NaN', 'NaN'],
  ['float8', BINARY, Buffer.from('8000000000000000', 'hex'), '-0'],
  ['float4', BINARY, Buffer.from('3fc00000', 'hex'), 1.5],
  ['numeric', TEXT, '1.50', '1.50'],
  ['numeric', BINARY, Buffer.from('0002000000000002' + '0001' + '1388', 'hex'), '1.50'],
  ['bool', TEXT, 't', true],
  ['bool', BINARY, Buffer.from([0]), false],
  ['text', TEXT, 'true', 'true'],
  ['json', TEXT, '{"a":[1]}', { json: { a: [1] } }],
  ['json', TEXT, '{ "a" :1}', '{ "a" :1}'],
  ['jsonb', TEXT, '{"a": [1, null]}', { json: { a: [1, null] } }],
  ['jsonb', TEXT, 'null', { json: null }],
  ['jsonb', BINARY, Buffer.from('\x01{"a": 1}'), { json: { a: 1 } }],
  ['bytea', TEXT, '\\x00ff', { base64: 'AP8=' }],
  ['bytea', TEXT, 'abc\\000', 'abc\\000'],
  ['bytea', BINARY, Buffer.from([0, 255]), { base64: 'AP8=' }],
  ['timestamptz', TEXT, '2026-01-02 03:04:05.678+00', '2026-01-02 03:04:05.678+00'],
  ['timestamptz', BINARY, Buffer.from('0002ea5dbb1f6bd0', 'hex'), '2026-01-02 03:04:05.678032+00'],
  ['date', BINARY, Buffer.from('ffffffff', 'hex'), '1999-12-31'],
  ['timestamp', BINARY, Buffer.from('7fffffffffffffff', 'hex'), { base64: 'f/////////8=' }],
  ['uuid', BINARY, Buffer.alloc(16, 0xab), 'abababab-abab-abab-abab-abababababab'],
  ['int4[]', TEXT, '{1,2,NULL}', '{1,2,NULL}'],
  ['int4[]', BINARY, Buffer.from('00000001000000010000001700000002000000010000000400000005ffffffff', 'hex'), [5, null]],
  ['interval', BINARY, Buffer.from([1, 2]), { base64: 'AQI=' }],
])('a %s in format %d is shown as a person writes it', (type, format, sent, shown) => {
  const columns = [column(type, format)]
  const bytes = Buffer.from(sent as string)
  expect(showRow([bytes], columns)).toEqual([shown])
  expect(readRow([shown], columns)).toEqual([bytes])
})

const TYPES = ['bool', 'bytea', 'int2', 'int8', 'text', 'json', 'float4', 'float8', 'numeric', 'jsonb', 'date', 'uuid']
const MORE = ['timestamp', 'timestamptz', 'int4[]', 'text[]', 'jsonb[]', 'numeric[]', 'interval', 'unknown']

const cellBytes = fc
  .oneof(
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    fc.integer({ min: 0, max: 8 }).chain((size) => fc.uint8Array({ minLength: size, maxLength: size })),
    fc.oneof(fc.double(), fc.integer(), fc.bigInt(), fc.boolean()).map((value) => String(value)),
    fc.json(),
    fc.string(),
  )
  .map((value) => Buffer.from(value as string))

test('rows of any types and formats come out as they were, and no two that differ look the same', () => {
  const table = fc
    .array(fc.tuple(fc.constantFrom(...TYPES, ...MORE), fc.constantFrom(TEXT, BINARY)), { minLength: 1, maxLength: 4 })
    .chain((types) => {
      const columns = types.map(([type, format]) => column(type, format))
      const row = fc.tuple(...columns.map(() => fc.option(cellBytes, { freq: 8 })))
      return fc.record({ columns: fc.constant(columns), rows: fc.array(row, { maxLength: 4 }) })
    })
  fc.assert(
    fc.property(table, ({ columns, rows }) => {
      const answers = [
        said('columns', { columns }),
        ...rows.map((values) => said('row', { values })),
        said('complete', { tag: `SELECT ${rows.length}` }),
        said('ready', { status: 'I' }),
      ]
      const exchange = exchangeOf([said('query', { sql: 's' })], answers, [{ sql: 's', values: [], formats: [] }])
      const fixture = written(exchange)
      expect(postgresFixture.fromFixture(fixture)).toEqual(exchange)
      const distinct = (list: readonly unknown[]): number => new Set(list.map((it) => JSON.stringify(it))).size
      const shown = fixture.answers.flatMap(({ messages }) => messages).flatMap(rowsOf)
      expect([shown.length, distinct(shown)]).toEqual([rows.length, distinct(rows)])
    }),
    { numRuns: 1500 },
  )
})

/** Also those that can't stand in a table. */
function rowsOf(message: unknown): unknown[] {
  const { rows = [], row } = message as { rows?: unknown[]; row?: unknown }
  return row === undefined ? rows : [row]
}

const COLUMNS = [column('int4', TEXT), column('text', TEXT)]
const EXTENDED = ['parse', 'bind', 'describe', 'execute', 'sync']

function prepared(): PgExchange {
  const values = [Buffer.from('7'), null]
  const asked = [
    said('parse', { statement: '', sql: 'select $1, $2', types: [] }),
    said('bind', { portal: '', statement: '', formats: [], values, results: [] }),
    said('describe', { kind: 'P', of: '' }),
    said('execute', { portal: '', limit: 0 }),
    said('sync'),
  ]
  const answers = [
    said('parsed'),
    said('bound'),
    said('columns', { columns: COLUMNS }),
    said('row', { values: [Buffer.from('1'), Buffer.from('a')] }),
    said('complete', { tag: 'SELECT 1' }),
    said('ready', { status: 'I' }),
  ]
  return exchangeOf(asked, answers, [{ sql: 'select $1, $2', values, formats: [] }])
}

test('what a person reads says everything once', () => {
  const { statements, asked, answers } = written(prepared())
  expect(statements).toEqual([{ sql: 'select $1, $2', values: ['7', null] }])
  expect(asked).toEqual(EXTENDED)
  const columns = [
    { name: 'c', type: 'int4' },
    { name: 'c', type: 'text' },
  ]
  const messages = ['parsed', 'bound', { columns, rows: [[1, 'a']] }, { complete: 'SELECT #' }, 'ready']
  expect(answers).toEqual([{ at: 2, messages }])
})

test('what a person edits holds: another text, another cell, a row more', () => {
  const text = JSON.stringify(written(prepared()))
  const edited = text.replace('select $1, $2', 'select $2, $1').replace('[1,"a"]', '[2,"b"],[null,5]')
  const { asked, statements, answers } = postgresFixture.fromFixture(JSON.parse(edited) as PgFixture)
  expect([asked[0]?.fields['sql'], statements[0]?.sql]).toEqual(['select $2, $1', 'select $2, $1'])
  const rows = answers.filter(({ message }) => message.name === 'row')
  expect(
    rows.map(({ message }) => (message.fields['values'] as (Buffer | null)[]).map((it) => it && String(it))),
  ).toEqual([
    ['2', 'b'],
    [null, '5'],
  ])
  expect(answers.at(-2)?.message.fields['tag']).toBe('SELECT 2')
})

test.each([
  ['[1,"a"]', '[1]', '.answers[0].messages[2].rows[0]: the row has 1 cells, and there are 2 columns'],
  ['[1,"a"]', '[{"a":1},"a"]', '.answers[0].messages[2].rows[0][0]'],
  ['"int4"', '"integer"', '.answers[0].messages[2].columns[0]: there is no type "integer"'],
  ['"sync"', '"sink"', '.asked[4]: PostgreSQL has no message "sink"'],
])('what is wrong says its place: %s edited into %s', (before, after, place) => {
  const edited = JSON.stringify(written(prepared())).replace(before, after)
  expect(() => postgresFixture.fromFixture(JSON.parse(edited) as PgFixture)).toThrow(place)
})
