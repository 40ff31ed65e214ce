/** A part of a recording as the fixture of a test: what was asked between two events, and what was drawn at random. */
import { responderOf } from '../lens/index.ts'
import { type Recorded, retimed, UNFINISHED } from '../lens/recorded.ts'
import { ClockReads } from '../scope/clock-reads.ts'
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
  /** Of what else happened meanwhile only this is in it. */
  readonly part?: Part | null
  /** Whether the test has the program's own servers: then what the program asks of them is nothing from outside. */
  readonly isServed?: boolean
}

/** Which events belong to a call, by what a replay has shown. */
export interface Part {
  /** Those that its code has made, or by which a promise has let it go on. */
  readonly own: ReadonlySet<number>
  /** Those in whose turn it has run otherwise, and those on connections that it has opened: others may have part in them. */
  readonly near: ReadonlySet<number>
  /** Outputs of which it is known whose they are, or at least on whose connection. */
  readonly asked: ReadonlySet<number>
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
  /** Whether the fixture lacks what others have asked or drawn meanwhile. */
  readonly isPart: boolean
}

export async function excerptOf(
  folder: string,
  { from, to, start, seed, part = null, isServed = false }: Excerpt,
): Promise<Excerpted> {
  let isPart = false
  const isDrawn = (event: number): boolean => event >= from || event < (start?.until ?? 0)
  const isIn = start?.isAsked ? isDrawn : (event: number): boolean => event >= from
  const random: Record<string, unknown[]> = seed ? { 'random.seed': [seed] } : {}
  const reads: number[] = []
  const environment = new Environment()
  const texts = [readManifest(folder).argv.join(' ')]
  const transcript = await transcriptOf(folder, (event) => {
    environment.take(event)
    texts.push(...readIn(event))
    if (event.index >= to || !isDrawn(event.index)) return
    // Whose they are is not known; a replay takes none but those of its time.
    if (event.op.name === 'clock.now' && event.index >= from) reads.push(event.fields.at(-1) as number)
    if (part === null || event.index < from || part.own.has(event.index) || part.near.has(event.index))
      draw(event, random)
    else isPart ||= valuesDrawn(event) !== null
  })
  // Its clock says at the beginning what it said when the call began.
  const began = transcript.timeOf(Math.max(0, from - 1))
  const asked = transcript.said.filter(
    ({ role, exchange, isOfItself }) => role === 'client' && exchange.at < to && !(isServed && isOfItself),
  )
  const meanwhile = asked.filter(({ exchange }) => isIn(exchange.at))
  const own = part === null ? meanwhile : meanwhile.filter(({ exchange }) => exchange.at < from || isOf(exchange, part))
  isPart ||= own.length < meanwhile.length
  const used = new Set(own.map(({ connection }) => connection))
  const sessions = asked.filter((said) => used.has(said.connection) && !own.includes(said) && isSession(said.exchange))
  const numbers = new Map([...used].map((connection, i) => [connection, i + 1]))
  const exchanges = [...sessions, ...own].map((said) =>
    recorded(said, numbers.get(said.connection) as number, began, transcript),
  )
  const clock = new ClockReads()
  for (const read of reads) clock.keep(read - began)
  const shown = new Set([...sessions, ...own])
  const others = transcript.said.filter((said) => !shown.has(said))
  return {
    fixture: { began, random, clock: clock.data, exchanges },
    environment: environment.variables(folder, from, to),
    seen: { env: environment.all, texts, exchanges: others.map((said) => recorded(said, 0, began, transcript)) },
    isPart,
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

/**
 * Whether an exchange is a call's. A client that queues requests sends them in the context of whatever lets it go on: so it is
 * also the call's if that goes on by what came back.
 */
function isOf(exchange: Said['exchange'], { own, near, asked }: Part): boolean {
  const times: number[] = []
  retimed(exchange, (event) => {
    times.push(event)
    return event
  })
  if (times.some((event) => own.has(event))) return true
  return near.has(exchange.at) || (!asked.has(exchange.at) && times.some((event) => near.has(event)))
}

/** Values by operation, as those keep them that draw in a test. */
function draw(event: TapeEvent, random: Record<string, unknown[]>): void {
  const values = valuesDrawn(event)
  if (values !== null) (random[event.op.name] ??= []).push(values)
}

function valuesDrawn({ op, fields, threw }: TapeEvent): unknown {
  if (threw || !/^(?:crypto|random)\./.test(op.name)) return null
  if (op.kind === 'value') return fields.at(-1)
  // Work that is computed again brings nothing.
  return op.name.endsWith('.done') && fields.length > 1 ? fields.slice(1) : null
}
