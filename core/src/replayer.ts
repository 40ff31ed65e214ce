/** Replays a recording in this process. */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { randomStateOf } from './boundary/random.ts'
import { wantsColors } from './divergence/paint.ts'
import { reportDivergence } from './divergence/report.ts'
import { exitNow, originalFs as fs } from './originals.ts'
import { Cursor } from './player/cursor.ts'
import { moveFacts, rewriteMoved } from './player/moved.ts'
import { StrictGate } from './player/strict.ts'
import { plantProbe, type Probe } from './probe.ts'
import { describeEvent } from './recording/describe.ts'
import { TAPE } from './recording/manifest.ts'
import type { ReplayReport, ReplayRequest } from './recording/request.ts'
import { installBoundaries } from './session.ts'
import { openSource } from './tape/file.ts'
import { TapeReader, type TapeEvent } from './tape/reader.ts'

/** Exit code of a replay that has diverged. */
const DIVERGED = 70

export function replay(request: ReplayRequest): void {
  const reader = new TapeReader(openSource(path.join(request.folder, TAPE)))
  const { moved } = request
  const facts = reader.header.facts
  warnOfOtherNode(String(facts['node']))
  const probe = request.observed === true ? plantProbe(reader.header.start) : null
  const watch = new Watch(request, reader, probe)
  const cursor = new Cursor(reader, { onTake: watch.take, ...(moved ? { rewrite: rewriteMoved(moved) } : {}) })
  const gate: StrictGate = new StrictGate({
    cursor,
    lenient: request.lenient ?? false,
    get endsWithExit() {
      return cursor.isComplete
    },
    began: reader.header.start,
    onDivergence(divergence) {
      reportDivergence(divergence, { recording: request.folder, colors: request.colors ?? wantsColors(2) })
      watch.report('diverged', gate, divergence.kind)
      return exitNow(DIVERGED)
    },
    onCutOff() {
      watch.report('cut', gate)
      return exitNow(0)
    },
  })
  installBoundaries(gate, moved ? moveFacts(facts, moved) : facts, {
    flush() {},
    onUncaught(error, origin) {
      probe?.stop(origin === 'unhandledRejection' ? 'rejection' : 'uncaught', error)
    },
    onExit(code) {
      probe?.stop('exit', code)
      const leftover = gate.leftover()
      if (leftover !== null && leftover.op.name !== 'process.exit') gate.diverge('DIVERGED_LEFTOVER', null)
      watch.report('end', gate)
    },
  })
  if (probe) probe.random = () => randomStateOf(gate.subject)?.toString('base64') ?? null
  gate.start()
  // Before any module of the program is compiled: those that are imported are before the first line.
  probe?.stop('start', null)
}

/** Another major version may do what it did otherwise. */
function warnOfOtherNode(recorded: string): void {
  const major = (version: string): string => version.slice(0, version.indexOf('.'))
  if (major(recorded) === major(process.version)) return
  const text = `recorded with Node ${recorded} and replayed with Node ${process.version}: what differs between the two may show as a divergence`
  fs.writeSync(2, `retrace: ${text}\n`)
}

/** Counts, hashes and prints what is taken off the tape. */
class Watch {
  readonly #request: ReplayRequest
  readonly #reader: TapeReader
  readonly #probe: Probe | null
  readonly #order = createHash('sha256')
  #taken = 0

  constructor(request: ReplayRequest, reader: TapeReader, probe: Probe | null) {
    this.#request = request
    this.#reader = reader
    this.#probe = probe
  }

  readonly take = (event: TapeEvent): void => {
    this.#taken = event.index + 1
    this.#probe?.take(event)
    if (this.#request.reportTo !== undefined) this.#order.update(`${event.index} ${event.op.name} ${event.target}\n`)
    if (this.#request.verbose === true) fs.writeSync(2, `${describeEvent(event)}\n`)
  }

  report(outcome: ReplayReport['outcome'], gate: StrictGate, kind?: string): void {
    if (this.#request.reportTo === undefined) return
    const { extra, missing, prints } = gate.leniency
    const report: ReplayReport = {
      outcome,
      ...(kind === undefined ? {} : { kind }),
      // Also notes, which no program takes: their numbers count.
      events: outcome === 'diverged' ? this.#taken : this.#reader.events,
      order: this.#order.copy().digest('hex'),
      ...(this.#request.lenient === true ? { forgiven: { extra, missing, prints } } : {}),
    }
    fs.writeSync(this.#request.reportTo, `${JSON.stringify(report)}\n`)
  }
}
