/** How a test begins that loads modules itself. */
import type { Layout } from '../values/layout.ts'
import type { Around } from './body.ts'
import { environmentLines } from './environment.ts'
import type { TestFrame } from './plan.ts'

/** Everything is read anew in it: all variables are set before, and modules that another test has loaded are forgotten. */
export function linesOfStart(
  { project, environment = [] }: Pick<TestFrame, 'project' | 'environment'>,
  { text, functions }: Around,
): Layout[] {
  const variables = environment.map((variable) => ({ ...variable, isEarly: false }))
  const set = environmentLines(variables, project, functions)
  if (!/\bretrace\.(?:serve|run)\(/.test(text)) return set
  return [...set, `${functions(project.framework === 'vitest' ? 'vi' : 'jest')}.resetModules()`]
}
