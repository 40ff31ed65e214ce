import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { DIVERGENCE_KINDS } from './divergence/divergence.ts'
import { ERROR_CODES, RetraceError } from './errors.ts'

const document = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')

/** The headings of the document under each of its two parts. */
function headings(part: string): string[] {
  const [, after = ''] = document.split(`\n## ${part}\n`)
  const text = after.split('\n## ')[0] as string
  return [...text.matchAll(/^### (\S+)$/gm)].map((match) => match[1] as string)
}

test('docs/errors.md has one heading for each error code, and none besides', () => {
  expect(headings('Errors').toSorted()).toEqual(ERROR_CODES.toSorted())
})

test('docs/errors.md has one heading for each kind of divergence, and none besides', () => {
  expect(headings('Divergences').toSorted()).toEqual(DIVERGENCE_KINDS.toSorted())
})

test('each error and each divergence is explained: a heading is followed by text', () => {
  for (const code of [...ERROR_CODES, ...DIVERGENCE_KINDS])
    expect(document).toMatch(new RegExp(`### ${code}\n\n[^#]{80,}`))
})

test('an error has its code and a text with the details filled in', () => {
  const cause = new Error('ENOENT')
  const error = new RetraceError(
    'COMMAND_MISSING',
    { what: 'nod', why: 'there is no such program', given: 'it' },
    cause,
  )
  expect([error.name, error.code, error.cause]).toEqual(['RetraceError', 'COMMAND_MISSING', cause])
  expect(error.message).toBe('Failed to start nod: there is no such program. Check it.')
})

test('an error is recognised in any realm and copy, and nothing else is taken for one', () => {
  const marker = Symbol.for('retrace.error')
  const foreign: unknown = runInNewContext('Object.assign(new Error(), { [marker]: true })', { marker })
  expect([new RetraceError('USAGE'), foreign].map((value) => RetraceError.is(value))).toEqual([true, true])
  expect([new Error(), null, undefined, 'USAGE', {}].map((value) => RetraceError.is(value))).toEqual(
    Array(5).fill(false),
  )
})
