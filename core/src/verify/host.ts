/** Starts the program under review with a case, and collects what came of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { RetraceError } from '../errors.ts'
import { originalClearTimeout, originalSetTimeout } from '../originals.ts'
import { type Located, locateProject } from '../recording/locate.ts'
import { scriptOf, SOURCES } from '../recording/manifest.ts'
import type { Recording } from '../recording/open.ts'
import { passSignals } from '../start/signals.ts'
import { spawnRecorded } from '../start/spawn-recorded.ts'
import type { Outcome } from './behaviour.ts'
import { type DrawPlan, type RecordedCase, requestName } from './case.ts'
import type { Difference } from './compare/difference.ts'
import { ChangedLines } from './changed-lines.ts'
import { readOutcome, writeCase } from './exchange-file.ts'
import { type LocatedOutcome, locatePlaces } from './locate-places.ts'
import { withoutSecrets } from './without-secrets.ts'

export interface HostOptions {
  /** What is started in the place of the recorded command. */
  readonly command?: readonly string[] | undefined
  readonly root?: string | undefined
  /** Another state of the project, by which it is known what has changed; else the recorded one. */
  readonly other?: string
  readonly node?: string | undefined
}

export interface Run extends LocatedOutcome {
  /** What was printed to stdout. */
  readonly printed: string
  /** And to stderr. */
  readonly errors: string
}

/** A process that does not stop by itself when its time is over is busy: it is ended. */
const GRACE_MS = 5_000
/** Of what is printed, so much of the end is shown where a process can't be verified. */
const SHOWN = 2_000

/**
 * @param plan - what is drawn at which place, where that is known
 * @throws RetraceError `VERIFY_…`: the harness failed; `COMMAND_MISSING`
 */
export async function runCase(its: RecordedCase, options: HostOptions, plan?: DrawPlan): Promise<Run> {
  const folder = mkdtempSync(path.join(tmpdir(), 'retrace-verify-'))
  try {
    const { recording } = its
    const { root } = located(recording, options)
    const roots = [root, options.other ?? root, recording.manifest.sources.root]
    writeCase(folder, { ...plain(its), roots, ...(plan ? { plan } : {}) })
    const other = options.other ?? path.join(recording.folder, SOURCES)
    const ended = await run(its, folder, options)
    const outcome = checked(its, readOutcome(folder), ended)
    const { printed, errors } = ended
    return { ...locatePlaces(outcome, its.requests, new ChangedLines(root, other)), printed, errors }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the process needs to know. */
function plain({
  name,
  began,
  random,
  exchanges,
  requests,
  endsAt,
  limit,
}: RecordedCase): Omit<Parameters<typeof writeCase>[1], 'roots'> {
  return { name, began, random, exchanges, requests, endsAt, limit }
}

/**
 * The project under review: another clone than the one that it was recorded in, perhaps.
 *
 * @throws RetraceError `VERIFY_OTHER_PROGRAM`
 */
export function located(recording: Recording, { root, command }: Pick<HostOptions, 'root' | 'command'>): Located {
  const found = locateProject(recording, { root, isNear: true })
  if (!found.recorded) return found
  // The recorded sources are all that is left of it: to run these would say that nothing has changed.
  if (command) return { root: process.cwd(), recorded: false }
  const { folder, manifest } = recording
  throw new RetraceError('VERIFY_OTHER_PROGRAM', {
    what: nameOf(folder),
    script: path.relative(manifest.sources.root, scriptOf(manifest) ?? ''),
  })
}

function nameOf(folder: string): string {
  return path.relative(process.cwd(), folder) || folder
}

interface Ended {
  readonly how: string
  readonly printed: string
  readonly errors: string
  readonly wasEnded: boolean
}

function run(its: RecordedCase, folder: string, { command, root, node }: HostOptions): Promise<Ended> {
  const { recording, environment, limit } = its
  const { child, file } = spawnRecorded(recording, located(recording, { root, command }), {
    request: { mode: 'verify', folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    command,
    // What is reviewed runs as it will, and may be a newer Node.
    node: node ?? process.execPath,
    env: environment,
  })
  const [printed, errors]: Buffer[][] = [[], []]
  child.stdout?.on('data', (part: Buffer) => printed?.push(part))
  child.stderr?.on('data', (part: Buffer) => errors?.push(part))
  return new Promise((resolve, reject) => {
    let wasEnded = false
    const stopPassing = passSignals(child)
    const timer = originalSetTimeout(() => {
      wasEnded = true
      child.kill('SIGKILL')
    }, limit + GRACE_MS)
    child.on('error', (error: NodeJS.ErrnoException) => {
      originalClearTimeout(timer)
      stopPassing()
      const why = error.code === 'ENOENT' ? 'no such command' : error.message
      reject(new RetraceError('COMMAND_MISSING', { what: file, why, given: 'the command after `--`' }, error))
    })
    child.on('close', (code, signal) => {
      originalClearTimeout(timer)
      stopPassing()
      const text = (parts: Buffer[] | undefined): string => Buffer.concat(parts ?? []).toString()
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`
      resolve({ how, wasEnded, printed: text(printed), errors: text(errors) })
    })
  })
}

function checked(its: RecordedCase, outcome: Outcome | null, { how, wasEnded, errors }: Ended): Outcome {
  if (outcome === null && wasEnded) throw lateError(its, errors)
  const [what, output] = [nameOf(its.recording.folder), shown(its, errors)]
  if (outcome === null) throw new RetraceError('VERIFY_UNANSWERED', { what, how, output })
  return outcome
}

export function unstartedError(its: RecordedCase, errors: string): RetraceError {
  return new RetraceError('VERIFY_NOT_LISTENING', { what: nameOf(its.recording.folder), output: shown(its, errors) })
}

/**
 * Where all that differs is that requests are not answered any more, though the program has not failed: what it waits for may
 * well be something that the recording doesn't have. Null where it has done something else besides.
 */
export function unansweredError(
  its: RecordedCase,
  { waiting, errors }: Run,
  differences: readonly Pick<Difference, 'subject'>[],
): RetraceError | null {
  const isSilent = ({ subject }: Pick<Difference, 'subject'>): boolean =>
    subject?.process === undefined && typeof subject?.request === 'number' && waiting.includes(subject.request)
  const number = differences[0]?.subject?.request
  if (typeof number !== 'number' || !differences.every(isSilent)) return null
  const status = String(its.requests[number]?.status)
  const request = String(requestName(its.requests, number))
  const details = { what: nameOf(its.recording.folder), request, status, output: shown(its, errors) }
  return new RetraceError('VERIFY_NEVER_ANSWERED', details)
}

/** It had come to no end when its time was over. */
export function lateError(its: RecordedCase, errors: string): RetraceError {
  const seconds = String(its.limit / 1000)
  return new RetraceError('VERIFY_TIMEOUT', { what: nameOf(its.recording.folder), seconds, output: shown(its, errors) })
}

/** The last lines, without secrets. */
function shown(its: RecordedCase, errors: string): string {
  const text = withoutSecrets([errors.trim()], its).join('')
  const end = text.length > SHOWN ? text.slice(-SHOWN).replace(/^.*\n/, '') : text
  return end === '' ? '' : `\n${end}\n`
}
