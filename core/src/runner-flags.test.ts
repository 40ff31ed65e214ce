import { expect, test } from 'vitest'
import { hasRunnerFlags, takeRunnerFlags } from './runner-flags.ts'

test.each([
  [['run', 'a.test.ts'], ['run', 'a.test.ts'], null],
  [['--retrace-replay', 'run'], ['run'], 'none'],
  [['run', '--retrace-record', '-t', 'x'], ['run', '-t', 'x'], 'all'],
  [['--retrace-mode=off'], [], 'off'],
  [['--retrace-mode', 'once', 'run'], ['run'], 'once'],
  [['--retrace-mode=sometimes'], [], 'sometimes'],
  [['--retrace-mode'], [], ''],
  [['--retrace-other'], ['--retrace-other'], null],
])('%j leaves %j, with the mode %j', (args, rest, mode) => {
  expect(takeRunnerFlags(args)).toEqual({ rest, mode })
})

test('there are none where nothing begins like one', () => {
  expect([hasRunnerFlags(['run', '--reporter=dot']), hasRunnerFlags(['--retrace-replay'])]).toEqual([false, true])
})
