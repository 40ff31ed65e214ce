/**
 * Flags of Retrace on the command line of a test runner, which knows only its own: they are taken off, and become the
 * variable RETRACE_MODE, which the runner's workers inherit.
 */
const PREFIX = '--retrace-'
const MODE = '--retrace-mode'
const SHORT: Readonly<Record<string, string>> = { '--retrace-replay': 'none', '--retrace-record': 'all' }

export const ENV_MODE = 'RETRACE_MODE'

export interface RunnerFlags {
  /** What is left for the runner. */
  readonly rest: readonly string[]
  /** As it was given, also where it is none; null where nothing was said. */
  readonly mode: string | null
}

/** Takes the flags out of arguments: `--retrace-replay`, `--retrace-record`, `--retrace-mode=MODE`. */
export function takeRunnerFlags(args: readonly string[]): RunnerFlags {
  const rest: string[] = []
  let mode: string | null = null
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    const short = SHORT[arg]
    if (short !== undefined) mode = short
    else if (arg === MODE) mode = args[++i] ?? ''
    else if (arg.startsWith(`${MODE}=`)) mode = arg.slice(MODE.length + 1)
    else rest.push(arg)
  }
  return { rest, mode }
}

/** Whether there may be any among arguments. */
export function hasRunnerFlags(args: readonly string[]): boolean {
  return args.some((arg) => arg.startsWith(PREFIX))
}
