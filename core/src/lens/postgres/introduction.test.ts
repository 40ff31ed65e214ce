import { expect, test } from 'vitest'
import { postgresIntroduction } from './introduction.ts'

test('of what was asked, settings and statements that have a name are told', () => {
  const asked = (sql: string, statement: string): Uint8Array | null =>
    postgresIntroduction.tell({
      protocol: 'postgres',
      at: 0,
      endedAt: 0,
      asked: [
        { name: 'parse', fields: { statement, sql, types: [] } },
        { name: 'sync', fields: {} },
      ],
      answers: [],
      statements: [{ sql, values: [], formats: [] }],
    })
  expect(asked('select 1', '')).toBeNull()
  expect(asked('select 1', 'one')?.toString()).toBe('P\0\0\0\x13one\0select 1\0\0\0S\0\0\0\x04')
  expect(asked('set a = 1', '')?.toString()).toContain('set a = 1')
})
