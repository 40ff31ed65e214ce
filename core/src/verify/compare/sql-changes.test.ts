import { beforeAll, expect, test } from 'vitest'
import { loadSqlParser, sqlChanges } from './sql-changes.ts'

beforeAll(loadSqlParser)

const changes = (recorded: string, actual: string): Record<string, unknown> | null => {
  const all = sqlChanges(recorded, actual)
  return all && Object.fromEntries(all.map((its) => [its.path, [its.recorded, its.actual]]))
}

test('what differs is told by clause, and what is added makes no others of those behind it', () => {
  const recorded = 'select a, b from t where id = $1'
  const actual = 'SELECT a, c, b FROM t WHERE id=$1 AND gone IS NULL ORDER BY a LIMIT 5'
  expect(changes(recorded, actual)).toEqual({
    '$.select[1]': [undefined, 'c'],
    '$.where[1]': [undefined, 'gone IS NULL'],
    '$.orderBy[0]': [undefined, 'a'],
    '$.limit': [undefined, '5'],
  })
})

test.each([
  ['update o set a = $1, b = now()', 'update o set a = $1, b = $2', { '$.set[1]': ['b = now()', 'b = $2'] }],
  ['delete from o where a', 'delete from p where a', { '$.table': ['o', 'p'] }],
  [
    'insert into o (a) values ($1) returning id',
    'insert into o (a, b) values ($1, $2) returning *',
    {
      '$.columns[1]': [undefined, 'b'],
      '$.values': ['VALUES ($1)', 'VALUES ($1, $2)'],
      '$.returning': ['RETURNING id', 'RETURNING *'],
    },
  ],
  ['select 1 union select 2', 'select 1 union all select 2', { '$.all': [undefined, 'true'] }],
  ["select 'a\nb'", "select 'a b'", { '$.select[0]': ["'a\nb'", "'a b'"] }],
])('%s → %s', (recorded, actual, expected) => {
  expect(changes(recorded, actual)).toEqual(expected)
})

test('how a statement is written is no difference', () => {
  expect(changes('SELECT  A\nFROM t -- all', 'select a from T')).toEqual({})
})

test('of what no clauses say all, or what is no statement of PostgreSQL, nothing is said', () => {
  expect(changes('select 1', 'delete from o')).toBeNull()
  expect(changes('create table a (x int)', 'create table a (x int, y int)')).toBeNull()
  expect(changes('select * from `a`', 'select * from `b`')).toBeNull()
  expect(changes('select 1; select 2', 'select 1')).toBeNull()
})
