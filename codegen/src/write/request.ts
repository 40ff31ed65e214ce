/** Writes the test of a request to the program's own server. */
import type { Failure, RequestSeen } from '../observation.ts'
import { withoutQuery } from '../observe/asked-for.ts'
import type { Served } from '../project/served.ts'
import type { Earlier } from '../try-earlier.ts'
import type { TextStyle } from '../style.ts'
import { call, type Layout } from '../values/layout.ts'
import { expectError, PROMISING } from './assertion.ts'
import type { Around, Body } from './body.ts'
import { earlierLines, sending } from './earlier.ts'
import { Modules } from './modules.ts'
import type { Assertion, Expected, Impossible, TestFrame, WrittenTest } from './plan.ts'
import { expectResponse } from './response.ts'
import { writeTestOf } from './test.ts'
import { linesOfStart } from './start.ts'
import { ANSWERS, shortOf, wishOf } from './title.ts'

export interface RequestPlan extends Pick<TestFrame, 'project' | 'environment' | 'folder' | 'recording'> {
  readonly served: Served
  readonly request: RequestSeen
  /** What was asked before it, without which it is answered otherwise. */
  readonly earlier: readonly Earlier<RequestSeen>[]
  /** Null for a healthy run. */
  readonly failure: Failure | null
  readonly assertion: Assertion
  /** What it is to answer, where that is known. */
  readonly expected?: Expected
}

/**
 * Writes it as `writeTestOf` does.
 *
 * @param isPinned - asserts that it fails as it was recorded
 * @throws RetraceError `RUNNER_PACKAGE_MISSING`, `TEST_EDITED`
 */
export function writeRequestTest(plan: RequestPlan, isPinned = false): Promise<WrittenTest | Impossible> {
  const { project, recording, served } = plan
  const label = withoutQuery(plan.request)
  const frame: TestFrame = { project, recording, subject: { file: served.file, label }, title: titleOf(plan, label) }
  return writeTestOf(frame, (around) => writeBody(plan, isPinned || plan.assertion === 'error', around))
}

function titleOf({ failure, request, assertion }: RequestPlan, label: string): string {
  const { status } = request
  if (failure === null) return `${label} ${ANSWERS}`
  const error = status === null ? failure.error : null
  if (assertion === 'error')
    return status === null
      ? `${label} ${error ? `throws ${shortOf(error)}` : 'is not answered'}`
      : `${label} answers with ${status}`
  if (error) return `${label} ${wishOf(failure, error)}`
  return status === null ? `${label} is answered` : `${label} does not answer with ${status}`
}

function writeBody(plan: RequestPlan, isPinned: boolean, around: Around): Body {
  const started: Layout = ['const server = await ', call('retrace.serve', [loading(plan, around)])]
  const lines = [...linesOfStart(plan, around), started, ...earlierLines(plan.earlier, plan.project, around)]
  return { kind: 'body', lines: [...lines, ...expected(plan, isPinned, around)] }
}

/** `() => import('../src/server.js')` */
function loading({ project, served: { file, member } }: RequestPlan, around: Around): string {
  const module = new Modules(project, around).loading(file)
  if (member === null) return `() => ${module}`
  return project.syntax === 'require' ? `() => ${module}.${member}` : `async () => (await ${module}).${member}`
}

function expected(plan: RequestPlan, isPinned: boolean, around: Around): Layout[] {
  const { request, failure, project } = plan
  const { functions, imports } = around
  const { style, framework } = project
  const source = sending(request, project, around)
  const answered: Layout = ['const response = await ', source]
  if (failure === null) return [answered, ...expectResponse(request, plan.expected ?? { kind: 'exact' }, style, around)]
  functions('expect')
  if (isPinned && request.status === null) {
    const { error, at } = failure
    if (error === null)
      return [
        ['const answered = ', source],
        ...nothingWithin(imports.named('node:timers/promises', 'setTimeout'), style),
      ]
    const modules = new Modules(project, around)
    return expectError({ target: PROMISING, framework, style, source }, error, modules.ownClassOf(error, at?.file))
  }
  if (isPinned) return [answered, `expect(response.status).toBe(${request.status})`]
  return [answered, '// TODO: expect what it should answer instead', 'expect(response.status).toBeLessThan(500)']
}

/** In a replay the clock goes on as soon as nothing else does. */
function nothingWithin(sleep: string, { quote }: TextStyle): Layout[] {
  const nothing = `${quote}nothing${quote}`
  return [[call('expect', [`await Promise.race([answered, ${sleep}(60_000, ${nothing})])`]), `.toBe(${nothing})`]]
}
