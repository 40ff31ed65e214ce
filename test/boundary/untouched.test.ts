import { expect, test } from 'vitest'
import { recordAndReplay } from '../support/replay.ts'

test('nothing of the recorder keeps the event loop turning: an immediate without a reference never runs', () => {
  const { recorded, replayed } = recordAndReplay({ source: `setImmediate(() => console.log('ran')).unref()` })
  expect(recorded.stdout).toBe('')
  expect(replayed).toEqual(recorded)
})

test('the program’s first rejection that nobody handles is the first', () => {
  const { recorded } = recordAndReplay({ flags: ['--unhandled-rejections=warn'], source: `Promise.reject(1)` })
  expect(recorded.stderr).toContain('(rejection id: 1)')
})
