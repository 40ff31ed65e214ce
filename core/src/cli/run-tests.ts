/** `retrace vitest` and `retrace jest`: the project's own test runner, with the flags of Retrace on its command line. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import process from 'node:process'
import { RetraceError } from '../errors.ts'
import { takeRunnerFlags } from '../runner-flags.ts'
import { exitAs, passSignals } from '../start/signals.ts'
import { usage } from './usage.ts'

/**
 * Runs the runner with all arguments that aren't Retrace's, and exits as it does.
 *
 * @throws RetraceError `USAGE`, `COMMAND_MISSING`
 */
export async function runTests(runner: 'vitest' | 'jest', args: readonly string[]): Promise<void> {
  const { rest, env, wrong } = takeRunnerFlags(args)
  if (wrong !== null) throw usage(wrong)
  const child = spawn(process.execPath, [scriptOf(runner), ...rest], {
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

/** The script that the project's `node_modules/.bin` names. */
function scriptOf(runner: string): string {
  const require = createRequire(path.join(process.cwd(), 'package.json'))
  try {
    const manifest = require.resolve(`${runner}/package.json`)
    const { bin } = require(manifest) as { bin: string | Readonly<Record<string, string>> }
    return path.join(path.dirname(manifest), typeof bin === 'string' ? bin : (bin[runner] as string))
  } catch (error) {
    const given = `that this project has it: npm i -D ${runner}`
    throw new RetraceError(
      'COMMAND_MISSING',
      { what: runner, why: (error as Error).message.split('\n')[0] ?? '', given },
      error,
    )
  }
}
