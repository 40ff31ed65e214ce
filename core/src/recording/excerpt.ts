/** A part of a recording as the fixture of a test: what was asked between two events, and what was drawn at random. */
import { responderOf } from '../lens/index.ts'
import { type Recorded, retimed, UNFINISHED } from '../lens/recorded.ts'
import type { TapeEvent } from '../tape/reader.ts'
import type { Seen } from '../redaction/redact.ts'
import { Environment, type Variable } from './environment.ts'
import type { Untitled } from './fixture-file.ts'
import { readManifest } from './manifest.ts'
import { type Said, transcriptOf, type Transcript } from './spoken.ts'

export interface Excerpt {
  /** What begins before the first of these events isn't in it, nor what begins from the second on. */
  readonly from: number
  readonly to: number
  /** From which `Math.random` goes on, where it was asked before. */
  readonly seed?: Uint8Array | null
  /** What the program did as it started is in it too. */
  readonly start?: Start
}

export interface Start {
  /** The first event that isn't part of it. */
  readonly until: number
  /** Whether what was asked is in it, and not only what was drawn. */
  readonly isAsked: boolean
}

export interface Excerpted {
  readonly fixture: Untitled
  /** What of the environment has been read by then, but for what any machine has. */
  readonly environment: readonly Variable[]
  /** What else the recording has, by which secrets are known. */
  readonly seen: Seen
}

export async function excerptOf(folder: string, { from, to, start, seed }: Excerpt): Promise<Excerpted> {
  const isDrawn = (event: number): boolean => event >= from || event < (start?.until ?? 0)
  const isIn = start?.isAsked ? isDrawn : (event: number): boolean => event >= from
  const random: Record<string, unknown[]> = seed ? { 'random.seed': [seed] } : {}
  const environment = new Environment()
  const texts = [readManifest(folder).argv.join(' ')]
  const transcript = await transcriptOf(folder, (event) => {
    environment.take(event)
    texts.push(...readIn(event))
    if (event.index < to && isDrawn(event.index)) draw(event, random)
  })
  // Its clock says at the beginning what it said when the call began.
  const began = transcript.timeOf(Math.max(0, from - 1))
  const asked = transcript.said.filter(({ role, exchange }) => role === 'client' && exchange.at < to)
  const own = asked.filter(({ exchange }) => isIn(exchange.at))
  const used = new Set(own.map(({ connection }) => connection))
  const sessions = asked.filter(
    ({ connection, exchange }) => used.has(connection) && !isIn(exchange.at) && isSession(exchange),
  )
  const numbers = new Map([...used].map((connection, i) => [connection, i + 1]))
  const exchanges = [...sessions, ...own].map((said) =>
    recorded(said, numbers.get(said.connection) as number, began, transcript),
  )
  const shown = new Set([...sessions, ...own])
  const others = transcript.said.filter((said) => !shown.has(said))
  return {
    fixture: { began, random, exchanges },
    environment: environment.variables(folder, from, to),
    seen: { env: environment.all, texts, exchanges: others.map((said) => recorded(said, 0, began, transcript)) },
  }
}

/** Of a file or of standard input, as far as it may be settings; more is data. */
const MAX_READ = 1 << 16
/** Standard input, by its number among the handles. */
const STDIN = 0

/** What the program has read of files and of standard input. */
function readIn({ op, target, fields, threw }: TapeEvent): string[] {
  const isRead = op.name.startsWith('fs.') ? op.kind !== 'output' : op.name === 'stream.read' && target === STDIN
  return isRead && !threw ? textsIn(fields) : []
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length <= MAX_READ ? [value] : []
  if (value instanceof Uint8Array) return value.length <= MAX_READ ? [Buffer.from(value).toString()] : []
  return Array.isArray(value) ? value.flatMap(textsIn) : []
}

/** What serves its connection, and so all that is asked on that. */
function isSession(exchange: Said['exchange']): boolean {
  return responderOf(exchange.protocol).question(exchange).isSession
}

function recorded(
  { exchange, peer, broke }: Said,
  connection: number,
  began: number,
  { timeOf }: Transcript,
): Recorded {
  // What served the connection before stands at the beginning.
  const timed = retimed(exchange, (event) => Math.max(0, timeOf(event) - began))
  return { to: peer, connection, exchange: timed, broke: exchange.endedAt === null ? (broke ?? UNFINISHED) : null }
}

/** Values by operation, as those keep them that draw in a test. */
function draw({ op, fields, threw }: TapeEvent, random: Record<string, unknown[]>): void {
  if (threw || !/^(?:crypto|random)\./.test(op.name)) return
  // Work that is computed again brings nothing.
  const values =
    op.kind === 'value' ? fields.at(-1) : op.name.endsWith('.done') && fields.length > 1 ? fields.slice(1) : null
  if (values !== null) (random[op.name] ??= []).push(values)
}
