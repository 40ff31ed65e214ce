import { expect, test } from 'vitest'
import { withoutLayout } from './sql.ts'

test('statements that are laid out otherwise are the same', () => {
  const all = [
    'SELECT a, b FROM "my table" WHERE c = $1 AND d = \'x\'',
    'SELECT a,b\n  FROM "my table" /* all */\n  WHERE c=$1\n    AND d=\'x\' -- for now',
  ]
  expect(withoutLayout(all[1] as string)).toBe(withoutLayout(all[0] as string))
})

test.each([
  ["SELECT 'a  b'", "SELECT 'a b'"],
  ['SELECT "a  b"', 'SELECT "a b"'],
  ['SELECT a b', 'SELECT ab'],
  ['SELECT a FROM t', 'select a FROM t'],
])('%j is another one than %j', (a, b) => {
  expect(withoutLayout(a)).not.toBe(withoutLayout(b))
})
