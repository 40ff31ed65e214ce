/** Starts the process that replays. */
import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import process from 'node:process'
import type { Readable } from 'node:stream'
import { RetraceError } from '../errors.ts'
import type { Located } from '../recording/locate.ts'
import type { Exit } from '../recording/manifest.ts'
import type { Recording } from '../recording/open.ts'
import { wantsColors } from '../divergence/paint.ts'
import type { ReplayReport, ReplayRequest } from '../recording/request.ts'
import type { ReplayFlags } from './replay.ts'
import { passSignals } from '../start/signals.ts'
import { moveOf, spawnRecorded } from '../start/spawn-recorded.ts'

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
  const { folder, manifest } = recording
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
  const { child, file: node } = spawnRecorded(recording, located, {
    request,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    node: options.node,
    nodeFlags: options.nodeFlags,
  })
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
