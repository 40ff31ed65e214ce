/**
 * Flags of Retrace on the command line of a test runner, which knows only its own: they are taken off, and become
 * variables, which the runner's workers inherit.
 */
import path from 'node:path'
import { MODES } from './modes.ts'

const PREFIX = '--retrace-'
const MODE = '--retrace-mode'
const REPLAY = '--retrace-replay'
const SHORT: Readonly<Record<string, string>> = { [REPLAY]: 'none', '--retrace-record': 'all' }

export const ENV_MODE = 'RETRACE_MODE'
/** The file of a test's capture. */
export const ENV_REPLAY = 'RETRACE_REPLAY'

export interface RunnerFlags {
  /** What is left for the runner. */
  readonly rest: readonly string[]
  /** What was said, as variables. */
  readonly env: Readonly<Record<string, string>>
  /** Why the runner is not to be started; null where it is. */
  readonly wrong: string | null
}

/** Takes the flags out of arguments: `--retrace-replay`, `--retrace-replay=PATH`, `--retrace-record`, `--retrace-mode=MODE`. */
export function takeRunnerFlags(args: readonly string[]): RunnerFlags {
  const rest: string[] = []
  const env: Record<string, string> = {}
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    const short = SHORT[arg]
    if (short !== undefined) env[ENV_MODE] = short
    else if (arg === MODE) env[ENV_MODE] = args[++i] ?? ''
    else if (arg.startsWith(`${MODE}=`)) env[ENV_MODE] = arg.slice(MODE.length + 1)
    else if (arg.startsWith(`${REPLAY}=`)) env[ENV_REPLAY] = path.resolve(arg.slice(REPLAY.length + 1))
    else rest.push(arg)
  }
  return { rest, env, wrong: wrongMode(env[ENV_MODE]) }
}

function wrongMode(mode: string | undefined): string | null {
  if (mode === undefined || (MODES as readonly string[]).includes(mode)) return null
  return `${MODE} is ${MODES.slice(0, -1).join(', ')} or ${MODES.at(-1)}, and not ${mode === '' ? 'empty' : mode}`
}

/** Whether there may be any among arguments. */
export function hasRunnerFlags(args: readonly string[]): boolean {
  return args.some((arg) => arg.startsWith(PREFIX))
}
