/** A part of a recording as the fixture of a test: what was asked between two events, and what was drawn at random. */
import { responderOf } from '../lens/index.ts'
import { type Recorded, retimed, UNFINISHED } from '../lens/recorded.ts'
import { hideSecrets } from '../redaction/hide.ts'
import type { TapeEvent } from '../tape/reader.ts'
import type { Fixture } from './fixture-file.ts'
import { type Said, transcriptOf, type Transcript } from './spoken.ts'

export interface Excerpt {
  /** The name of the test. */
  readonly test: string
  /** What begins before the first of these events isn't in it, nor what begins from the second on. */
  readonly from: number
  readonly to: number
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
  readonly fixture: Fixture
  /** What of the environment has been read by then, but for what any machine has. */
  readonly environment: readonly Variable[]
}

export interface Variable {
  readonly name: string
  readonly value: string
  /** Whether it was read before the first of the events: by a module that was loaded, perhaps. */
  readonly isEarly: boolean
}

export async function excerptOf(folder: string, { test, from, to, start }: Excerpt): Promise<Excerpted> {
  const isDrawn = (event: number): boolean => event >= from || event < (start?.until ?? 0)
  const isIn = start?.isAsked ? isDrawn : (event: number): boolean => event >= from
  const random: Record<string, unknown[]> = {}
  const environment: Variable[] = []
  const transcript = await transcriptOf(folder, (event) => {
    if (event.index >= to) return
    if (isDrawn(event.index)) draw(event, random)
    const variable = variableOf(event, event.index < from)
    if (variable) environment.push(variable)
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
  return { fixture: { test, began, random, exchanges }, environment }
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

/** What a machine, a shell, Node or a test runner sets by itself. */
const AMBIENT =
  /^(?:node_|npm_|lc_|lang|xdg_|ssh_|github_|vitest|jest_|retrace|tz$|path$|home$|user|logname$|shell|pwd$|oldpwd$|term|colorterm$|force_color$|no_color$|ci$|editor$|te?mp|hostname$|(?:https?|no|all)_proxy$)/i

function variableOf({ op, fields }: TapeEvent, isEarly: boolean): Variable | null {
  if (op.name !== 'env.get') return null
  const [name, value] = fields as [string, string | undefined]
  return value === undefined || AMBIENT.test(name) ? null : { name, value: hideSecrets(value, name), isEarly }
}

/** Values by operation, as those keep them that draw in a test. */
function draw({ op, fields, threw }: TapeEvent, random: Record<string, unknown[]>): void {
  if (threw || !/^(?:crypto|random)\./.test(op.name)) return
  // Work that is computed again brings nothing.
  const values =
    op.kind === 'value' ? fields.at(-1) : op.name.endsWith('.done') && fields.length > 1 ? fields.slice(1) : null
  if (values !== null) (random[op.name] ??= []).push(values)
}
