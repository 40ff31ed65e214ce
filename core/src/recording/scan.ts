/** Reads a whole tape once for what a manifest says of it. */
import path from 'node:path'
import { openSource } from '../tape/file.ts'
import { TapeReader, type TapeEnding, type TapeEvent } from '../tape/reader.ts'
import { type RecordedError, type Taint, TAPE } from './manifest.ts'
import { firstUserLine } from './user-line.ts'

export interface Scan {
  readonly header: TapeReader['header']
  readonly ending: TapeEnding
  readonly events: number
  readonly counts: Readonly<Record<string, number>>
  readonly taint: readonly Taint[]
  /** The last error that nobody caught. */
  readonly error: RecordedError | null
  /** The program's exit code, or null where the tape doesn't go on to its end. */
  readonly exitCode: number | null
  readonly aborted: boolean
  readonly loaded: readonly string[]
  /** Milliseconds from the first to the last event. */
  readonly durationMs: number
}

/** The boundary that an operation belongs to: the first part of its name. */
export function boundaryOf(op: string): string {
  const dot = op.indexOf('.')
  return dot < 0 ? op : op.slice(0, dot)
}

/**
 * Reads a recording's tape to its end; memory doesn't grow with it.
 *
 * @throws RetraceError where the tape can't be read at all
 */
export function scanTape(folder: string): Scan {
  const reader = new TapeReader(openSource(path.join(folder, TAPE)))
  const counts = new Map<string, number>()
  const taint = new Map<string, Taint>()
  let events = 0
  let durationMs = 0
  let error: RecordedError | null = null
  let exitCode: number | null = null
  let aborted = false
  let loaded: readonly string[] = []
  const note = ({ op, fields }: TapeEvent): void => {
    switch (op.name) {
      case 'process.exit':
        exitCode = fields[0] as number
        break
      case 'process.abort':
        aborted = true
        break
      case 'process.uncaught':
        error = fields[0] as RecordedError
        break
      case 'retrace.loaded':
        loaded = fields[0] as string[]
        break
      case 'retrace.taint': {
        const [reason, stack] = fields as [string, string]
        const where = firstUserLine(stack) ?? ''
        taint.set(`${reason}\n${where}`, { reason, where })
        break
      }
    }
  }
  for (let event = reader.next(); event; event = reader.next()) {
    events++
    durationMs = event.time
    const boundary = boundaryOf(event.op.name)
    counts.set(boundary, (counts.get(boundary) ?? 0) + 1)
    note(event)
  }
  return {
    header: reader.header,
    ending: reader.ending,
    events,
    counts: Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b))),
    taint: [...taint.values()],
    error,
    exitCode,
    aborted,
    loaded,
    durationMs,
  }
}
