import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editNodeOptions } from './enable.ts'

const add = (options: string[]): string[] => (options.includes('--x') ? options : [...options, '--x'])
const remove = (options: string[]): string[] => options.filter((option) => option !== '--x')

describe('the node-options of an .npmrc', () => {
  test.each([
    ['', 'node-options=--x\n'],
    ['a=1\n', 'a=1\nnode-options=--x\n'],
    ['a=1', 'a=1\nnode-options=--x\n'],
    ['node-options=--y\na=1\n', 'node-options=--y --x\na=1\n'],
    ["node-options = '--y --z'\n", 'node-options=--y --z --x\n'],
    ['node-options=--x\n', 'node-options=--x\n'],
  ])('%j becomes %j', (before, after) => {
    expect(editNodeOptions(before, add)).toBe(after)
  })

  test('are as they were once an option has been put in and taken out', () => {
    const line = fc.constantFrom('a=1', '; comment', '', 'registry=https://example.invalid/', 'node-options=--y')
    fc.assert(
      fc.property(fc.uniqueArray(line), (lines) => {
        const before = lines.map((text) => `${text}\n`).join('')
        expect(editNodeOptions(editNodeOptions(before, add), remove)).toBe(before)
      }),
    )
  })
})
