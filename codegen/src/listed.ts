/** The functions that a test might call as a person is shown them: what they were called with, with nothing secret in it. */
import { excerptOf, type WritePolicy } from '@retrace/core/recordings'
import type { CallSeen } from './observation.ts'
import type { Project } from './observe/debuggee.ts'
import type { Option, Options } from './options.ts'
import { callWith, withoutSecrets } from './redact.ts'
import { glanceAt } from './values/glance.ts'

export interface ListedOption extends Option {
  /** Its arguments, shortened; null where its call isn't known. */
  readonly given: string | null
}

export interface Listed extends Options {
  readonly options: readonly ListedOption[]
}

/** @param policy - what else is secret */
export async function listed(project: Project, { failure, options }: Options, policy: WritePolicy): Promise<Listed> {
  // By all that was said in the run it is known what is secret.
  const excerpt = await excerptOf(project.recording.folder, { from: 0, to: Infinity })
  const { its: calls } = withoutSecrets(excerpt, { ...policy, forbid: [] }, (rewrite) =>
    options.map(({ call, target }) => call && callWith(call, target?.parameters ?? [], rewrite)),
  )
  return { failure, options: options.map((option, i) => shown(option, calls[i] ?? null)) }
}

function shown(option: Option, call: CallSeen | null): ListedOption {
  return { ...option, call, given: call && glanceAt(call.values, call.argumentRoots) }
}
