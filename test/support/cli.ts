/** Runs the `retrace` command in folders of its own. */
import { type ChildProcess, spawn, spawnSync, type StdioOptions } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

export const COMMAND: string = path.join(import.meta.dirname, '../../core/dist/cli/main.js')
export const PRELOAD: string = path.join(import.meta.dirname, '../../core/dist/register.cjs')

export interface Result {
  readonly status: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

export interface Options {
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
}

/** A folder that is there until the test has ended, with files by their relative names. */
export function folderWith(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'retrace-cli-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return folder
}

/** Runs `retrace ARGS` to its end, its output through pipes. */
export function retrace(cwd: string, args: readonly string[], options: Options = {}): Result {
  return run(cwd, [process.execPath, COMMAND, ...args], options)
}

/** Runs any command to its end. */
export function run(cwd: string, command: readonly string[], { env = {} }: Options = {}): Result {
  const [file, ...args] = command as [string, ...string[]]
  const { status, signal, stdout, stderr, error } = spawnSync(file, args, {
    cwd,
    encoding: 'utf8',
    env: { ...plainEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 50_000,
    maxBuffer: 1 << 28,
  })
  if (error) throw error
  return { status, signal, stdout, stderr }
}

/** Starts `retrace ARGS` and gives the process. */
export function startRetrace(
  cwd: string,
  args: readonly string[],
  stdio: StdioOptions = ['ignore', 'pipe', 'pipe'],
): ChildProcess {
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd, stdio, env: plainEnvironment() })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Records `node FILE ARGS` into `recording` within the folder. */
export function recordNode(cwd: string, ...command: readonly string[]): Result {
  return retrace(cwd, ['record', '--out', 'recording', '--', process.execPath, ...command])
}

export function readJson(...parts: readonly string[]): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(...parts), 'utf8')) as Record<string, unknown>
}

/** The environment without what the test runner has set for itself. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter(
    (name) => !/^(NODE_OPTIONS|NODE_ENV|RETRACE|VITEST|FORCE_COLOR|NO_COLOR|npm_)/.test(name),
  )
  return Object.fromEntries(names.map((name) => [name, process.env[name]]))
}
