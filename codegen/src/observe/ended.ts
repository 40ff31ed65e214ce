/** What it means that a replay under the debugger has ended as it has. */
import path from 'node:path'
import { RetraceError } from '@retrace/core'
import { howCut, type Located, nameChanged, type Recording, type Run, SOURCES, TAPE } from '@retrace/core/recordings'

/** By which a process ends where not the program but Node, or an add-on, did what it must not. */
const CRASHES = /^SIG(?:SEGV|BUS|ILL|ABRT|TRAP|FPE)$/

/** Why what it showed isn't what was recorded, or not all of it; null where it is. */
export function whyOtherwise(recording: Recording, located: Located, run: Run): RetraceError | null {
  const { folder, manifest, damaged } = recording
  const { report, exit } = run
  if (report?.outcome === 'end') return null
  if (report?.outcome === 'cut') {
    // One of a program that was killed is over where it ends.
    if (!damaged && !manifest.complete) return report.events === 0 ? empty(recording) : null
    return new RetraceError('RECORDING_DAMAGED', { what: folder, events: String(report.events), tape: TAPE })
  }
  if (report === null && CRASHES.test(exit.signal ?? ''))
    return new RetraceError('DEBUGGER_CRASHED', { what: folder, why: exit.signal ?? '' })
  const why = report?.kind ?? `exit code ${exit.code}`
  return notSameAgain(recording, located, why)
}

/** Why a replay is of no use that has not come to the recorded end. */
export function notSameAgain(recording: Recording, located: Located, why: string): RetraceError {
  const changed = changedSince(recording, located)
  return new RetraceError('NOT_SAME_AGAIN', { what: recording.folder, why, changed: changed && ` ${changed}` })
}

/** Which sources are others now, and what to do about that; empty where none is, or where the recorded ones are run. */
export function changedSince({ folder, manifest }: Recording, { root, recorded }: Located): string {
  const names = recorded ? null : nameChanged(manifest, root)
  if (names === null) return ''
  const copies = path.join(folder, SOURCES)
  return `Sources have changed since: ${names}. Check out the commit that was recorded, or put them back from ${copies}, and change them again once the test is there.`
}

/** It ends before the program has done anything. */
export function empty({ folder, manifest }: Recording): RetraceError {
  return new RetraceError('RECORDING_EMPTY', { what: folder, why: howCut(manifest) })
}
