import { expect, test } from 'vitest'
import { areOfDifferent } from './title.ts'

test.each([
  ['quote does not throw TypeError', 'quote gives the recorded result'],
  ['quote does not throw TypeError', 'quote throws RangeError'],
  ['GET /quote does not answer with 500', 'GET /quote answers as it was recorded'],
  ['GET /quote does not answer with 500', 'GET /quote answers with 503'],
])('%s: another test than %s', (one, other) => {
  expect(areOfDifferent(one, other)).toBe(true)
  expect(areOfDifferent(other, one)).toBe(true)
})

test.each([
  ['quote does not throw TypeError', 'quote throws TypeError (2)'],
  ['quote does not throw a number', 'quote throws a number'],
  ['quote leaves no TypeError uncaught', 'quote does not throw TypeError'],
  ['GET /quote does not answer with 500', 'GET /quote answers with 500'],
  ['quote of somebody', 'quote gives the recorded result'],
])('%s: as %s', (one, other) => {
  expect(areOfDifferent(one, other)).toBe(false)
})
