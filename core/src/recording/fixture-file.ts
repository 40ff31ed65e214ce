/**
 * A fixture: what one test recorded, as a text file that people read, review and edit. Written whole or not at all.
 */
import path from 'node:path'
import { RetraceError } from '../errors.ts'
import { exchangeOf, fixtureOf } from '../lens/index.ts'
import { bytesOf, type Content } from '../lens/content.ts'
import type { ExchangeFixture } from '../lens/lens.ts'
import { eachWithin, within } from '../lens/misfit.ts'
import { moved, type Recorded } from '../lens/recorded.ts'
import { OriginalDate, originalEnv, originalFs as fs } from '../originals.ts'
import { usual } from '../redaction/placeholder.ts'
import { refusalOf } from '../redaction/forbid.ts'
import {
  type Beside,
  redact,
  type Redacted,
  type RedactOptions,
  redactWith,
  type Said,
  type Seen,
} from '../redaction/redact.ts'
import type { ForbidRule, RedactRule } from '../redaction/rules.ts'
import type { ClockReadsData } from '../scope/clock-reads.ts'
import type { DrawsData } from '../scope/draws.ts'
import type { PaceData } from '../scope/pace.ts'
import type { ReplayData } from '../scope/scope.ts'
import { decodeValue, encodeValue } from '../tape/codec.ts'
import { putBodies, takeBodies } from './bodies.ts'
import { bodiesOf, keepBody } from './body-folder.ts'
import { checkFixture } from './fixture-shape.ts'
import { FOLDER_MODE, removeLeftOvers, writeWhole } from './files.ts'
import { print } from './print.ts'

/** The version of the format that is written; older ones are read. */
export const FIXTURE_FORMAT = 1

/** Plain values as they are; bytes as base64; what JSON has no word for, packed. */
type Drawn = string | number | Content | { readonly packed: string }

/** `to`: host and port, or the path of a pipe. */
export type Entry = ExchangeFixture & {
  readonly to: string
  readonly secure?: true
  readonly connection: number
  readonly broke?: string
}

export interface FixtureFile {
  readonly format: number
  readonly test: string
  /** When it was recorded, as ISO 8601 has it. */
  readonly recorded: string
  /** What stands in the place of secrets; a replay takes any text for each of them. */
  readonly placeholders?: readonly string[]
  readonly random: Readonly<Record<string, readonly Drawn[]>>
  /** What the clock said: see `scope/clock-reads.ts`. */
  readonly clock?: ClockReadsData
  readonly exchanges: readonly Entry[]
  readonly capture?: CaptureData
}

/** What only a capture has: it holds a whole test, whose recording nobody asked for. */
export interface CaptureData extends PaceData {
  /** From the folder of the project. */
  readonly testFile: string
}

export interface Fixture extends ReplayData {
  readonly test: string
  readonly pace?: CaptureData
}

/** What of a test may be written down, and what may not. */
export interface WritePolicy {
  /** What else is secret, and what is not. */
  readonly redact: readonly RedactRule[]
  readonly forbid: readonly ForbidRule[]
}

const USUAL: WritePolicy = { redact: [], forbid: [] }

/**
 * Reads a fixture.
 *
 * @throws RetraceError `FIXTURE_UNREADABLE`, `FIXTURE_BODY_UNREADABLE`, `FIXTURE_NEWER`
 */
