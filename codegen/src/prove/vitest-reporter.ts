/** What vitest loads to tell how one test went. */
import { writeFileSync } from 'node:fs'
import type { VitestReport } from './outcome.ts'

interface TestError {
  readonly name?: string
  readonly message: string
  readonly stack?: string
  readonly cause?: TestError
}

interface TestCase {
  readonly fullName: string
  result(): { readonly state: string; readonly errors?: readonly TestError[] }
}

interface TestModule {
  readonly moduleId: string
  readonly children: { allTests(): Iterable<TestCase> }
  errors(): readonly TestError[]
}

export default class ProofReporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly TestError[]): void {
    const report: VitestReport = {
      tests: modules.flatMap((module) =>
        [...module.children.allTests()].map((test) => {
          const { state, errors = [] } = test.result()
          return { file: module.moduleId, name: test.fullName, state, errors: errors.map(textOf) }
        }),
      ),
      others: [...modules.flatMap((module) => module.errors()), ...unhandled].map(textOf),
    }
    writeFileSync(process.env['RETRACE_PROOF'] as string, JSON.stringify(report))
  }
}

/** With the causes as Jest has them. */
function textOf({ name = 'Error', message, stack = `${name}: ${message}`, cause }: TestError): string {
  return typeof cause === 'object' && cause !== null ? `${stack}\n\n[cause]: ${textOf(cause)}` : stack
}
