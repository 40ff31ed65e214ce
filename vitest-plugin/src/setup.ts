/** Runs in each worker before each test file, most of which record nothing: only for others is more loaded than this. */
import { expect, inject } from 'vitest'
import { mayRecord } from './may-record.ts'
import { concernsEach, OPTIONS } from './options.ts'
import { isCoreLoaded, setTestFile } from './test-file.ts'

const options = inject(OPTIONS)
setTestFile({ options })

if (isCoreLoaded() || concernsEach(options) || mayRecord(expect.getState().testPath ?? ''))
  (await import('./around.ts')).accompany(options)
