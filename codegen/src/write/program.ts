/** Writes the test of a whole program. */
import path from 'node:path'
import type { Failure } from '../observation.ts'
import { call, type Layout } from '../values/layout.ts'
import { stringSource } from '../values/literals.ts'
import { expectError, PROMISING } from './assertion.ts'
import type { Around, Body } from './body.ts'
import { Modules } from './modules.ts'
import type { Assertion, Impossible, TestFrame, WrittenTest } from './plan.ts'
import { writeTestOf } from './test.ts'
import { linesOfStart } from './start.ts'
import { shortOf, wishOf } from './title.ts'

export interface ProgramPlan extends Pick<TestFrame, 'project' | 'environment' | 'folder' | 'recording'> {
  /** The module with which it begins. */
  readonly file: string
  readonly args: readonly string[]
  readonly failure: Failure
  readonly assertion: Assertion
}

/**
 * Writes it as `writeTestOf` does.
 *
 * @param isPinned - asserts that it fails as it was recorded
 * @throws RetraceError `RUNNER_PACKAGE_MISSING`, `TEST_EDITED`
 */
export function writeProgramTest(plan: ProgramPlan, isPinned: boolean): Promise<WrittenTest | Impossible> {
  const { project, recording, file } = plan
  const label = path.basename(file)
  const frame: TestFrame = { project, recording, subject: { file, label }, title: titleOf(plan, label) }
  return writeTestOf(frame, (around) => writeBody(plan, isPinned || plan.assertion === 'error', around))
}

/** Whether its exit code is what is wrong with it, and no error. */
export function isByCode({ kind, error }: Failure): boolean {
  return kind === 'exit' || error === null
}

function titleOf({ failure, assertion }: ProgramPlan, label: string): string {
  const error = isByCode(failure) ? null : failure.error
  if (assertion !== 'error') return `${label} ${wishOf(failure, error)}`
  return `${label} ${error ? `throws ${shortOf(error)}` : `ends with ${failure.exitCode}`}`
}

function writeBody(plan: ProgramPlan, isPinned: boolean, around: Around): Body {
  return { kind: 'body', lines: [...linesOfStart(plan, around), ...expected(plan, isPinned, around)] }
}

function expected({ project, failure, file, args }: ProgramPlan, isPinned: boolean, around: Around): Layout[] {
  const { style, framework } = project
  const modules = new Modules(project, around)
  const given: Layout = { open: '[', items: args.map((arg) => stringSource(arg, style.quote)), close: ']' }
  const options: Layout[] = args.length === 0 ? [] : [['{ args: ', given, ' }']]
  const source = call('retrace.run', [`() => ${modules.loading(file)}`, ...options])
  if (isByCode(failure)) {
    around.functions('expect')
    return [['const { exitCode } = await ', source], `expect(exitCode).toBe(${isPinned ? failure.exitCode : 0})`]
  }
  const { error, at } = failure
  if (!isPinned || !error) return [['await ', source]]
  around.functions('expect')
  return expectError({ target: PROMISING, framework, style, source }, error, modules.ownClassOf(error, at?.file))
}
