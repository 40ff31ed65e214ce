import { expect, test } from 'vitest'
import { changes } from './changes.ts'
import { Wildcards } from './wildcards.ts'

const P = 'redacted12345678'
const wildcards = new Wildcards([P, 'reda1234', '71', 'redabc'])
const base64 = (text: string): string => Buffer.from(text).toString('base64')

test.each([
  [P, 'anything', true],
  [P, '', true],
  [P, undefined, true],
  [`a ${P} z`, 'a b z', true],
  [`a ${P} z`, 'a  z', true],
  [`a ${P} z`, 'a z', false],
  [`a ${P} m reda1234 z`, 'a 1 m 2 z', true],
  [`a ${P} m reda1234 z`, 'a 1 n 2 z', false],
  [base64(`key=${P};`), base64('key=1;'), true],
  [base64(`key=${P};`), base64('kex=1;'), false],
  ['71', '5', true],
  ['there are 71 of them', 'there are 5 of them', false],
  [`key: -----BEGIN RSA PRIVATE KEY-----\n${P}\n-----END RSA PRIVATE KEY-----\n`, 'key: none', true],
  [71, 5, true],
  [72, 5, false],
  ['none', 'other', false],
])('%s is taken for %s: %s', (recorded, actual, is) => {
  expect(wildcards.isSame(recorded, actual)).toBe(is)
})

test('differences are those of what has no placeholder', () => {
  const recorded = { user: 'jane', password: P, page: 1 }
  expect(changes(recorded, { user: 'jane', password: 'x', page: 1 }, { isSame: wildcards.isSame })).toEqual([])
  expect(changes(recorded, { user: 'john', page: 1 }, { isSame: wildcards.isSame })).toEqual([
    { path: '$.user', recorded: 'jane', actual: 'john' },
  ])
})

test.each([
  ['', true],
  ['LOG', true],
  ['LOGIN abc', true],
  ['LOGIN abc\r\nNE', true],
  ['LOGIN abc\r\nNEXT', true],
  ['LOGOUT', false],
  ['LOGIN abc\r\nNEXT more', false],
])('%j may become what was recorded: %s', (soFar, may) => {
  expect(wildcards.mayBecome(base64(`LOGIN ${P}\r\nNEXT`), base64(soFar))).toBe(may)
})

test('where there is no placeholder nothing is taken for another thing', () => {
  const none = new Wildcards()
  expect(none.isIn(P)).toBe(false)
  expect(none.isSame(P, 'x')).toBe(false)
})
