import { expect, test } from 'vitest'
import { plainInspectFlags } from './inspect-flags.ts'

test('a bare --inspect takes no argument, and what stands behind -- is not ours', () => {
  const argv = ['replay', '--inspect', 'rec', '--inspect-brk=1', '--', 'node', '--inspect']
  expect(plainInspectFlags(argv)).toEqual([
    'replay',
    '--inspect=9229',
    'rec',
    '--inspect-brk=1',
    '--',
    'node',
    '--inspect',
  ])
})
