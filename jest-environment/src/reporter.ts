/** Says at the end of a run what Retrace did in it: `reporters: ['default', '@retrace/jest-environment/reporter']`. */
import { keptAccounts, summaryOf } from '@retrace/core/report'

interface Results {
  readonly startTime: number
  readonly testResults: readonly { readonly testFilePath: string }[]
}

export class RetraceReporter {
  readonly #root: string

  constructor({ rootDir }: { readonly rootDir: string }) {
    this.#root = rootDir
  }

  onRunComplete(_contexts: unknown, { startTime, testResults }: Results): void {
    const files = testResults.flatMap(({ testFilePath }) => {
      const accounts = keptAccounts(testFilePath, startTime)
      return accounts ? [accounts] : []
    })
    const asked = process.env['RETRACE_REPLAY'] ?? ''
    const lines = summaryOf(files, { root: this.#root, asked: asked === '' ? null : asked })
    // Where Jest's own reporters write.
    if (lines.length > 0) process.stderr.write(`${lines.join('\n')}\n`)
  }
}

export { RetraceReporter as default }
