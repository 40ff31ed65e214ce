/** A process is recorded as a whole, or test by test. */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { COMMAND, run } from '../support/cli.ts'
import { makeProject } from '../support/project.ts'

const project = makeProject({
  'records.mjs': `
    import { retrace } from '@retrace/core'
    const failed = await retrace.record('a test', { mode: 'all' }).catch((error) => error)
    console.log(failed.code, Math.random())
  `,
})

afterAll(() => project.remove())

test('in a process that is recorded no test is, and a replay of it is told the same', () => {
  const recording = path.join(project.folder, 'recording')
  const retrace = (...args: string[]): string => run(project.folder, [process.execPath, COMMAND, ...args]).stdout
  const recorded = retrace('record', '--out', recording, '--', process.execPath, 'records.mjs')
  expect(recorded).toContain('PATCH_TWICE')
  expect(retrace('replay', recording)).toBe(recorded)
  rmSync(recording, { recursive: true })
})
