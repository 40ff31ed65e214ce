/** Runs a small program against a gate that records, and then against one that replays from a tape in memory. */
import type { Divergence } from '../divergence/divergence.ts'
import type { Gate } from '../gate/gate.ts'
import { RecordGate } from '../gate/record.ts'
import { memoryTape, readerOf, readTape } from '../tape/memory-tape.test-kit.ts'
import type { TapeEvent } from '../tape/reader.ts'
import { Cursor } from './cursor.ts'
import { StrictGate } from './strict.ts'

/** What a program of a test does: it talks to the gate only, logs what it sees, and is over when its promise is. */
export type Program = (gate: Gate, log: (seen: unknown) => void) => unknown

export interface Replayed {
  readonly log: readonly unknown[]
  /** The first divergence, or `cut` where the tape ended before the program. */
  readonly end: Divergence | 'cut' | null
  readonly gate: StrictGate
}

export interface Recorded {
  readonly log: readonly unknown[]
  readonly tape: Buffer
  readonly events: readonly TapeEvent[]
}

/** Thrown into the program at a divergence: in a real replay the process ends there. */
class Stopped extends Error {}

export async function record(program: Program): Promise<Recorded> {
  const { writer, bytes } = memoryTape()
  const log: unknown[] = []
  const gate = new RecordGate(writer, (fault) => {
    throw fault
  })
  await program(gate, (seen) => log.push(seen))
  gate.stop()
  return { log, tape: bytes(), events: readTape(bytes()).events }
}

export function replay(
  tape: Buffer,
  program: Program,
  options: { lenient?: boolean; cut?: boolean } = {},
): Promise<Replayed> {
  const log: unknown[] = []
  return new Promise((resolve, reject) => {
    const stop = (end: Replayed['end']): void => {
      gate.finish()
      resolve({ log, end, gate })
    }
    const gate = new StrictGate({
      cursor: new Cursor(readerOf(tape)),
      lenient: options.lenient ?? false,
      endsWithExit: !(options.cut ?? false),
      began: readerOf(tape).header.start,
      onDivergence(divergence) {
        stop(divergence)
        // At the end of a turn of the pump there is no program to throw into.
        if (divergence.actual === null) return undefined as never
        throw new Stopped(divergence.kind)
      },
      onCutOff() {
        stop('cut')
        throw new Stopped('cut')
      },
    })
    const failed = (error: unknown): void => {
      if (!(error instanceof Stopped)) reject(error as Error)
    }
    const over = (): void => {
      if (gate.open) stop(null)
    }
    try {
      const running = program(gate, (seen) => log.push(seen))
      gate.start()
      Promise.resolve(running).then(over, failed)
    } catch (error) {
      failed(error)
    }
  })
}

/** Records a program and replays it, or what has become of it since. */
export async function recordAndReplay(
  program: Program,
  changed: Program = program,
): Promise<{ recorded: Recorded; replayed: Replayed }> {
  const recorded = await record(program)
  return { recorded, replayed: await replay(recorded.tape, changed) }
}
