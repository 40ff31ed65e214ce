/** Has the linters of a project mend what they can of a test: the order of imports, lines that are to be free. */
import type { UserProject } from '../project/project.ts'
import { runBiome } from './biome.ts'

interface Eslint {
  readonly ESLint: new (options: { cwd: string; fix: boolean; overrideConfig?: unknown }) => Fixing
}

interface Fixing {
  lintText(text: string, options: { filePath: string }): Promise<{ readonly output?: string }[]>
}

/**
 * @param before - what the file was; where its linters would have changed that, they are not to change what is its owner's
 * @returns the text, mended
 */
export async function fixed(file: string, text: string, before: string | null, project: UserProject): Promise<string> {
  let its = text
  for (const linter of [byEslint, byBiome]) {
    try {
      const isItsOwners = before !== null && ((await linter(file, before, project)) ?? before) !== before
      if (!isItsOwners) its = (await linter(file, its, project)) ?? its
    } catch {
      // One that is not configured, or in a way that needs more than a text, mends nothing.
    }
  }
  return its
}

const known = new WeakMap<UserProject, Fixing>()

async function byEslint(file: string, text: string, project: UserProject): Promise<string | null> {
  if (!project.has('eslint')) return null
  const its = known.get(project) ?? fixing(project)
  known.set(project, its)
  const [result] = await its.lintText(text, { filePath: file })
  return result?.output ?? null
}

/** Without rules that need types: those are known of files on disk only. */
function fixing(project: UserProject): Fixing {
  const { ESLint } = project.require('eslint') as Eslint
  const options = { cwd: project.root, fix: true }
  if (!project.has('typescript-eslint')) return new ESLint(options)
  const { configs } = project.require('typescript-eslint') as { configs: { disableTypeChecked: unknown } }
  return new ESLint({ ...options, overrideConfig: [configs.disableTypeChecked] })
}

async function byBiome(file: string, text: string, project: UserProject): Promise<string | null> {
  return runBiome(['check', '--write'], file, text, project)
}
