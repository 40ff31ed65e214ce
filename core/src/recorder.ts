/** Records this process into a folder. */
import { createRequire } from 'node:module'
import path from 'node:path'
import { RetraceError } from './errors.ts'
import { RecordGate } from './gate/record.ts'
import { originalFs as fs, originalNow } from './originals.ts'
import { chooseFolder } from './recording/folder.ts'
import { FILE_MODE } from './recording/files.ts'
import type * as Finish from './recording/finish.ts'
import { initialManifest, TAPE, writeManifest } from './recording/manifest.ts'
import { opLoaded, opUncaught, plainError } from './recording/marks.ts'
import { UNRECORDED } from './recording/unrecorded.ts'
import { collectFacts, installBoundaries } from './session.ts'
import { openSink } from './tape/file.ts'
import { TapeWriter } from './tape/writer.ts'
import { isOwnFile } from './code-folder.ts'

/** Records for a command that made the folder, and finishes it once this process has ended. */
export function recordFor(folder: string): void {
  guarded(folder, () => {
    // `sh -c "node a && node b"`: the first one is recorded.
    if (fs.existsSync(path.join(folder, TAPE))) return leaveNote(folder)
    record(folder, () => {})
  })
}

/** Records with no command around: makes the folder, and finishes it at exit as far as this process can. */
export function recordAlone(asked: string | undefined): void {
  const start = originalNow()
  guarded(asked ?? 'recordings', () => {
    const folder = chooseFolder(asked, start, process.pid)
    record(folder, (code) => {
      const { finishRecording } = createRequire(import.meta.url)('./recording/finish.js') as typeof Finish
      finishRecording(folder, { exit: { code, signal: null }, fromInside: true })
    })
  })
}

function record(folder: string, finish: (code: number) => void): void {
  const facts = collectFacts()
  const start = originalNow()
  const tape = new TapeWriter(openSink(path.join(folder, TAPE)), { start, facts })
  writeManifest(folder, initialManifest(facts, start))
  const gate = new RecordGate(tape, (fault) => {
    say(new RetraceError('RECORDING_STOPPED', { why: fault instanceof Error ? fault.message : String(fault) }))
  })
  installBoundaries(gate, facts, {
    flush: () => gate.flush(),
    onUncaught(error) {
      gate.write(opUncaught, -1, [plainError(error)], undefined, false)
      gate.flush()
    },
    onExit(code) {
      gate.write(opLoaded, -1, [loadedFiles()], undefined, false)
      gate.flush()
      gate.inside++
      guarded(folder, () => finish(code))
      gate.inside--
    },
  })
}

/** The CommonJS modules in the cache that belong to no package. */
function loadedFiles(): string[] {
  const { cache } = createRequire(import.meta.url)
  return Object.keys(cache).filter((file) => !file.includes(`${path.sep}node_modules${path.sep}`) && !isOwnFile(file))
}

function leaveNote(folder: string): void {
  const note = `${JSON.stringify({ pid: process.pid, argv: process.argv })}\n`
  fs.appendFileSync(path.join(folder, UNRECORDED), note, { mode: FILE_MODE })
}

/** A fault of ours never ends the program. */
function guarded(what: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (RetraceError.is(error)) return say(error)
    const { code, message } = error as NodeJS.ErrnoException
    const ofSystem = code !== undefined && /^E[A-Z0-9]+$/.test(code)
    say(new RetraceError(ofSystem ? 'OUTPUT_UNWRITABLE' : 'RECORDING_STOPPED', { what, why: message }, error))
  }
}

function say(error: RetraceError): void {
  try {
    fs.writeSync(2, `retrace: ${error.message}\n`)
  } catch {
    // A closed stderr: there is nobody to tell.
  }
}
