/** Says at the end of a run what Retrace did in it, beside the reporters that the project has. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { FileAccounts, TestAccounts } from '@retrace/core/report'
import type { RetraceMeta } from './options.ts'
import type { Reporter, TestModule, Vitest } from 'vitest/node'

/** Reporters that a program reads, on stdout. */
const MACHINES = ['json', 'junit', 'tap', 'tap-flat', 'blob']

export class RetraceReporter implements Reporter {
  #vitest: Vitest | null = null

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const vitest = this.#vitest
    if (!vitest) return
    const asked = process.env['RETRACE_REPLAY'] ?? ''
    const files = accountsOf(modules)
    const concerned = files.filter(({ testFile, tests }) => tests.length > 0 || existsSync(folderBeside(testFile)))
    if (concerned.length === 0 && asked === '') return
    const { keepAccounts, summaryOf } = await import('@retrace/core/report')
    for (const file of concerned) keepAccounts(file)
    const { root } = vitest.config
    const lines = summaryOf(concerned, { root, asked: asked === '' ? null : asked })
    if (lines.length === 0) return
    const text = lines.join('\n')
    if (isReadByMachine(vitest)) vitest.logger.error(text)
    else vitest.logger.log(text)
  }
}

/** A test file may run in several projects: it is whole where all of them have run all of it. */
function accountsOf(modules: readonly TestModule[]): FileAccounts[] {
  const files = new Map<string, FileAccounts>()
  for (const module of modules) {
    const before = files.get(module.moduleId)
    const tests = [...module.children.allTests()]
    const isWhole = module.ok() && tests.length > 0 && tests.every((test) => test.result().state === 'passed')
    const accounts = tests.flatMap((test): TestAccounts[] => {
      const { retrace } = test.meta() as RetraceMeta
      return retrace ? [retrace] : []
    })
    files.set(module.moduleId, {
      testFile: module.moduleId,
      isWhole: isWhole && (before?.isWhole ?? true),
      tests: [...(before?.tests ?? []), ...accounts],
    })
  }
  return [...files.values()]
}

/** Whether a test file has had fixtures is known without loading anything. */
function folderBeside(testFile: string): string {
  return path.join(path.dirname(testFile), '__recordings__', path.basename(testFile))
}

function isReadByMachine({ config }: Vitest): boolean {
  return config.reporters.some((reporter) => {
    const name: unknown = Array.isArray(reporter) ? reporter[0] : reporter
    return typeof name === 'string' && MACHINES.includes(name)
  })
}
