/** The test runners that Retrace has a package for, as a project has them. */
import { createRequire } from 'node:module'
import path from 'node:path'
import { RetraceError } from '../errors.ts'

export type Runner = 'vitest' | 'jest'

/**
 * The script that `node_modules/.bin` of a project names.
 *
 * @throws RetraceError `COMMAND_MISSING`
 */
export function scriptOfRunner(runner: Runner, root: string): string {
  const require = createRequire(path.join(root, 'package.json'))
  try {
    const manifest = require.resolve(`${runner}/package.json`)
    const { bin } = require(manifest) as { bin: string | Readonly<Record<string, string>> }
    return path.join(path.dirname(manifest), typeof bin === 'string' ? bin : (bin[runner] as string))
  } catch (error) {
    const given = `that this project has it: npm i -D ${runner}`
    const why = (error as Error).message.split('\n')[0] ?? ''
    throw new RetraceError('COMMAND_MISSING', { what: runner, why, given }, error)
  }
}
