/** Starts the process that replays. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import process from 'node:process'
import type { Readable } from 'node:stream'
import { RetraceError } from '../errors.ts'
import type { Move } from '../player/moved.ts'
import type { Located } from '../recording/locate.ts'
import type { Exit, Manifest } from '../recording/manifest.ts'
import type { Recording } from '../recording/open.ts'
import { wantsColors } from '../divergence/paint.ts'
import { ENV_NODE_OPTIONS, ENV_REQUEST, type ReplayReport, type ReplayRequest } from '../recording/request.ts'
import { withPreload } from './node-options.ts'
import type { ReplayFlags } from './replay.ts'
import { passSignals } from './signals.ts'

export interface Run {
  readonly exit: Exit
  /** Hash of all that it printed. */
  readonly output: string
  /** What the replayed process said of it; null where it couldn't. */
  readonly report: ReplayReport | null
}

/** Descriptor on which the replayed process reports. */
const REPORT = 3

export interface StartOptions {
  /** The Node to replay with. */
  readonly node?: string | undefined
  readonly lenient?: boolean | undefined
  readonly verbose?: boolean | undefined
  /** Flags of Node that come first. */
  readonly nodeFlags?: readonly string[]
  /** Plants a probe for a debugger. */
  readonly observed?: boolean
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Run>
}

/**
 * Replays once.
 *
 * @param shown - whether the program's output is handed on
 */
export function runReplay(recording: Recording, located: Located, flags: ReplayFlags, shown: boolean): Promise<Run> {
  const { child, ended } = startReplay(recording, located, { ...flags, nodeFlags: debuggerFlags(flags) })
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    if (shown) from?.pipe(to, { end: false })
    else from?.resume()
  }
  return ended
}

/** Starts a replay, whose output is the caller's to read. */
export function startReplay(recording: Recording, located: Located, options: StartOptions): Started {
  const { folder, manifest, environment } = recording
  const moved = moveOf(manifest, located)
  const request: ReplayRequest = {
    mode: 'replay',
    folder,
    lenient: options.lenient ?? false,
    verbose: options.verbose ?? false,
    observed: options.observed ?? false,
    colors: wantsColors(2),
    reportTo: REPORT,
    ...(moved ? { moved } : {}),
  }
  const env = {
    ...replayEnvironment(environment),
    [ENV_REQUEST]: JSON.stringify(request),
    [ENV_NODE_OPTIONS]: environment['NODE_OPTIONS'] ?? '',
    NODE_OPTIONS: withPreload(environment['NODE_OPTIONS']),
    ...(manifest.timeZone === null ? {} : { TZ: manifest.timeZone }),
  }
  const node = nodeFor(manifest, options)
  const here = (text: string): string => (moved ? text.replaceAll(moved.from, moved.to) : text)
  const args = [...(options.nodeFlags ?? []), ...[...manifest.execArgv, ...manifest.argv.slice(1)].map(here)]
  const cwd = [here(manifest.cwd), manifest.cwd, located.root].find((folder) => fs.existsSync(folder)) ?? process.cwd()
  const child = spawn(node, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const ended = new Promise<Run>((resolve, reject) => {
    const stopPassing = passSignals(child)
    const report = collect(child.stdio[REPORT] as Readable)
    const output = createHash('sha256')
    const streams = [
      [child.stdout, 'o'],
      [child.stderr, 'e'],
    ] as const
    const hashes = streams.map(([from, name]) => {
      const hash = createHash('sha256').update(name)
      from?.on('data', (part: Buffer) => hash.update(part))
      return hash
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'no such command' : error.message
      reject(
        new RetraceError(
          'COMMAND_MISSING',
          { what: node, why, given: options.node === undefined ? 'the Node in the manifest' : '--node' },
          error,
        ),
      )
    })
    child.on('close', (code, signal) => {
      stopPassing()
      for (const hash of hashes) output.update(hash.digest())
      resolve({ exit: { code, signal }, output: output.digest('hex'), report: lastReport(report()) })
    })
  })
  return { child, ended }
}

function moveOf({ sources }: Manifest, { root, recorded }: Located): Move | null {
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

function nodeFor(manifest: Manifest, { node }: StartOptions): string {
  return node ?? (fs.existsSync(manifest.execPath) ? manifest.execPath : process.execPath)
}

function debuggerFlags({ inspect, inspectBrk }: ReplayFlags): string[] {
  return [
    ...(inspect === undefined ? [] : [`--inspect=${inspect}`]),
    ...(inspectBrk === undefined ? [] : [`--inspect-brk=${inspectBrk}`]),
  ]
}

function collect(stream: Readable): () => string {
  const parts: Buffer[] = []
  stream.on('data', (part: Buffer) => parts.push(part))
  return () => Buffer.concat(parts).toString('utf8')
}

function lastReport(text: string): ReplayReport | null {
  const line = text.trim().split('\n').at(-1)
  return line === undefined || line === '' ? null : (JSON.parse(line) as ReplayReport)
}
