/** Starts a recorded program again: with its flags, arguments, folder, and what Node reads of its environment. */
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import fs from 'node:fs'
import process from 'node:process'
import type { Move } from '../player/moved.ts'
import type { Located } from '../recording/locate.ts'
import type { Manifest } from '../recording/manifest.ts'
import type { Recording } from '../recording/open.ts'
import { ENV_NODE_OPTIONS, ENV_REQUEST, type Request } from '../recording/request.ts'
import { flagsWithPreload, withPreload } from './node-options.ts'

export interface SpawnOptions {
  readonly request: Request
  readonly stdio: StdioOptions
  /** The Node to run it with; else the recorded one, where that is there. */
  readonly node?: string | undefined
  /** Flags of Node that come first. */
  readonly nodeFlags?: readonly string[] | undefined
  /** What is started in the place of the recorded command. */
  readonly command?: readonly string[] | undefined
  /** Variables that come last; undefined ones are taken away. */
  readonly env?: NodeJS.ProcessEnv
}

export interface Spawned {
  readonly child: ChildProcess
  /** What was started. */
  readonly file: string
}

export function spawnRecorded(recording: Recording, located: Located, options: SpawnOptions): Spawned {
  const { manifest, environment } = recording
  const moved = moveOf(manifest, located)
  const own = flagsWithPreload(manifest.execArgv)
  const env = {
    ...replayEnvironment(environment),
    ...(manifest.timeZone === null ? {} : { TZ: manifest.timeZone }),
    ...options.env,
    [ENV_REQUEST]: JSON.stringify(options.request),
    [ENV_NODE_OPTIONS]: environment['NODE_OPTIONS'] ?? '',
    NODE_OPTIONS: own ? (environment['NODE_OPTIONS'] ?? '') : withPreload(environment['NODE_OPTIONS']),
  }
  const here = (text: string): string => (moved ? text.replaceAll(moved.from, moved.to) : text)
  const cwd = [here(manifest.cwd), manifest.cwd, located.root].find((folder) => fs.existsSync(folder)) ?? process.cwd()
  const recorded = [
    options.node ?? (fs.existsSync(manifest.execPath) ? manifest.execPath : process.execPath),
    ...(options.nodeFlags ?? []),
    ...(own ?? manifest.execArgv.map(here)),
    ...manifest.argv.slice(1).map(here),
  ]
  const [file, ...args] = (options.command ?? recorded) as [string, ...string[]]
  return { child: spawn(file, args, { cwd, env, stdio: options.stdio }), file }
}

/** Where the recorded project folder is now; null where it has not moved. */
export function moveOf({ sources }: Manifest, { root, recorded }: Located): Move | null {
  if (sources.root === '' || root === sources.root) return null
  return { from: sources.root, to: root, keepPackages: recorded && fs.existsSync(sources.root) }
}

/** This environment, with the variables that Node reads by itself as they were recorded. */
function replayEnvironment(recorded: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter((name) => !/^(NODE_|LC_|LANG|TZ$|FORCE_COLOR$|NO_COLOR$)/.test(name))
  const env = { ...Object.fromEntries(names.map((name) => [name, process.env[name]])), ...recorded }
  // Nothing is verified again; of a file that is gone Node would warn.
  if (!fs.existsSync(env['NODE_EXTRA_CA_CERTS'] ?? '')) delete env['NODE_EXTRA_CA_CERTS']
  return env
}
