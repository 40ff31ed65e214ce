import type { Located, Recording, Run } from '@retrace/core/recordings'
import { expect, test } from 'vitest'
import { whyOtherwise } from './ended.ts'

const recording = { folder: '/app/recordings/rec-1', manifest: { complete: true }, damaged: false } as Recording

function why(signal: NodeJS.Signals): string | undefined {
  const run: Run = { exit: { code: null, signal }, output: '', report: null }
  return whyOtherwise(recording, { root: '/app' } as Located, run)?.message
}

test('a crash of Node under the debugger is told as one, with what to do', () => {
  expect(why('SIGSEGV')).toMatch(/^Failed to look .*Node itself crashed under it \(SIGSEGV\).* --node /)
})
