/** What a recording asks of the code that is verified: its inputs, and what it did by itself. */
import { type Accepted, readAccepted } from './accept/accepted.ts'
import type { Outcome } from './behaviour.ts'
import { RetraceError } from '../errors.ts'
import type { Recorded } from '../lens/recorded.ts'
import type { Question } from '../lens/lens.ts'
import type { Recording } from '../recording/open.ts'
import { excerptOf } from '../recording/excerpt.ts'
import type { Manifest } from '../recording/manifest.ts'
import { servedIn, type ServedRequest } from '../recording/served.ts'
import { transcriptOf } from '../recording/spoken.ts'
import type { Seen as SeenSecrets } from '../redaction/redact.ts'
import type { Drawn, DrawsData } from '../scope/draws.ts'
import type { TapeEvent } from '../tape/reader.ts'
import type { Content } from './written/written-files.ts'
import { RecordedFiles } from './written/recorded-files.ts'
import { isUpgrade, unsentIn } from './unsent.ts'

/** A request that a recorded server was sent; times are in milliseconds since the beginning. */
export interface CaseRequest extends ServedRequest {
  readonly at: number
  /** When its response began; null where none came. */
  readonly answeredAt: number | null
  /** When all of its response had been sent; null where that did not come. */
  readonly endedAt: number | null
}

/** What is drawn at each place, in order; null of what is to be another one than any recorded. */
export type DrawPlan = Readonly<Record<string, readonly Drawn[]>>

/** What the process is given. */
export interface Case {
  readonly name: string
  /** Folders that the project is in: where it is now, and where it was recorded. */
  readonly roots: readonly string[]
  /** In milliseconds since 1970. */
  readonly began: number
  readonly random: DrawsData
  /** Where it is known what was drawn at which place; else all is drawn in the recorded order. */
  readonly plan?: DrawPlan
  readonly exchanges: readonly Recorded[]
  readonly requests: readonly CaseRequest[]
  /** When the program was told to end, or its recording was cut off; null where it ended by itself. */
  readonly endsAt: number | null
  /** How long it may take, in real milliseconds. */
  readonly limit: number
}

/** What a run is compared with: of a process, or of a test. */
export interface ComparedCase extends Pick<Case, 'began' | 'exchanges' | 'requests'> {
  /** What it printed to stdout. */
  readonly printed: string
  /** What it has written to files, by where these are. */
  readonly written: ReadonlyMap<string, Content>
  readonly accepted: readonly Accepted[]
  readonly manifest: Pick<Manifest, 'durationMs' | 'error' | 'exit'>
  /** How it was spoken to besides, where that can't be done again. */
  readonly unsent: readonly string[]
  /** By what else the recording has secrets are known. */
  readonly seen: Pick<SeenSecrets, 'env' | 'texts'>
  /** Only of a test, which says itself what counts of a request. */
  readonly matching?: Matching
}

export interface Matching {
  questionOf(exchange: Recorded['exchange']): Question
  /** Whether two values that are not the same are taken for it. */
  isSame(recorded: unknown, actual: unknown): boolean
}

/** A case, and what stays with who compares. */
export interface RecordedCase extends Omit<Case, 'roots'>, ComparedCase {
  readonly recording: Recording
  /** Variables that the program read; undefined ones were not set. */
  readonly environment: NodeJS.ProcessEnv
  readonly manifest: Manifest
}

/** @throws RetraceError `VERIFY_NOTHING_RECORDED` */
export async function caseOf(name: string, recording: Recording, limit: number): Promise<RecordedCase> {
  const { folder, manifest } = recording
  const seen = new Seen(manifest)
  const transcript = await transcriptOf(folder, seen.take)
  // What it did in taking leave is asked for by the signal alone.
  const to = seen.signal ?? Infinity
  const { fixture, environment, seen: secrets } = await excerptOf(folder, { from: 0, to })
  const { began, random, exchanges } = fixture
  const since = (event: number): number => Math.max(0, transcript.timeOf(event) - began)
  const requests = servedIn(transcript)
    .filter((its) => its.asked < to && !isUpgrade(its))
    .map((request) => ({
      ...request,
      at: since(request.asked),
      answeredAt: request.answered === null ? null : since(request.answered),
      endedAt: request.ended === null ? null : since(request.ended),
    }))
  if (seen.last === 0) throw new RetraceError('VERIFY_NOTHING_RECORDED', { what: folder })
  const unsent = unsentIn(transcript.said, manifest)
  if (requests.length === 0 && unsent.length > 0)
    throw new RetraceError('VERIFY_UNSENT', { what: folder, how: unsent.join(', ') })
  const endedByItself = manifest.complete && seen.signal === null
  return {
    name,
    began,
    random,
    exchanges,
    requests,
    endsAt: endedByItself ? null : since(seen.signal ?? seen.last),
    limit,
    recording,
    environment: environmentOf(environment),
    printed: Buffer.concat(seen.printed).toString(),
    written: seen.files.files,
    accepted: readAccepted(folder),
    manifest,
    unsent,
    seen: { env: secrets.env, texts: secrets.texts },
  }
}

/** What counts of a case is what it was when it was read first. */
function environmentOf(read: readonly { readonly name: string; readonly value: string | null }[]): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {}
  for (const { name, value } of read) if (!(name in env)) env[name] = value ?? undefined
  return env
}

const STDOUT = 1

class Seen {
  /** The event with which the program was told to end. */
  signal: number | null = null
  last = 0
  readonly printed: Uint8Array[] = []
  readonly files: RecordedFiles

  constructor(manifest: Manifest) {
    this.files = new RecordedFiles(manifest)
  }

  readonly take = (event: TapeEvent): void => {
    const { op, index, target, fields, threw } = event
    this.last = index
    // What it writes in taking leave is up to the signal.
    if (this.signal === null) this.files.take(event)
    if (op.name === 'process.signal') this.signal ??= index
    if (!threw && op.name === 'stream.write' && target === STDOUT && fields[0] instanceof Uint8Array)
      this.printed.push(fields[0])
    if (!threw && op.name === 'fs.writeSync') this.#written(fields)
  }

  /** Of a file or a pipe, which Node writes to at once. */
  #written([to, data]: readonly unknown[]): void {
    if ((to as readonly unknown[] | undefined)?.[0] === STDOUT && data instanceof Uint8Array) this.printed.push(data)
  }
}

/** Null of none. */
export function requestName(requests: readonly CaseRequest[], number: number | null): string | null {
  const request = number === null ? undefined : requests[number]
  return request ? `${request.method} ${request.target}` : null
}

/** Whether a program was a server of others: then requests are what it is run by. */
export function isServer({ requests }: Pick<Case, 'requests'>): boolean {
  return requests.length > 0
}

/** Whether it is a server that has ended before it could be asked anything. */
export function isUnstarted(its: Pick<Case, 'requests'>, { isListening }: Pick<Outcome, 'isListening'>): boolean {
  return isServer(its) && !isListening
}
