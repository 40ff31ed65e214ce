/**
 * A process in which vitest stays loaded, and runs one test after another: each in a new process, so with fresh modules, but
 * without what it takes to start vitest.
 */
import { createRequire } from 'node:module'
import path from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { reportOf, type TestError, type TestModule } from './vitest-reporter.ts'

/** A run of one test. */
export interface HostTask {
  readonly file: string
  /** Of its full name. */
  readonly pattern: string
  /** What has changed since it may have been loaded. */
  readonly changed: readonly string[]
  /** What of the environment of the test is to be otherwise in this run: vitest passes its own on. */
  readonly env: NodeJS.ProcessEnv
}

export interface HostAnswer {
  /** As the reporter of proofs has it; null where nothing is known. */
  readonly report: unknown
  readonly why: string
}

interface Specification {
  readonly moduleId: string
}

interface ProjectConfig {
  readonly isolate?: boolean
  readonly pool?: unknown
  readonly globalSetup?: string | readonly string[]
  readonly browser?: { readonly enabled?: boolean }
}

/** What of vitest is used. */
interface Vitest {
  readonly projects: readonly { readonly config: ProjectConfig }[]
  standalone(): Promise<void>
  setGlobalTestNamePattern(pattern: string): void
  invalidateFile(file: string): void
  clearSpecificationsCache(): void
  globTestSpecifications(filters: readonly string[]): Promise<readonly Specification[]>
  runTestSpecifications(specifications: readonly Specification[]): Promise<unknown>
  close(): Promise<void>
}

interface VitestNode {
  readonly createVitest: (mode: 'test', options: object) => Promise<Vitest>
}

const [folder, root] = process.argv.slice(2) as [string, string]

let report: unknown = null

class HostReporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly TestError[]): void {
    report = reportOf(modules, unhandled)
  }
}

async function start(): Promise<Vitest> {
  const entry = createRequire(path.join(folder, 'package.json')).resolve('vitest/node')
  const { createVitest } = (await import(pathToFileURL(entry).href)) as VitestNode
  // As its command does, for configurations that ask for it.
  process.env['TEST'] = process.env['VITEST'] = 'true'
  process.env['NODE_ENV'] ??= 'test'
  const vitest = await createVitest('test', {
    root,
    watch: false,
    isolate: true,
    reporters: [new HostReporter()],
    coverage: { enabled: false },
    // It says how long which test has taken, and there may be several of these at a time.
    cache: false,
  })
  const shared = vitest.projects.map(({ config }) => sharedBy(config)).find((why) => why !== null)
  if (shared !== undefined) throw new Error(shared)
  await vitest.standalone()
  return vitest
}

/** What runs would have in common that have a runner each otherwise; null where there is nothing. */
function sharedBy({ isolate, pool, globalSetup = [], browser }: ProjectConfig): string | null {
  if (globalSetup.length > 0) return 'what globalSetup has set up would be there for all of them'
  if (browser?.enabled === true) return 'they would have one browser'
  return isolate === false || (typeof pool === 'string' && pool.startsWith('vm')) ? 'they would have one process' : null
}

async function specificationsOf(vitest: Vitest, file: string): Promise<readonly Specification[]> {
  const all = await vitest.globTestSpecifications([file])
  return all.filter(({ moduleId }) => path.relative(moduleId, file) === '')
}

async function run(vitest: Vitest, { file, pattern, changed }: HostTask): Promise<void> {
  report = null
  for (const its of changed) vitest.invalidateFile(its)
  vitest.setGlobalTestNamePattern(pattern)
  let its = await specificationsOf(vitest, file)
  if (its.length === 0) {
    // It may be new.
    vitest.clearSpecificationsCache()
    its = await specificationsOf(vitest, file)
  }
  if (its.length > 0) await vitest.runTestSpecifications(its)
}

const started = start()

async function answer(task: HostTask): Promise<HostAnswer> {
  const before = { ...process.env }
  try {
    const vitest = await started
    Object.assign(process.env, task.env)
    await run(vitest, task)
    return { report, why: '' }
  } catch (error) {
    return { report: null, why: String(error) }
  } finally {
    for (const name of Object.keys(task.env)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

process.on('message', (task: HostTask) => void answer(task).then((its) => process.send?.(its)))
// Whoever has started it is gone. It leads a group, of which tests are that may be in a loop without an end.
process.on('disconnect', () => {
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    process.exit()
  }
})