export function readFixture(file: string): Fixture {
  const json = readJson(file)
  try {
    checkFixture(json)
    return fromFile(putBodies(json, bodiesOf(file)) as FixtureFile)
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** The JSON of a fixture, which is read by this version. */
export function readJson(file: string): FixtureFile {
  let json: FixtureFile
  try {
    // Some editors put a byte order mark before it.
    json = JSON.parse(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) as FixtureFile
    if (typeof json?.format !== 'number') throw new Error('it has no number `format`')
  } catch (error) {
    throw unreadable(file, error)
  }
  if (json.format > FIXTURE_FORMAT)
    throw new RetraceError('FIXTURE_NEWER', { what: file, version: String(json.format), known: String(FIXTURE_FORMAT) })
  return json
}

export function unreadable(file: string, error: unknown): unknown {
  if (RetraceError.is(error)) return error
  return new RetraceError('FIXTURE_UNREADABLE', { what: file, why: (error as Error).message }, error)
}

/**
 * Writes a fixture, without what is secret in it. Times in it are milliseconds from the beginning of the test.
 *
 * @throws RetraceError `FIXTURE_UNWRITABLE`, `FIXTURE_FORBIDDEN`
 */
export function writeFixture(file: string, fixture: Fixture, policy: WritePolicy = USUAL): void {
  writeHidden(file, hide(fixture, policy, undefined, () => null).fixture, policy)
}

/** What belongs to no test yet. */
export type Untitled = Omit<Fixture, 'test'>

/** A fixture with nothing secret in it. */
export type Hidden<F extends Untitled = Untitled> = F & Redacted

/**
 * Hides what is secret in a fixture, and in what is written beside it.
 *
 * @param seen - what is not written, and shows what is secret
 */
export function hide<F extends Untitled, T>(
  fixture: F,
  policy: WritePolicy,
  seen: Seen | undefined,
  beside: Beside<T>,
): { readonly fixture: Hidden<F>; readonly beside: T } {
  const redacted = redactWith(fixture, { ...optionsOf(policy), seen }, beside)
  return { fixture: { ...fixture, ...redacted.said }, beside: redacted.beside }
}

/**
 * Writes a fixture in which nothing is secret any more.
 *
 * @throws RetraceError `FIXTURE_UNWRITABLE`, `FIXTURE_FORBIDDEN`
 */
export function writeHidden(file: string, hidden: Hidden<Fixture>, policy: WritePolicy = USUAL): void {
  const { test, began, pace, random, clock, exchanges, placeholders } = hidden
  const json: FixtureFile = {
    format: FIXTURE_FORMAT,
    test,
    recorded: new OriginalDate(began).toISOString(),
    ...(placeholders.length > 0 ? { placeholders } : {}),
    random: Object.fromEntries(Object.entries(random).map(([name, values]) => [name, values.map(show)])),
    ...(clock ? { clock } : {}),
    exchanges: exchanges.map(toEntry),
    ...(pace ? { capture: pace } : {}),
  }
  writeJson(file, json, policy)
}

function withoutSecrets(said: Said, policy: WritePolicy): Redacted {
  return redact(said, optionsOf(policy))
}

function optionsOf({ redact: rules }: WritePolicy): RedactOptions {
  return { rules, env: originalEnv, placeholders: usual() }
}

/** Writes the JSON of a fixture whole or not at all, and what is large in it beside. */
export function writeJson(file: string, json: FixtureFile, { forbid }: WritePolicy): void {
  const refusal = refusalOf(json, forbid)
  if (refusal) throw new RetraceError('FIXTURE_FORBIDDEN', { what: file, ...refusal })
  const folder = path.dirname(file)
  try {
    fs.mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
    removeLeftOvers(folder)
    // What the fixture refers to is there before it is.
    writeWhole(file, print(takeBodies(json, (body) => keepBody(file, body))))
  } catch (error) {
    throw new RetraceError('FIXTURE_UNWRITABLE', { what: file, why: (error as Error).message }, error)
  }
}

/**
 * Adds to a fixture: each exchange behind those that began before it. What is there stays as it stands.
 *
 * @throws RetraceError `FIXTURE_UNREADABLE`, `FIXTURE_UNWRITABLE`, `FIXTURE_FORBIDDEN`
 */
export function extendFixture(
  file: string,
  added: readonly Recorded[],
  random: DrawsData,
  policy: WritePolicy = USUAL,
): void {
  const json = readJson(file)
  const hidden = withoutSecrets({ exchanges: added, random }, policy)
  const exchanges = [...json.exchanges]
  for (const entry of hidden.exchanges.map(toEntry)) {
    const behind = exchanges.findLastIndex(({ at }) => at <= entry.at)
    exchanges.splice(behind + 1, 0, entry)
  }
  const drawn = { ...json.random }
  for (const [name, values] of Object.entries(hidden.random))
    drawn[name] = [...(drawn[name] ?? []), ...values.map(show)]
  const placeholders = [...new Set([...(json.placeholders ?? []), ...hidden.placeholders])]
  writeJson(file, { ...json, ...(placeholders.length > 0 ? { placeholders } : {}), random: drawn, exchanges }, policy)
}

/** Exchanges as a fixture would have them, with nothing secret in them. */
export function entriesOf(
  exchanges: readonly Recorded[],
  policy: WritePolicy,
): { readonly entries: readonly Entry[]; readonly placeholders: readonly string[] } {
  const hidden = withoutSecrets({ exchanges, random: {} }, policy)
  return { entries: hidden.exchanges.map(toEntry), placeholders: hidden.placeholders }
}

/**
 * Writes a fixture with other exchanges; what else is there stays as it stands.
 *
 * @throws RetraceError `FIXTURE_UNREADABLE`, `FIXTURE_UNWRITABLE`
 */
export function editFixture(
  file: string,
  edit: (entries: readonly Entry[]) => readonly Entry[],
  placeholders: readonly string[],
): void {
  const json = readJson(file)
  const all = [...new Set([...(json.placeholders ?? []), ...placeholders])]
  writeJson(file, { ...json, ...(all.length > 0 ? { placeholders: all } : {}), exchanges: edit(json.exchanges) }, USUAL)
}

/** @throws Error where it says what no fixture says */
export function fromFile({ test, recorded, placeholders, random, clock, exchanges, capture }: FixtureFile): Fixture {
  const began = OriginalDate.parse(recorded)
  if (Number.isNaN(began)) throw new Error(`\`recorded\` is no date: ${recorded}`)
  const drawn: DrawsData = Object.fromEntries(Object.entries(random).map(([name, values]) => [name, values.map(read)]))
  return {
    test,
    began,
    ...(placeholders ? { placeholders } : {}),
    random: drawn,
    ...(clock === undefined ? {} : { clock }),
    exchanges: within('exchanges', () => eachWithin(exchanges, fromEntry)),
    ...(capture ? { pace: capture } : {}),
  }
}

function toEntry({ to, connection, exchange, broke }: Recorded): Entry {
  const { protocol, ...rest } = fixtureOf(exchange)
  return {
    protocol,
    to: to.port === 0 ? to.host : `${to.host}:${to.port}`,
    ...(to.secure ? { secure: true } : {}),
    connection,
    ...rest,
    ...(broke === null ? {} : { broke }),
  }
}

function fromEntry(entry: Entry): Recorded {
  const { to, secure = false, connection, broke = null } = entry
  const [, host, port] = /^(.*?)(?::(\d+))?$/.exec(to) as unknown as [string, string, string | undefined]
  return { to: { host, port: Number(port ?? 0), secure }, connection, exchange: exchangeOf(entry), broke }
}

function show(value: unknown): Drawn {
  if (typeof value === 'string' || (typeof value === 'number' && JSON.stringify(value) === String(value))) return value
  if (Buffer.isBuffer(value)) return { base64: value.toString('base64') }
  return { packed: encodeValue(value).toString('base64') }
}

function read(drawn: Drawn): unknown {
  if (typeof drawn !== 'object') return drawn
  return 'packed' in drawn ? decodeValue(Buffer.from(drawn.packed, 'base64')) : bytesOf(drawn)
}

/** What a scope has kept, in the order in which it happened, with times from its beginning. */
export function inOrder(recorded: readonly Recorded[], zero: number): Recorded[] {
  return recorded
    .map((it) => ({ ...it, exchange: moved(it.exchange, -zero) }))
    .toSorted((a, b) => a.exchange.at - b.exchange.at)
}
