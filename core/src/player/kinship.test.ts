import { expect, test } from 'vitest'
import { kinship, LIKE } from './kinship.ts'

test.each([
  ['SELECT a FROM t', 'select a  from t'],
  ['SELECT a FROM t WHERE id = $1', 'SELECT a, b FROM t WHERE id = $1 AND NOT gone'],
  ['GET /prices/lamp', 'GET /v2/prices/lamp'],
  ['DEL', 'DEL'],
  ["INSERT (1767261600000, '2026-01-01T10:00:00Z')", "INSERT (1767261600009, '2026-01-01T10:00:00.009Z')"],
])('%j may stand for %j', (a, b) => {
  expect(kinship(a, b)).toBeGreaterThanOrEqual(LIKE)
  expect(kinship(b, a)).toBe(kinship(a, b))
})

test.each([
  ['SELECT a FROM t', 'DELETE FROM t'],
  ['GET /prices/lamp', 'POST /prices/lamp'],
  ['SELECT a FROM t WHERE b = 1', 'SELECT x FROM y ORDER BY z'],
  ['GET /prices', 'GET /'],
])('%j may not stand for %j', (a, b) => {
  expect(kinship(a, b)).toBeLessThan(LIKE)
})

test('a word counts as often as both have it', () => {
  expect(kinship('IN 1 1', 'IN 1 2')).toBe(0.5)
})
