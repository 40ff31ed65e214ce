/** `retrace vitest` and `retrace jest`: the project's own test runner, with the flags of Retrace on its command line. */
import { spawn } from 'node:child_process'
import process from 'node:process'
import { takeRunnerFlags } from '../runner-flags.ts'
import { type Runner, scriptOfRunner } from '../start/runner-script.ts'
import { exitAs, passSignals } from '../start/signals.ts'
import { usage } from './usage.ts'

/**
 * Runs the runner with all arguments that aren't Retrace's, and exits as it does.
 *
 * @throws RetraceError `USAGE`, `COMMAND_MISSING`
 */
export async function runTests(runner: Runner, args: readonly string[]): Promise<void> {
  const { rest, env, wrong } = takeRunnerFlags(args)
  if (wrong !== null) throw usage(wrong)
  const child = spawn(process.execPath, [scriptOfRunner(runner, process.cwd()), ...rest], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  const stopPassing = passSignals(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      stopPassing()
      exitAs({ code, signal })
      resolve()
    })
  })
}
