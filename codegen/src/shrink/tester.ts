/** Runs a test from one fixture after another. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { escapeRegExp } from '@retrace/core/recordings'
import { fromVitest, type Outcome } from '../prove/outcome.ts'
import { environmentOf, type Proof, runTest } from '../prove/run.ts'
import type { HostAnswer } from './vitest-host.ts'

export interface Tester {
  /**
   * Runs it once, with fresh modules.
   *
   * @param env - what of its environment is to be otherwise
   * @throws what the signal says, once it says to stop
   */
  run(signal: AbortSignal, env?: NodeJS.ProcessEnv): Promise<Outcome>
  end(): void
}

/** How to run a test. */
export type Way = (proof: Proof) => Tester

/** The fastest first: with vitest all runs may have one runner, since to start it takes longer than a test. */
export function waysFor({ project: { framework } }: Proof): readonly Way[] {
  const plain: Way = (proof) => ({
    run: (signal, env) => runTest({ ...proof, env: { ...proof.env, ...env }, signal }),
    end() {},
  })
  return framework === 'vitest' ? [(proof) => new VitestTester(proof), plain] : [plain]
}

const HOST = fileURLToPath(new URL(`./vitest-host${path.extname(import.meta.url)}`, import.meta.url))

class VitestTester implements Tester {
  readonly #proof: Proof
  #host: ChildProcess | null = null
  readonly end = (): void => {
    const host = this.#host
    this.#host = null
    process.off('exit', this.end)
    if (host) endGroup(host)
  }

  constructor(proof: Proof) {
    this.#proof = proof
  }

  async run(signal: AbortSignal, env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    this.#host ??= this.#start()
    const host = this.#host
    host.send(env)
    try {
      const { report, why } = await answerOf(host, signal)
      if (report === null) this.end()
      return (report === null ? null : fromVitest(report, this.#proof)) ?? { kind: 'not-run', why }
    } catch (error) {
      this.end()
      throw error
    }
  }

  #start(): ChildProcess {
    const { project, file, title } = this.#proof
    const args = [HOST, project.folderOf('vitest') as string, project.root, file, escapeRegExp(title)]
    process.on('exit', this.end)
    return spawn(process.execPath, args, {
      cwd: project.root,
      env: environmentOf(this.#proof),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // A group of its own: a test that is in a loop without an end is ended too.
      detached: true,
    })
  }
}

/** A process that ends answers nothing any more. */
async function answerOf(host: ChildProcess, signal: AbortSignal): Promise<HostAnswer> {
  const over = new AbortController()
  const until = { signal: AbortSignal.any([signal, over.signal]) }
  const ended = once(host, 'exit', until).then(([code]) => ({ report: null, why: `vitest has ended with ${code}` }))
  const answered = once(host, 'message', until).then(([answer]) => answer as HostAnswer)
  try {
    return await Promise.race([answered, ended])
  } finally {
    over.abort()
  }
}

function endGroup(host: ChildProcess): void {
  try {
    if (host.pid !== undefined) process.kill(-host.pid, 'SIGKILL')
  } catch {
    // It is over already; or there are no groups, as on Windows.
    host.kill('SIGKILL')
  }
}
