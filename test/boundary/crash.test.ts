import { expect, test } from 'vitest'
import { recordAndReplay } from '../support/replay.ts'

test('an error with properties, which Node prints in full, ends the replay as it ended the program', () => {
  const { recorded, replayed } = recordAndReplay({ source: `require('node:fs').readFileSync('/missing/file')` })
  const printed = ({ stderr }: { stderr: string }): string => stderr.slice(stderr.indexOf('Error: ENOENT'))
  expect(printed(replayed)).toBe(printed(recorded))
  expect(recorded.stderr).toContain("path: '/missing/file'")
  expect([recorded.status, replayed.status]).toEqual([1, 1])
})
