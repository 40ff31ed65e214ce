import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cell } from '../cell.ts'
import { encodeColumn, type MySqlColumn } from './columns.ts'
import type { MySqlExchange } from './exchange.ts'
import { numberBytes, sizedBytes, sizedNumber } from './fields.ts'
import { type MySqlFixture, mysqlFixture } from './fixture.ts'
import { readRow, showRow } from './rows.ts'
import { typeNumber } from './types.ts'

const UNSIGNED = 0x20

function column(type: string, more: Partial<MySqlColumn> = {}): MySqlColumn {
  const names = { catalog: 'def', schema: 'shop', table: 't', orgTable: 't', name: 'c', orgName: 'c' }
  return { ...names, charset: 63, length: 11, type: typeNumber(type), flags: 0, decimals: 0, ...more }
}

const text = (value: string): Buffer => sizedBytes(Buffer.from(value))
const binary = (value: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0]), value])
const hex = (value: string): Buffer => Buffer.from(value, 'hex')

test.each<[protocol: 'text' | 'binary', column: MySqlColumn, sent: Buffer, shown: Cell]>([
  ['text', column('int'), text('7'), 7],
  ['text', column('bigint'), text('9007199254740993'), '9007199254740993'],
  ['text', column('decimal'), text('1.50'), '1.50'],
  ['text', column('double'), text('-0'), '-0'],
  ['text', column('var_string', { charset: 224 }), text('hällo'), 'hällo'],
  ['text', column('blob'), text('\0\x01'), { base64: 'AAE=' }],
  ['text', column('json'), text('{"a": [1]}'), { json: { a: [1] } }],
  ['text', column('blob', { extended: '\x01\x04json' }), text('{"a":[1]}'), { json: { a: [1] } }],
  ['text', column('datetime'), text('2026-01-02 03:04:05.678'), '2026-01-02 03:04:05.678'],
  ['text', column('int'), Buffer.from([0xfb]), null],
  ['binary', column('int'), binary(hex('f9ffffff')), -7],
  ['binary', column('tinyint', { flags: UNSIGNED }), binary(hex('ff')), 255],
  ['binary', column('bigint', { flags: UNSIGNED }), binary(hex('ffffffffffffffff')), '18446744073709551615'],
  ['binary', column('double'), binary(hex('0000000000000080')), '-0'],
  ['binary', column('float'), binary(hex('0000c03f')), 1.5],
  ['binary', column('datetime'), binary(hex('00')), '0000-00-00'],
  ['binary', column('date'), binary(hex('04ea070102')), '2026-01-02'],
  ['binary', column('timestamp'), binary(hex('07ea070102030405')), '2026-01-02 03:04:05'],
  ['binary', column('datetime'), binary(hex('0bea07010203040570580a00')), '2026-01-02 03:04:05.678000'],
  ['binary', column('time'), binary(hex('0801010000000c2238')), '-36:34:56'],
  ['binary', column('bit'), binary(hex('0105')), { base64: 'BQ==' }],
  ['binary', column('int'), hex('0004'), null],
])('in the %s protocol a value is shown as a person writes it', (protocol, its, sent, shown) => {
  expect(showRow(sent, [its], protocol)).toEqual([shown])
  expect(readRow([shown], [its], protocol)).toEqual(sent)
})

/** By way of a file. */
function written(exchange: MySqlExchange): MySqlFixture {
  return JSON.parse(JSON.stringify(mysqlFixture.toFixture(exchange))) as MySqlFixture
}

const EOF = hex('fe00000200')

function queried(columns: readonly MySqlColumn[], rows: readonly Buffer[], isOld = true): MySqlExchange {
  const end = isOld ? EOF : hex('fe000002000000')
  const between = isOld ? [EOF] : []
  const payloads = [sizedNumber(columns.length), ...columns.map(encodeColumn), ...between, ...rows, end]
  const answers = payloads.map((payload, i) => ({ at: 2, packet: { sequence: (i + 1) & 0xff, payload } }))
  const asked = [{ sequence: 0, payload: Buffer.from('\x03select *\nfrom t') }]
  return { protocol: 'mysql', at: 1, endedAt: 2, command: 'query', sql: 'select *\nfrom t', asked, answers }
}

const COLUMNS = [column('int'), column('var_string', { charset: 224 })]
const ROW = Buffer.concat([text('1'), text('a')])

