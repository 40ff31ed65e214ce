import { expect, test } from 'vitest'
import { regexpOf } from './regexp-of.ts'

test('a regular expression may have slashes around it, and flags behind them', () => {
  expect(regexpOf('TypeError: .*null')).toEqual(/TypeError: .*null/)
  expect(regexpOf('/typeerror/ig')).toEqual(/typeerror/i)
  expect(regexpOf('GET /a/b')).toEqual(/GET \/a\/b/)
  expect(() => regexpOf('/(/')).toThrow(SyntaxError)
  expect(() => regexpOf('/a/q')).toThrow(SyntaxError)
})
