/** Runs a test from one fixture after another. */
import { VitestHost } from '../prove/host.ts'
import type { Outcome } from '../prove/outcome.ts'
import { type Proof, runTest } from '../prove/run.ts'

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
  return framework === 'vitest' ? [hosted, plain] : [plain]
}

function hosted({ file, title, ...place }: Proof): Tester {
  const host = new VitestHost(place)
  return {
    async run(signal, env = {}) {
      const { outcome, why } = await host.run({ file, title, signal, env })
      return outcome ?? { kind: 'not-run', why }
    },
    end: () => host.end(),
  }
}
