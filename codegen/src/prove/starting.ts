/** Tells a runner that does not start from a test that it can't run. */
import { RetraceError } from '@retrace/core'
import type { UserProject } from '../project/project.ts'
import { runnerOf } from '../write/runner.ts'
import { Files } from './files.ts'
import type { Outcome } from './outcome.ts'
import { type Proof, runTest } from './run.ts'
import { saidBy } from './tried.ts'

/** Those whose runner has run a test. */
const started = new WeakSet<UserProject>()

export interface ProofOf extends Proof {
  readonly project: UserProject
}

/**
 * Runs a test. Where the runner doesn't come to run it, nor an empty one in its place, no other will fare better.
 *
 * @param known - what has become of it, where it has run already
 * @throws RetraceError `RUNNER_NOT_STARTED`, `TEST_LEFT_OUT`
 */
export async function runProof(proof: ProofOf, known: Outcome | null = null): Promise<Outcome> {
  const outcome = known ?? (await runTest(proof))
  const hasRun = outcome.kind === 'passed' || (outcome.kind === 'failed' && outcome.isUnrun !== true)
  if (!hasRun && !started.has(proof.project)) await checkStarts(proof)
  started.add(proof.project)
  return outcome
}

const EMPTY = 'is run'

async function checkStarts(proof: ProofOf): Promise<void> {
  const { project, file } = proof
  const files = new Files()
  try {
    files.writeTest({ file, text: emptyTest(project), data: [] })
    const outcome = await runTest({ ...proof, title: EMPTY })
    if (outcome.kind === 'passed') return
    const said = outcome.kind === 'not-run' ? outcome.why : saidBy(outcome)
    const { framework: runner, root } = project
    throw new RetraceError('RUNNER_NOT_STARTED', { what: file, runner, where: root, said: indented(said) })
  } finally {
    files.restore()
  }
}

function emptyTest(project: UserProject): string {
  const { docblock, functions } = runnerOf(project)
  const { name } = project.test
  const taken =
    project.syntax === 'import'
      ? `import { ${name} } from '${functions}'`
      : `const { ${name} } = require('${functions}')`
  return [docblock, functions && taken, `${name}('${EMPTY}', () => {})`, ''].filter((line) => line !== null).join('\n')
}

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')
}
