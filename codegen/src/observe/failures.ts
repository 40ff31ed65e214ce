/** What has failed in a recorded run: found by replaying it once under the inspector. */
import { RetraceError } from '@retrace/core'
import type { Failure } from '../observation.ts'
import { Debuggee, type Project, type Stopped } from './debuggee.ts'
import { seeError } from './errors.ts'
import type { Paused } from './protocol.ts'
import { isException, type Throw, type Thrown, ThrownErrors } from './thrown.ts'
import { type Frame, framesOf } from './trace.ts'

/** A failure, and how to come by it again. */
export interface FailureFound extends Failure {
  /** The throw; null where nothing was thrown. */
  readonly by: Throw | null
  /** From where it failed outward. */
  readonly frames: readonly Frame[]
}

/** The failures of a recording in the order in which they came; errors that were caught come as such. */
export async function failuresOf(project: Project): Promise<FailureFound[]> {
  const debuggee = await Debuggee.start(project)
  const throws = new ThrownErrors(debuggee)
  const found: FailureFound[] = []
  await debuggee.inspector.send('Debugger.setPauseOnExceptions', { state: 'all' })
  const { report, exit } = await debuggee.run(async (paused) => {
    if (isException(paused)) return throws.take(paused)
    const stopped = await debuggee.stopOf(paused)
    const failure = stopped && (await failureAt(stopped, paused, debuggee, throws, found))
    if (failure) found.push(failure)
  })
  if (report === null || report.outcome === 'diverged') {
    const why = report?.kind ?? `exit code ${exit.code}`
    throw new RetraceError('NOT_SAME_AGAIN', { what: project.recording.folder, why })
  }
  const known = new Set(found.map(({ by }) => by))
  const caught = throws.users.filter(({ by }) => !known.has(by)).map((thrown) => ofThrown('caught', thrown))
  return [...found, ...caught].toSorted((a, b) => a.event - b.event)
}

async function failureAt(
  { reason, value }: Stopped,
  paused: Paused,
  debuggee: Debuggee,
  throws: ThrownErrors,
  before: readonly FailureFound[],
): Promise<FailureFound | null> {
  if (reason === 'exit') {
    const exitCode = value.value as number
    // What nobody caught has its own.
    if (exitCode === 0 || before.some(({ kind }) => kind === 'uncaught' || kind === 'rejection')) return null
    // Most programs exit so from where they caught an error.
    const thrown = throws.users.at(-1)
    if (thrown) return { ...ofThrown('exit', thrown), exitCode }
    const frames = await framesOf(paused, debuggee.scripts)
    const { event } = await debuggee.moment()
    return {
      kind: 'exit',
      error: null,
      exitCode,
      request: null,
      at: frames[0]?.place ?? null,
      event,
      by: null,
      frames,
    }
  }
  if (reason === 'event') return null
  const thrown = await throws.of(value)
  if (thrown) return ofThrown(reason, thrown)
  const frames = await framesOf(paused, debuggee.scripts)
  return {
    kind: reason,
    error: await seeError(debuggee, value),
    exitCode: null,
    request: null,
    at: frames[0]?.place ?? null,
    event: (await debuggee.moment()).event,
    by: null,
    frames,
  }
}

function ofThrown(kind: Failure['kind'], { by, error, frames, moment }: Thrown): FailureFound {
  const at = frames[0]?.place ?? null
  return { kind, error, exitCode: null, request: null, at, event: moment.event, by, frames }
}
