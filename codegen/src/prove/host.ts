/** A runner that stays, for one test after another. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { escapeRegExp } from '@retrace/core/recordings'
import { endWithThis } from '../end-with-this.ts'
import { endGroup, groupOf } from './limit.ts'
import { fromVitest, type Outcome } from './outcome.ts'
import { environmentOf, type Proof } from './run.ts'
import type { HostAnswer, HostTask } from './vitest-host.ts'

/** Where it is started. */
export type HostPlace = Pick<Proof, 'project' | 'env' | 'folder'>

/** A test that it runs, and what of that has been written since it ran one before. */
export interface HostedTest extends Pick<Proof, 'file' | 'title' | 'signal'> {
  readonly changed?: readonly string[]
  /** What of its environment is to be otherwise. */
  readonly env?: NodeJS.ProcessEnv
}

export interface Hosted {
  /** Null where nothing is known of the test: the runner has ended, has not come to it, or can't be had for several. */
  readonly outcome: Outcome | null
  readonly why: string
}

const HOST = fileURLToPath(new URL(`./vitest-host${path.extname(import.meta.url)}`, import.meta.url))

export class VitestHost {
  readonly #place: HostPlace
  #process: ChildProcess | null = null
  #over: () => void = () => {}

  constructor(place: HostPlace) {
    this.#place = place
  }

  get isRunning(): boolean {
    const its = this.#process
    return its !== null && its.connected && its.exitCode === null && its.signalCode === null
  }

  /**
   * Runs a test, with fresh modules.
   *
   * @throws what the signal says, once it says to stop
   */
  async run({ file, title, signal, changed = [], env = {} }: HostedTest): Promise<Hosted> {
    // It may have ended since.
    if (!this.isRunning) this.end()
    const its = (this.#process ??= this.#start())
    const task: HostTask = { file, pattern: escapeRegExp(title), changed, env }
    try {
      const answered = answerOf(its, signal)
      its.send(task, () => {})
      const { report, why } = await answered
      if (report === null) this.end()
      return { outcome: report === null ? null : fromVitest(report, { file, title }), why }
    } catch (error) {
      this.end()
      if (signal?.aborted === true) throw error
      return { outcome: null, why: String(error) }
    }
  }

  end(): void {
    const its = this.#process
    this.#process = null
    this.#over()
    if (its) endGroup(its)
  }

  #start(): ChildProcess {
    const { project, folder = null } = this.#place
    const child = spawn(process.execPath, [HOST, project.folderOf('vitest') as string, project.root], {
      cwd: folder ?? project.root,
      env: environmentOf(this.#place),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // A group of its own: a test that is in a loop without an end is ended too.
      detached: true,
    })
    this.#over = endWithThis(groupOf(child))
    return child
  }
}

/** A process that ends answers nothing any more. */
async function answerOf(host: ChildProcess, signal: AbortSignal | undefined): Promise<HostAnswer> {
  const over = new AbortController()
  const until = { signal: signal ? AbortSignal.any([signal, over.signal]) : over.signal }
  const ended = once(host, 'exit', until).then(([code]) => ({ report: null, why: `vitest has ended with ${code}` }))
  const answered = once(host, 'message', until).then(([answer]) => answer as HostAnswer)
  try {
    return await Promise.race([answered, ended])
  } finally {
    over.abort()
  }
}
