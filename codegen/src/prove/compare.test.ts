import { expect, test } from 'vitest'
import type { ErrorSeen } from '../observation.ts'
import { differenceFrom } from './compare.ts'
import { fromJest, fromVitest, type Outcome } from './outcome.ts'

const seen: ErrorSeen = {
  class: 'NotFound',
  message: 'no order 7',
  code: null,
  isOwn: true,
  stack: 'Error: no order 7',
}
const at = { file: '/app/orders.js', line: 3, column: 9 }
const STACK = `Error: no order 7
    at node:internal/process/task_queues:95:5
    at find (/app/node_modules/pool/index.js:1:1)
    at find (file:///app/orders.js:3:9)
    at /app/orders.test.js:9:3`

function vitest(stack: string): ReturnType<typeof fromVitest> {
  const tests = [{ file: '/app/orders.test.js', name: 'finds', state: 'failed', errors: [stack] }]
  return fromVitest({ tests, others: [] }, { file: '', title: 'finds' })
}

test('the error of a test is told by its stack: name, message, the innermost line that is no package', () => {
  expect(vitest(STACK)).toEqual({
    kind: 'failed',
    error: { name: 'Error', message: 'no order 7', at: { file: '/app/orders.js', line: 3, column: 9 }, stack: STACK },
  })
  expect(vitest('error: duplicate key\n    at /app/a.js:1:2')).toMatchObject({
    error: { name: 'error', message: 'duplicate key' },
  })
  expect(vitest('TypeError [ERR_X]: no\nway')).toMatchObject({
    error: { name: 'TypeError', message: 'no\nway', at: null },
  })
})

test('an error that no test caught is a failure, and a test that did not run is none', () => {
  const passed = { file: '', name: 'finds', state: 'passed', errors: [] }
  const wanted = { file: '', title: 'finds' }
  expect(fromVitest({ tests: [passed], others: [STACK] }, wanted)).toMatchObject({ kind: 'failed' })
  expect(fromVitest({ tests: [passed], others: [] }, wanted)).toEqual({ kind: 'passed' })
  expect(fromVitest({ tests: [], others: [] }, wanted)).toBe(null)
  const file = {
    name: '/app/a.test.js',
    message: '',
    assertionResults: [{ fullName: 'finds', status: 'pending', failureMessages: [] }],
  }
  expect(fromJest({ testResults: [file] }, wanted)).toBe(null)
  expect(
    fromJest({ testResults: [{ ...file, assertionResults: [], message: 'SyntaxError: no' }] }, wanted),
  ).toMatchObject({ kind: 'failed' })
})

test('the same failure is of the same class, at the same line, with the same message where it is the program that says it', () => {
  expect(differenceFrom(seen, at, vitest(STACK)!)).toBe(null)
  expect(differenceFrom(seen, { ...at, line: 4 }, vitest(STACK)!)).toBe('it fails in orders.js:3')
  expect(differenceFrom({ ...seen, message: 'gone' }, at, vitest(STACK)!)).toBe(
    'it fails with the message "no order 7"',
  )
  expect(differenceFrom({ ...seen, message: 'gone', isOwn: false }, at, vitest(STACK)!)).toBe(null)
  const missing = (of: string): string => `Cannot read properties of ${of}`
  const thrown = { ...seen, message: missing("null (reading 'toUpperCase')"), isOwn: false }
  const failed = (of: string): Outcome => vitest(STACK.replace('no order 7', missing(of))) as Outcome
  expect(differenceFrom(thrown, at, failed("null (reading 'toUpperCase')"))).toBe(null)
  expect(differenceFrom(thrown, at, failed("undefined (reading 'name')"))).toBe(
    `it fails with the message "${missing("undefined (reading 'name')")}"`,
  )
  expect(differenceFrom({ ...seen, stack: 'TypeError: x' }, at, vitest(STACK)!)).toBe('it fails with Error: no order 7')
  expect(differenceFrom(seen, at, { kind: 'passed' })).toBe('the test passes')
  expect(differenceFrom(seen, at, { kind: 'not-run', why: ' No test files found\n' })).toBe(
    'the test did not run: No test files found',
  )
})

test('an error that was made elsewhere than it was thrown is the same one too', () => {
  const thrownAt = { ...at, line: 9 }
  expect(differenceFrom(seen, thrownAt, vitest(STACK)!, at)).toBe(null)
  expect(differenceFrom(seen, thrownAt, vitest(STACK)!, { ...at, file: '/app/errors.js' })).toBe(
    'it fails in orders.js:3',
  )
})

test('vitest tells of an AggregateError by its parts', () => {
  const errors = ['Error: eu: HTTP 503', 'Error: us: HTTP 503']
  const outcome = fromVitest(
    { tests: [{ file: '', name: 'loads', state: 'failed', errors }], others: [] },
    { file: '', title: 'loads' },
  )
  const aggregate = { ...seen, class: 'AggregateError', message: 'All promises were rejected', isOwn: false }
  expect(differenceFrom(aggregate, at, outcome!)).toBeNull()
  expect(differenceFrom(seen, at, outcome!)).toBe('it fails with the message "eu: HTTP 503"')
})
