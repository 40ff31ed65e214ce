import { expect, test } from 'vitest'
import type { PgExchange } from './exchange.ts'
import { message, reordered } from './reordered.ts'

const columns = message('columns', { columns: [] })
const rows = [message('row', { values: [Buffer.from('1')] }), message('complete', { tag: 'SELECT 1' })]
const ready = message('ready', { status: 'I' })

function exchange(asked: readonly string[], answers: PgExchange['answers'][number]['message'][] = []): PgExchange {
  return {
    protocol: 'postgres',
    at: 0,
    endedAt: 0,
    asked: asked.map((name) => message(name, name === 'describe' ? { kind: 'S', of: '' } : { sql: 'select $1' })),
    answers: answers.map((it) => ({ at: 0, after: asked.length, message: it })),
    statements: [],
  }
}

const steps = ['parse', 'describe', 'bind', 'execute', 'sync']
const named = (recorded: PgExchange, asked: PgExchange): string[] =>
  reordered(recorded, asked).map(({ message: { name } }) => name)

test('what was asked at once is answered step by step', () => {
  const recorded = exchange(['query'], [columns, ...rows, ready])
  expect(named(recorded, exchange(steps))).toEqual([
    'parsed',
    'parameters',
    'columns',
    'bound',
    'row',
    'complete',
    'ready',
  ])
  expect(reordered(recorded, exchange(steps))[1]?.message.fields).toEqual({ types: [705] })
})

test('what was asked step by step is answered at once', () => {
  const recorded = exchange(
    ['parse', 'bind', 'describe', 'execute', 'sync'],
    [message('parsed'), message('bound'), columns, ...rows, ready],
  )
  expect(named(recorded, exchange(['query']))).toEqual(['columns', 'row', 'complete', 'ready'])
})

test('an error is said once, at the step that it stops', () => {
  const recorded = exchange(['query'], [message('error', { details: {} }), ready])
  expect(named(recorded, exchange(['parse', 'bind', 'execute', 'sync']))).toEqual(['parsed', 'bound', 'error', 'ready'])
})
