/** Reads what the environment asks for, hides it from the program, and starts the session. */
import path from 'node:path'
import process from 'node:process'
import { isMainThread } from 'node:worker_threads'
import { RetraceError } from './errors.ts'
import { RecordGate } from './gate/record.ts'
import { originalFs, originalNow } from './originals.ts'
import { Cursor } from './player/cursor.ts'
import { StrictGate } from './player/strict.ts'
import { collectFacts, installBoundaries } from './session.ts'
import { openSink, openSource } from './tape/file.ts'
import { TapeReader } from './tape/reader.ts'
import { TapeWriter } from './tape/writer.ts'
import { reportDivergence } from './divergence/report.ts'
import { exitNow } from './originals.ts'

/** Variables by which the command speaks to the preload. */
export const ENV_SESSION = 'RETRACE_SESSION'
export const ENV_NODE_OPTIONS = 'RETRACE_NODE_OPTIONS'

export function startFromEnvironment(): void {
  const session = process.env[ENV_SESSION]
  if (session === undefined || !isMainThread) return
  restoreEnvironment()
  const { mode, folder, lenient } = JSON.parse(session) as { mode: 'record' | 'replay'; folder: string; lenient?: boolean }
  if (mode === 'record') record(folder)
  else replay(folder, lenient ?? false)
}

function restoreEnvironment(): void {
  const before = process.env[ENV_NODE_OPTIONS]
  delete process.env[ENV_SESSION]
  delete process.env[ENV_NODE_OPTIONS]
  if (before === undefined || before === '') delete process.env['NODE_OPTIONS']
  else process.env['NODE_OPTIONS'] = before
}

function record(folder: string): void {
  const facts = collectFacts()
  const tape = new TapeWriter(openSink(path.join(folder, 'main.tape')), { start: originalNow(), facts })
  const gate = new RecordGate(tape, (fault) => {
    const error = new RetraceError('RECORDING_STOPPED', { why: fault instanceof Error ? fault.message : String(fault) })
    originalFs.writeSync(2, `retrace: ${error.message}\n`)
  })
  installBoundaries(gate, facts, {
    flush: () => gate.flush(),
    onUncaught: () => gate.flush(),
    onExit: () => gate.flush(),
  })
}

function replay(folder: string, lenient: boolean): void {
  const reader = new TapeReader(openSource(path.join(folder, 'main.tape')))
  const gate = new StrictGate({
    cursor: new Cursor(reader),
    lenient,
    endsWithExit: true,
    onDivergence(divergence) {
      reportDivergence(divergence)
      return exitNow(70)
    },
    onCutOff: () => exitNow(0),
  })
  installBoundaries(gate, reader.header.facts, {
    flush() {},
    onUncaught() {},
    onExit() {
      if (gate.next !== null && gate.next.op.name !== 'process.exit') gate.diverge('DIVERGED_LEFTOVER', null)
    },
  })
  gate.start()
}
