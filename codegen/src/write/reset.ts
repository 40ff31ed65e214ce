import type { UserProject } from '../project/project.ts'
import type { Around } from './body.ts'

/** Lines that have modules loaded anew where another test of the file has loaded some: they would not run again. */
export function resetModules({ text, functions }: Around, { framework }: Pick<UserProject, 'framework'>): string[] {
  if (!/\bretrace\.(?:serve|run)\(/.test(text)) return []
  return [`${functions(framework === 'vitest' ? 'vi' : 'jest')}.resetModules()`]
}