test.each([true, false])('what a person reads says everything once (with an EOF behind the columns: %s)', (isOld) => {
  const { asked, sql, answers } = written(queried(COLUMNS, [ROW], isOld))
  expect([asked, sql]).toEqual([undefined, ['select *', 'from t']])
  const from = { table: 't', schema: 'shop' }
  const columns = [
    { name: 'c', type: 'int', length: 11, charset: 63, ...from },
    { name: 'c', type: 'var_string', length: 11, charset: 224, ...from },
  ]
  const between = isOld ? ['eof'] : []
  const end = isOld ? 'eof' : 'end'
  expect(answers).toEqual([{ at: 2, messages: [{ columns }, ...between, { rows: [[1, 'a']] }, end] }])
})

test('what a person edits holds: another text, another cell, a row more', () => {
  const edited = JSON.stringify(written(queried(COLUMNS, [ROW])))
    .replace('[1,"a"]', '[2,"b"],[null,5]')
    .replace('*', 'c')
  const exchange = mysqlFixture.fromFixture(JSON.parse(edited) as MySqlFixture)
  const expected = queried(COLUMNS, [
    Buffer.concat([text('2'), text('b')]),
    Buffer.concat([Buffer.from([0xfb]), text('5')]),
  ])
  expect(exchange.answers).toEqual(expected.answers)
  expect(exchange.asked).toEqual([{ sequence: 0, payload: Buffer.from('\x03select c\nfrom t') }])
})

test.each([
  ['[1,"a"]', '[1]', '.answers[0].messages[2].rows[0]: the row has 1 cells, and there are 2 columns'],
  ['[1,"a"]', '[1,{"a":1}]', '.answers[0].messages[2].rows[0][1]'],
  ['"type":"int"', '"type":"integer"', '.answers[0].messages[0].columns[0]: MySQL has no type "integer"'],
  ['"eof"', '"eov"', '.answers[0].messages[1]: MySQL has no answer "eov"'],
])('what is wrong says its place: %s edited into %s', (before, after, place) => {
  const edited = JSON.stringify(written(queried(COLUMNS, [ROW]))).replace(before, after)
  expect(() => mysqlFixture.fromFixture(JSON.parse(edited) as MySqlFixture)).toThrow(place)
})

test('an execution is shown with its values', () => {
  const values = Buffer.concat([text('a'), hex('0000000000001440')])
  const head = [hex('17'), numberBytes(3, 4), hex('00'), numberBytes(1, 4)]
  const payload = Buffer.concat([...head, hex('04'), hex('01'), hex('fd0005000680'), values])
  const exchange: MySqlExchange = {
    ...queried(COLUMNS, []),
    command: 'execute',
    sql: 'select ?, ?, ?',
    asked: [{ sequence: 0, payload }],
  }
  const execute = { statement: 3, types: ['var_string', 'double', 'null unsigned'], values: ['a', 5, null] }
  expect(written(exchange).asked).toEqual([{ execute }])
  expect(mysqlFixture.fromFixture(written(exchange))).toEqual(exchange)
})

const TYPES = [
  'tinyint',
  'int',
  'bigint',
  'float',
  'double',
  'decimal',
  'json',
  'blob',
  'var_string',
  'datetime',
  'time',
]
const any = fc.oneof(
  fc.uint8Array({ maxLength: 14 }).map((bytes) => Buffer.from(bytes)),
  fc.oneof(fc.double(), fc.integer(), fc.bigInt()).map((value) => Buffer.from(String(value))),
  fc.oneof(fc.json(), fc.string()).map((value) => Buffer.from(value)),
)

test('tables of any types come out as they were, whether their rows are rows or not', () => {
  const columns = fc.array(
    fc
      .tuple(fc.constantFrom(...TYPES), fc.constantFrom(0, UNSIGNED), fc.constantFrom(63, 224))
      .map(([type, flags, charset]) => column(type, { flags, charset })),
    { minLength: 1, maxLength: 3 },
  )
  const row = fc.oneof(
    any,
    fc.array(fc.option(any), { maxLength: 4 }).map((cells) => Buffer.concat(cells.map(sizedBytes))),
    any.map((bytes) => Buffer.concat([Buffer.from([0, 0]), bytes])),
  )
  const exchange = fc
    .tuple(columns, fc.array(row, { maxLength: 4 }), fc.boolean(), fc.constantFrom('query', 'execute', 'fetch'))
    .map(([its, rows, isOld, command]) => {
      const { asked, ...rest } = queried(its, rows, isOld)
      return { ...rest, command, asked: command === 'query' ? asked : [{ sequence: 0, payload: hex('17') }] }
    })
  fc.assert(
    fc.property(exchange, fc.nat({ max: 6 }), (it, at) => {
      // Some of it comes later.
      const answers = it.answers.map((answer, i) => (i < at ? answer : { ...answer, at: 3 }))
      expect(mysqlFixture.fromFixture(written({ ...it, answers }))).toEqual({ ...it, answers })
    }),
    { numRuns: 1500 },
  )
})
