import { expect, test } from 'vitest'
import type { Candidate } from './observation.ts'
import type { FailureFound } from './observe/failures.ts'
import type { Option } from './options.ts'
import { noSuchFunction } from './refusals.ts'

const FAILURE = { kind: 'exit', error: null, exitCode: 2 } as FailureFound

function option(name: string, isExported: boolean): Option {
  const candidate = { name, place: { file: `${process.cwd()}/src/a.js`, line: 3, column: 1 } } as Candidate
  return { candidate, target: isExported ? { label: name } : null } as unknown as Option
}

test('of functions that led to a failure those are named that a test can call; where there are none, all of them', () => {
  const [inner, exported] = [option('', false), option('total', true)]
  expect(noSuchFunction('totel', FAILURE, [inner, exported]).details['known']).toBe('total (src/a.js:3)')
  expect(noSuchFunction('totel', FAILURE, [inner]).details['known']).toBe('(no name) (src/a.js:3)')
})
