import { expect, test } from 'vitest'
import { expectSameReplay, recordAndReplay } from '../support/replay.ts'

test('what is written to stderr is printed by a replay', () => {
  const { recorded, replayed } = recordAndReplay({ source: `console.error('to stderr'); process.emitWarning('mind')` })
  expect(recorded.stderr).toMatch(/^to stderr\n.*mind\n/)
  expect(replayed.stderr.replaceAll(/node:\d+/g, '')).toBe(recorded.stderr.replaceAll(/node:\d+/g, ''))
})

test('loading Retrace makes no stdio stream', () => {
  const printed = expectSameReplay({
    source: `
      let made = process.moduleLoadList.filter((name) => name.endsWith('internal/fs/sync_write_stream'))
      console.log(made)`,
  })
  expect(printed).toBe('[]\n')
})
