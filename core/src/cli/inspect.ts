/**
 * `retrace inspect`: the exchanges of a recording, or its events, for people or as JSON, one a line. Memory doesn't grow
 * with the tape.
 */
import path from 'node:path'
import process from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { RetraceError } from '../errors.ts'
import { describeEvent } from '../recording/describe.ts'
import { eventAsJson } from '../recording/event-json.ts'
import { TAPE } from '../recording/manifest.ts'
import { openRecording, type Recording } from '../recording/open.ts'
import { boundaryOf } from '../recording/scan.ts'
import { openSource } from '../tape/file.ts'
import { TapeReader, type TapeEvent } from '../tape/reader.ts'
import { note, warn } from './say.ts'
import { listExchanges } from './exchanges.ts'
import { statsOf } from './stats.ts'
import { describeTaint } from './taint.ts'
import { usage } from './usage.ts'

export interface InspectFlags {
  readonly json?: boolean
  /** Events, and not exchanges; so do the flags that choose among events. */
  readonly raw?: boolean
  readonly stats?: boolean
  /** An operation (`stream.write`), a boundary (`stream`) or a kind (`delivery`). */
  readonly kind?: string
  readonly from?: string
  readonly to?: string
}

export async function inspect(what: string, flags: InspectFlags): Promise<void> {
  const wanted = filterOf(flags)
  const recording = openRecording(what)
  for (const line of describeTaint(recording.manifest)) warn(line)
  const reader = new TapeReader(openSource(path.join(recording.folder, TAPE)))
  const json = flags.json === true
  const isRaw = flags.raw === true || [flags.kind, flags.from, flags.to].some((flag) => flag !== undefined)
  const lines =
    flags.stats === true
      ? statsOf(recording, reader, wanted, json)
      : isRaw
        ? list(recording, reader, wanted, json)
        : exchanges(recording, reader, json)
  try {
    await pipeline(Readable.from(chunks(lines)), process.stdout, { end: false })
  } catch (error) {
    // `retrace inspect … | head` has seen enough.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  }
  const { manifest } = recording
  const lacks = reader.ended && manifest.complete && reader.events < manifest.events
  if (lacks || reader.ending === 'damaged')
    throw new RetraceError('RECORDING_DAMAGED', { what: recording.folder, events: String(reader.events), tape: TAPE })
}

export type Filter = (event: TapeEvent) => boolean | 'end'

function filterOf({ kind, from, to }: InspectFlags): Filter {
  const first = indexOf('--from', from) ?? 0
  const last = indexOf('--to', to) ?? Infinity
  return ({ index, op }) => {
    if (index > last) return 'end'
    return (
      index >= first && (kind === undefined || op.name === kind || op.kind === kind || boundaryOf(op.name) === kind)
    )
  }
}

function indexOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const index = Number(text)
  if (!Number.isSafeInteger(index) || index < 0)
    throw usage(`${option} is the number of an event, from 0 on, and not ${text}`)
  return index
}

async function* exchanges(recording: Recording, reader: TapeReader, json: boolean): AsyncGenerator<string> {
  let count = 0
  for await (const line of listExchanges(reader, json)) {
    count++
    yield line
  }
  if (count === 0) note('the recording has no exchanges; --raw lists its events')
  if (!json && !recording.manifest.complete) yield CUT_OFF
}

const CUT_OFF = 'the recording was cut off here'

function* list(recording: Recording, reader: TapeReader, wanted: Filter, json: boolean): Generator<string> {
  for (let event = reader.next(); event; event = reader.next()) {
    const verdict = wanted(event)
    if (verdict === 'end') return
    if (verdict) yield json ? JSON.stringify(eventAsJson(event)) : describeEvent(event)
  }
  if (!json && !recording.manifest.complete) yield CUT_OFF
}

/** Lines in pieces worth a write. */
async function* chunks(lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = ''
  for await (const line of lines) {
    chunk += `${line}\n`
    if (chunk.length < 32_768) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}
