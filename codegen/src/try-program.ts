/** Tries a test of the whole program. */
import path from 'node:path'
import { excerptOf, type WritePolicy } from '@retrace/core/recordings'
import type { Failure } from './observation.ts'
import type { Project } from './observe/debuggee.ts'
import { entryOf } from './project/entry.ts'
import type { Framework } from './project/framework.ts'
import { UserProject } from './project/project.ts'
import { differenceFrom } from './prove/compare.ts'
import type { Outcome } from './prove/outcome.ts'
import { type Tried, tryTest } from './prove/try-test.ts'
import { failureWith, lineWith, variablesWith, withoutSecrets } from './redact.ts'
import { inZone } from './write/environment.ts'
import type { Assertion } from './write/plan.ts'
import { isByCode, writeProgramTest } from './write/program.ts'

export interface ProgramTrial {
  readonly failure: Failure
  readonly assertion: Assertion
  /** What else is secret, and what must not be written. */
  readonly policy: WritePolicy
  /** Where the user says it. */
  readonly framework: Framework | null
}

export async function tryProgram(project: Project, trial: ProgramTrial): Promise<Tried> {
  const { assertion, policy, framework } = trial
  const { manifest, folder } = project.recording
  const file = entryOf(project)
  if (file === null) return { kind: 'rejected', why: 'it begins with no file of the project' }
  const user = new UserProject(file, framework)
  const excerpt = await excerptOf(folder, { test: '', from: 0, to: trial.failure.event })
  const { fixture, its, hidden } = withoutSecrets(excerpt, policy, (rewrite) => ({
    args: lineWith(manifest.argv.slice(2), rewrite),
    failure: failureWith(trial.failure, rewrite),
    environment: variablesWith(excerpt.environment, rewrite),
  }))
  const recording = { id: path.basename(folder), began: manifest.start }
  const plan = { project: user, file, assertion, recording, ...its }
  return tryTest({
    user,
    assertion,
    fixture,
    policy,
    hidden,
    zone: manifest.timeZone,
    write: (isPinned, zone) => writeProgramTest(inZone(plan, zone), isPinned),
    whyOther: (outcome) => differenceIn(outcome, its.failure),
  })
}

function differenceIn(outcome: Outcome, failure: Failure): string | null {
  const { error, at, exitCode } = failure
  if (error && !isByCode(failure)) return differenceFrom(error, at, outcome)
  if (outcome.kind !== 'failed')
    return outcome.kind === 'passed' ? 'the test passes' : `the test did not run: ${outcome.why}`
  const { name, message } = outcome.error
  return new RegExp(`\\b${exitCode}\\b`).test(message) ? null : `it fails with ${name}: ${message}`
}
