/** Tries the test of a property, which is kept where it says something: what it is answered leads to the function's own errors, or to none. */
import { RetraceError } from '@retrace/core'
import { type Answered, answersIn, type Untitled } from '@retrace/core/recordings'
import type { FailedBy, Outcome } from '../prove/outcome.ts'
import { type Machine, machinesFor } from '../prove/machines.ts'
import { runTest } from '../prove/run.ts'
import { Files } from '../prove/files.ts'
import type { Written } from '../prove/tried.ts'
import type { TestPlan, WrittenTest } from '../write/plan.ts'
import { ANYWHERE, inPlace } from '../write/setting.ts'
import { declaredErrors } from './declared.ts'
import { type Places, shapeAt, valuesOf } from './varied.ts'
import { type PropertyPlan, writePropertyTest } from './write.ts'

export interface PropertyTrial {
  readonly plan: TestPlan
  /** The test of the recorded case. */
  readonly written: Written
  /** That test's; nothing in it is secret. */
  readonly fixture: Untitled
  readonly places: Places
  /** In which it was recorded. */
  readonly zone: string | null
}

export interface WrittenProperty {
  readonly title: string
  /** What is answered otherwise: an operation, and the place in what came back for it. */
  readonly places: readonly Place[]
  /** What is not, though it is named or differs, and why. */
  readonly still: readonly (Place & { readonly why: string })[]
  /** Classes of errors that the function declares. */
  readonly declared: readonly string[]
  /** Null where none was found. */
  readonly counterexample: Counterexample | null
}

export interface Place {
  readonly operation: string
  readonly path: string
}

/** Answers on which the function fails otherwise than it declares. */
export interface Counterexample {
  /** As fast-check writes them. */
  readonly answers: string
  readonly error: { readonly name: string; readonly message: string }
}

/**
 * Writes the test beside the one of the recorded case.
 *
 * @throws RetraceError `PROPERTY_UNPROVED`, `TEST_EDITED`
 */
export async function tryProperty(trial: PropertyTrial): Promise<WrittenProperty> {
  const plan = planOf(trial)
  const { project } = trial.plan
  const [elsewhere, farther] = machinesFor({ ...ANYWHERE, zone: trial.zone }, false).others
  const kept = await writePropertyTest(plan, false)
  const counting = await writePropertyTest(plan, true)
  // What can't be written is not in the test of the recorded case either.
  if (kept.kind === 'impossible' || counting.kind === 'impossible') throw new Error(`no test of ${plan.fixture}`)
  const files = new Files()
  const verdictOf = async (test: WrittenTest, { env }: Machine): Promise<Verdict> => {
    files.writeTest(test)
    return verdictOn(await runTest({ project, file: test.file, title: test.title, env }))
  }
  let isKept = false
  try {
    let verdict = await verdictOf(kept, elsewhere)
    // If nothing fails, it may be because nothing was tried.
    if (verdict.found === null && verdict.why === null) verdict = await verdictOf(counting, farther)
    const { why, found } = verdict
    const { title, file } = trial.written
    if (why !== null) throw new RetraceError('PROPERTY_UNPROVED', { name: kept.title, why, kept: title, what: file })
    files.writeTest(kept)
    isKept = true
    files.removeLeftOver(kept)
    const places = plan.parts.map(({ operation, path }) => ({ operation, path }))
    return { title: kept.title, places, still: trial.places.still, declared: plan.declared, counterexample: found }
  } finally {
    if (!isKept) files.restore()
  }
}

function planOf({ plan, written, fixture, places }: PropertyTrial): PropertyPlan {
  const { project, call, target } = plan
  const own: readonly Answered[] = answersIn(fixture.exchanges.map(({ exchange }) => exchange))
  return {
    test: inPlace(plan, written.place),
    fixture: written.title,
    parts: places.varied.map((its) => ({ ...its, shape: shapeAt(its, valuesOf(own, its)) })),
    declared: declaredErrors(project.file(target.file), call.candidate.place, call.candidate.name),
  }
}

/** `why` it is no test of the function; null where it is one. */
interface Verdict {
  readonly why: string | null
  readonly found: Counterexample | null
}

const NOTHING_FOUND: Verdict = { why: null, found: null }

function verdictOn(outcome: Outcome): Verdict {
  if (outcome.kind === 'passed') return NOTHING_FOUND
  if (outcome.kind === 'not-run') return no(`its test did not run: ${outcome.why.trim()}`)
  const { error } = outcome
  if (/too many pre-condition failures/.test(error.message))
    return no('other answers lead to requests that were not recorded; name with --vary what does not')
  const answers = /^Counterexample: (.*)$/m.exec(error.message)?.[1]
  const { cause } = error
  if (answers === undefined || cause === undefined) return no(saidBy(error))
  if (cause.name.startsWith('RetraceError')) return no(saidBy(cause))
  return { why: null, found: { answers, error: { name: cause.name, message: cause.message } } }
}

function no(why: string): Verdict {
  return { why, found: null }
}

function saidBy({ name, message }: FailedBy): string {
  return `${name}: ${message}`
}
