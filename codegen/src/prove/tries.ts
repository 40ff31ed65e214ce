/**
 * Runs of tests that prove nothing yet, but show whether there is anything to prove. Under vitest several have one runner; what
 * is kept is proved by runners of its own.
 */
import type { Project } from '../observe/debuggee.ts'
import { type HostPlace, VitestHost } from './host.ts'
import { LIMIT, stopped } from './limit.ts'
import type { Machine } from './machines.ts'
import type { Outcome } from './outcome.ts'
import { type ProofOf, runProof } from './starting.ts'

/** Each takes the memory of a runner. */
const MOST = 2

/** A test, and what has been written for it. */
export interface Try extends Pick<ProofOf, 'project' | 'file' | 'title'>, Machine {
  readonly changed: readonly string[]
}

export class Tries {
  /** By where they run; that which was used last comes last. */
  readonly #hosts = new Map<string, VitestHost>()
  /** Where runs can't have one runner. */
  readonly #without = new Set<string>()

  /**
   * Runs a test.
   *
   * @throws RetraceError `RUNNER_NOT_STARTED`, `TEST_LEFT_OUT`
   */
  async run(its: Try): Promise<Outcome> {
    const { project, folder, env, file, title, changed } = its
    const place = { project, env, folder }
    const key = keyOf(place)
    if (project.framework !== 'vitest' || this.#without.has(key)) return runProof(its)
    const signal = AbortSignal.timeout(LIMIT)
    const run = this.#hostFor(key, place).run({ file, title, changed, signal })
    const { outcome } = await run.catch((error: unknown) => {
      if (!signal.aborted) throw error
      return { outcome: stopped(LIMIT) }
    })
    if (outcome) return runProof(its, outcome)
    // It may have ended on this test, or not be able to run any.
    this.#without.add(key)
    this.#hosts.delete(key)
    return runProof(its)
  }

  /** Whether it takes less time to run a test there than to start a runner. */
  isWarm(place: HostPlace): boolean {
    return this.#hosts.get(keyOf(place))?.isRunning === true
  }

  end(): void {
    for (const host of this.#hosts.values()) host.end()
    this.#hosts.clear()
  }

  #hostFor(key: string, place: HostPlace): VitestHost {
    const host = this.#hosts.get(key) ?? new VitestHost(place)
    this.#hosts.delete(key)
    this.#hosts.set(key, host)
    for (const oldest of this.#hosts.keys()) {
      if (this.#hosts.size <= MOST) break
      this.#hosts.get(oldest)?.end()
      this.#hosts.delete(oldest)
    }
    return host
  }
}

function keyOf({ project: { root, config }, env, folder }: HostPlace): string {
  return JSON.stringify([root, config, env, folder])
}

const all = new WeakMap<Project, Tries>()

/** Those for one recording. */
export function triesFor(project: Project): Tries {
  const its = all.get(project) ?? new Tries()
  all.set(project, its)
  return its
}
