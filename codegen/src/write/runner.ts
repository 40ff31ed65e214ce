/** What a test has of its runner, and of Retrace under it. */
import { RetraceError } from '@retrace/core'
import { isJestOfModules, textOfConfig } from '../project/framework.ts'
import type { UserProject } from '../project/project.ts'

export interface Runner {
  /** From which `retrace` is imported. */
  readonly retrace: string
  /**
   * Whether the runner tells Retrace which test runs, so that a recording needs neither a name nor an end. It does where
   * the project has Retrace's plugin or environment.
   */
  readonly knowsTests: boolean
  /** What a file needs at its beginning. */
  readonly docblock: string | null
  /** From which the runner's functions are imported; null where they are global. */
  readonly functions: string | null
  /** From which `jest` is, which ES modules don't have (Jest's documentation, "ECMAScript Modules"); null where it is global. */
  readonly jest: string | null
}

/** @throws RetraceError `RUNNER_PACKAGE_MISSING` */
export function runnerOf(project: UserProject): Runner {
  const { framework, test, root } = project
  need(project, framework)
  const configuration = textOfConfig(project)
  if (framework === 'vitest') {
    const knowsTests = configuration.includes('@retrace/vitest')
    const functions = test.isImported ? 'vitest' : null
    return {
      retrace: knowsTests ? '@retrace/vitest' : '@retrace/core',
      knowsTests,
      docblock: null,
      functions,
      jest: null,
    }
  }
  need(project, ENVIRONMENT)
  return {
    retrace: ENVIRONMENT,
    knowsTests: true,
    docblock: configuration.includes(ENVIRONMENT) ? null : `/** @jest-environment ${ENVIRONMENT} */`,
    functions: test.isImported ? GLOBALS : null,
    jest: isJestOfModules(project) ? GLOBALS : null,
  }

  function need(its: UserProject, what: string): void {
    if (!its.has(what)) throw new RetraceError('RUNNER_PACKAGE_MISSING', { runner: framework, what, where: root })
  }
}

const GLOBALS = '@jest/globals'
const ENVIRONMENT = '@retrace/jest-environment'
