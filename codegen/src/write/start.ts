/** How a test begins that loads modules itself. */
import type { Layout } from '../values/layout.ts'
import type { Around } from './body.ts'
import type { TestFrame } from './plan.ts'
import { settingLines } from './setting.ts'

/** Everything is read anew in it: all variables are set before, and modules that another test has loaded are forgotten. */
export function linesOfStart(frame: Pick<TestFrame, 'project' | 'environment' | 'folder'>, around: Around): Layout[] {
  const environment = (frame.environment ?? []).map((variable) => ({ ...variable, isEarly: false }))
  return [...settingLines({ ...frame, environment }, around), forgetModules(frame, around)]
}

/** Whichever test comes first, in whatever order. */
export function forgetModules({ project }: Pick<TestFrame, 'project'>, { functions }: Around): string {
  return `${functions(project.framework === 'vitest' ? 'vi' : 'jest')}.resetModules()`
}
