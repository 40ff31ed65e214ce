/** What vitest loads to tell how one test went. */
import { writeFileSync } from 'node:fs'
import type { VitestReport } from './outcome.ts'

export interface TestError {
  readonly name?: string
  readonly message: string
  readonly stack?: string
  readonly cause?: TestError
}

interface TestCase {
  readonly fullName: string
  result(): { readonly state: string; readonly errors?: readonly TestError[] }
}

export interface TestModule {
  readonly moduleId: string
  readonly children: { allTests(): Iterable<TestCase> }
  errors(): readonly TestError[]
}

export default class ProofReporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly TestError[]): void {
    writeFileSync(process.env['RETRACE_PROOF'] as string, JSON.stringify(reportOf(modules, unhandled)))
  }
}

/** @param unhandled - errors that no test caught */
export function reportOf(modules: readonly TestModule[], unhandled: readonly TestError[]): VitestReport {
  return {
    tests: modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => {
        const { state, errors = [] } = test.result()
        return { file: module.moduleId, name: test.fullName, state, errors: errors.map(textOf) }
      }),
    ),
    others: [...modules.flatMap((module) => module.errors()), ...unhandled].map(textOf),
  }
}

/** What stands in the place of the message in the stack of a test that has timed out. */
const NO_MESSAGE = 'STACK_TRACE_ERROR'

/** With the causes as Jest has them. */
function textOf({ name = 'Error', message, stack = `${name}: ${message}`, cause }: TestError): string {
  const text = stack.replace(NO_MESSAGE, () => message)
  return typeof cause === 'object' && cause !== null ? `${text}\n\n[cause]: ${textOf(cause)}` : text
}
