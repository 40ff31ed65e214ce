/** Runs in each worker before each test file, most of which record nothing: only for others is more loaded than this. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { expect, inject } from 'vitest'
import { mayRecord } from './may-record.ts'
import { concernsEach, OPTIONS } from './options.ts'
import { setTestFile } from './test-file.ts'

const options = inject(OPTIONS)
setTestFile({ options })

// A test file of this process may have loaded the core before, maybe in another context.
const isLoaded = Symbol.for('retrace.instance') in AsyncLocalStorage
if (isLoaded || concernsEach(options) || mayRecord(expect.getState().testPath ?? ''))
  (await import('./around.ts')).accompany(options)
