import { expect, test } from 'vitest'
import type { OpKind } from '../tape/op.ts'
import type { TapeEvent } from '../tape/reader.ts'
import { moveFacts, type Move, rewriteMoved } from './moved.ts'

const MOVE = { from: '/srv/app', to: '/home/é/app' }

function moved(fields: unknown[], kind: OpKind = 'value', move: Move = MOVE): readonly unknown[] {
  const op = { name: 'x', kind, target: false, fields: [], asked: fields.length, labels: [], nests: false }
  return rewriteMoved(move)({ index: 0, time: 0, op, target: -1, threw: false, fields } satisfies TapeEvent).fields
}

test('paths below the project are moved, wherever they stand', () => {
  const error = new Error('no such file /srv/app/x')
  const [text, list, nested, same] = moved([
    '/srv/app',
    ['/srv/app/a.js', 'file:///srv/app/b.js:1:2'],
    { error, n: 1 },
    error,
  ])
  expect([text, list]).toEqual(['/home/é/app', ['/home/é/app/a.js', 'file:///home/é/app/b.js:1:2']])
  expect(nested).toEqual({ error, n: 1 })
  expect(error.message).toBe('no such file /home/é/app/x')
  expect(same).toBe(error)
})

test('other paths that only begin or end alike are left alone', () => {
  const others = ['/srv/app-2/x', '/srv/application', '/old/srv/app.js', '/mnt/srv/app2', 'srv/app']
  expect(moved(others)).toEqual(others)
})

test('bytes that the program sent are moved, and bytes that it got are not', () => {
  const bytes = Buffer.from('at /srv/app/é.js\n')
  expect(moved([bytes], 'output')).toEqual([Buffer.from('at /home/é/app/é.js\n')])
  expect(moved([bytes], 'value')).toEqual([bytes])
})

test('what was written whole is written whole, whatever its length is now', () => {
  const rewriteEvent = rewriteMoved(MOVE)
  const event = (name: string, kind: OpKind, asked: number, fields: unknown[]): readonly unknown[] => {
    const op = { name, kind, target: true, fields: [], asked, labels: [], nests: false }
    return rewriteEvent({ index: 0, time: 0, op, target: 5, threw: false, fields }).fields
  }
  const data = Buffer.from('at /srv/app/x\n')
  const now = Buffer.from('at /home/é/app/x\n')
  expect(event('write', 'output', 2, [1, data, 14])).toEqual([1, now, 18])
  expect(event('write', 'output', 2, [1, data, 7])).toEqual([1, now, 7])
  expect(event('write', 'call', 2, [14, data])).toEqual([14, now])
  expect(event('write.done', 'delivery', 0, [0, [null, 14]])).toEqual([0, [null, 18]])
  expect(event('write.done', 'delivery', 0, [0, [null, 14]])).toEqual([0, [null, 14]])
})

test('packages may stay where they are', () => {
  const paths = ['/srv/app/node_modules/dep/i.js', '/srv/app/packages/a/node_modules/dep/i.js', '/srv/app/src/a.js']
  expect(moved(paths, 'value', { ...MOVE, keepPackages: true })).toEqual([paths[0], paths[1], '/home/é/app/src/a.js'])
})

test('facts are moved in a copy', () => {
  const facts = { cwd: '/srv/app/sub', argv: ['node', '/srv/app/main.js'], pid: 1 }
  expect(moveFacts(facts, MOVE)).toEqual({ cwd: '/home/é/app/sub', argv: ['node', '/home/é/app/main.js'], pid: 1 })
  expect(facts.cwd).toBe('/srv/app/sub')
})
