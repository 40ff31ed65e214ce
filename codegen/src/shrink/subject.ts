/** The test that a fixture belongs to. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { RetraceError } from '@retrace/core'
import { ENV_REPLAY, ENV_STAND_IN, FIXTURES, type FixtureJson } from '@retrace/core/recordings'
import { UserProject } from '../project/project.ts'
import type { Proof } from '../prove/run.ts'

export interface SubjectOptions {
  /** Where the user says it: the test file, and the full name of the test. */
  readonly test?: string | undefined
  readonly title?: string | undefined
}

/**
 * How to run the test of a fixture.
 *
 * @param fixture - its file
 * @throws RetraceError `SHRINK_NO_TEST`, `NO_TEST_FRAMEWORK`, `TWO_TEST_FRAMEWORKS`
 */
export function subjectOf(fixture: string, json: FixtureJson, options: SubjectOptions): Proof {
  const file = path.resolve(options.test ?? testFileOf(fixture, json))
  if (!existsSync(file)) throw new RetraceError('SHRINK_NO_TEST', { what: fixture, why: `there is no ${file}` })
  const env = json.capture ? { [ENV_REPLAY]: fixture } : {}
  return { project: new UserProject(file), file, title: options.title ?? json.test, env }
}

/** How to run it from another file. */
export function fromFile(subject: Proof, fixture: string, file: string): Proof {
  return { ...subject, env: { ...subject.env, [ENV_STAND_IN]: JSON.stringify([fixture, file]) } }
}

function testFileOf(fixture: string, { capture }: FixtureJson): string {
  const folder = path.dirname(fixture)
  if (capture) {
    const end = path.join('recordings', 'tests', capture.testFile)
    return folder.endsWith(path.sep + end)
      ? path.join(folder.slice(0, -end.length), capture.testFile)
      : capture.testFile
  }
  const above = path.dirname(folder)
  if (path.basename(above) === FIXTURES) return path.join(path.dirname(above), path.basename(folder))
  const why = `it is neither in a folder ${FIXTURES} nor a failed run that was kept`
  throw new RetraceError('SHRINK_NO_TEST', { what: fixture, why })
}
