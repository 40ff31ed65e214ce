import { expect, test } from 'vitest'
import { itemStep, keyStep, pathPattern } from './paths.ts'

test.each([
  ['$.body.user.email', '$.body.user.email', true],
  ['$.body.user.email', '$.body.user.emails', false],
  ['$.body.user', '$.body.user.email', false],
  ['$.values[0][1]', '$.values[0][1]', true],
  ['$.values[0][1]', '$.values[0][2]', false],
  ['$.values[*][1]', '$.values[7][1]', true],
  ['$.body.*.email', '$.body.user.email', true],
  ['$.body.*.email', '$.body.a.b.email', false],
  ['$..email', '$.body.a.b.email', true],
  ['$..email', '$.email', true],
  ['$.body..email', '$.rows[0].email', false],
  ['$.headers["x-api-key"]', '$.headers["x-api-key"]', true],
  ['X-Customer', '$.headers["x-customer"]', true],
  ['email', '$.rows[3].email', true],
  ['body.email', '$.body.email', true],
  ['body.email', '$.rows.body.email', false],
  ['email', '$.email.domain', false],
  ['with space', '$.body["with space"]', true],
])('%s against %s: %s', (pattern, path, is) => {
  expect(pathPattern(pattern)?.(path)).toBe(is)
})

test.each(['$', '$.', '$body', '$.a[', '$.a b'])('%s is no path', (pattern) => {
  expect(pathPattern(pattern)).toBeNull()
})

test('steps are written as they are read', () => {
  expect(`$${keyStep('a')}${keyStep('b c')}${itemStep(3)}`).toBe('$.a["b c"][3]')
})
