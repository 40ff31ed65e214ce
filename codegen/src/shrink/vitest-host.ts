/**
 * A process in which vitest stays loaded, and runs one test as often as it is told to: in a new process each time, so
 * with fresh modules, but without what it takes to start vitest.
 */
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { reportOf, type TestError, type TestModule } from '../prove/vitest-reporter.ts'

export interface HostAnswer {
  /** As the reporter of proofs has it; null where nothing is known. */
  readonly report: unknown
  readonly why: string
}

interface Specification {
  readonly moduleId: string
}

/** What of vitest is used. */
interface Vitest {
  standalone(): Promise<void>
  globTestSpecifications(filters: readonly string[]): Promise<readonly Specification[]>
  runTestSpecifications(specifications: readonly Specification[]): Promise<unknown>
}

interface VitestNode {
  readonly createVitest: (mode: 'test', options: object) => Promise<Vitest>
}

const [folder, root, file, pattern] = process.argv.slice(2) as [string, string, string, string]

let report: unknown = null

class HostReporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly TestError[]): void {
    report = reportOf(modules, unhandled)
  }
}

async function start(): Promise<() => Promise<void>> {
  const entry = createRequire(path.join(folder, 'package.json')).resolve('vitest/node')
  const { createVitest } = (await import(pathToFileURL(entry).href)) as VitestNode
  const vitest = await createVitest('test', {
    root,
    watch: false,
    isolate: true,
    reporters: [new HostReporter()],
    coverage: { enabled: false },
    // It says how long which test has taken, and there may be several of these at a time.
    cache: false,
    testNamePattern: pattern,
  })
  await vitest.standalone()
  const all = await vitest.globTestSpecifications([file])
  const its = all.filter(({ moduleId }) => path.relative(moduleId, file) === '')
  return async () => {
    report = null
    await vitest.runTestSpecifications(its)
  }
}

const started = start()

/** @param env - what of the environment of the test is to be otherwise in this run: vitest passes its own on */
async function answer(env: NodeJS.ProcessEnv): Promise<HostAnswer> {
  const before = { ...process.env }
  try {
    const run = await started
    Object.assign(process.env, env)
    await run()
    return { report, why: '' }
  } catch (error) {
    return { report: null, why: String(error) }
  } finally {
    for (const name of Object.keys(env)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

process.on('message', (env: NodeJS.ProcessEnv) => void answer(env).then((its) => process.send?.(its)))
process.on('disconnect', () => process.exit())
