import path from 'node:path'
import { expect, test } from 'vitest'
import { hasRunnerFlags, takeRunnerFlags } from './runner-flags.ts'

const mode = (said: string): object => ({ RETRACE_MODE: said })

test.each([
  [['run', 'a.test.ts'], ['run', 'a.test.ts'], {}],
  [['--retrace-replay', 'run'], ['run'], mode('none')],
  [['run', '--retrace-record', '-t', 'x'], ['run', '-t', 'x'], mode('all')],
  [['--retrace-mode=off'], [], mode('off')],
  [['--retrace-mode', 'once', 'run'], ['run'], mode('once')],
  [['--retrace-replay=a.json', 'run'], ['run'], { RETRACE_REPLAY: path.resolve('a.json') }],
  [['--retrace-other'], ['--retrace-other'], {}],
])('%j leaves %j, and says %j', (args, rest, env) => {
  expect(takeRunnerFlags(args)).toEqual({ rest, env, wrong: null })
})

test.each([
  [['--retrace-mode=sometimes'], 'sometimes'],
  [['run', '--retrace-mode', 'sometimes'], 'sometimes'],
  [['--retrace-mode'], 'empty'],
])('%j is refused', (args, given) => {
  expect(takeRunnerFlags(args).wrong).toBe(`--retrace-mode is once, new, none, all or off, and not ${given}`)
})

test('there are none where nothing begins like one', () => {
  expect([hasRunnerFlags(['run', '--reporter=dot']), hasRunnerFlags(['--retrace-replay'])]).toEqual([false, true])
})
