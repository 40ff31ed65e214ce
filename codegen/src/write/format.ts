/** Formats a file as the project does: by its own formatter, else by what its files look like. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Project, ts } from 'ts-morph'
import { foldersAbove, readManifest } from '../project/framework.ts'
import type { UserProject } from '../project/project.ts'
import type { TextStyle } from '../style.ts'
import { runBiome } from './biome.ts'

interface Prettier {
  resolveConfig(file: string): Promise<object | null>
  format(text: string, options: object): Promise<string>
}

interface Oxfmt {
  format(
    file: string,
    text: string,
    options: object,
  ): Promise<{ readonly code: string; readonly errors: readonly unknown[] }>
}

/** @returns the text, formatted */
export async function format(file: string, text: string, project: UserProject): Promise<string> {
  return (
    (await byPrettier(file, text, project)) ??
    (await byOxfmt(file, text, project)) ??
    (await runBiome(['format'], file, text, project)) ??
    text
  )
}

/** The least that any test is: indented, with the semicolons that others have. */
export function formatSimply(statement: string, { indent, hasSemicolons }: TextStyle): string {
  const scratch = new Project({ useInMemoryFileSystem: true }).createSourceFile('/test.ts', statement)
  scratch.formatText({
    indentSize: indent === '\t' ? 4 : indent.length,
    convertTabsToSpaces: indent !== '\t',
    // It has none so far.
    semicolons: hasSemicolons ? ts.SemicolonPreference.Insert : ts.SemicolonPreference.Ignore,
    insertSpaceAfterOpeningAndBeforeClosingNonemptyBraces: true,
  })
  return scratch.getFullText().trim()
}

async function byPrettier(file: string, text: string, project: UserProject): Promise<string | null> {
  const prettier = project.folderOf('prettier')
  if (prettier === null || !usesPrettier(file)) return null
  const its = (await load(prettier, 'prettier')) as Prettier
  return its.format(text, { ...(await its.resolveConfig(file)), filepath: file })
}

/** It may be there only for another package. */
function usesPrettier(file: string): boolean {
  return foldersAbove(file).some((folder) => {
    const { prettier, dependencies, devDependencies } = readManifest(folder) ?? {}
    const isNamed = prettier !== undefined || 'prettier' in { ...dependencies, ...devDependencies }
    return (
      isNamed ||
      (existsSync(folder) && readdirSync(folder).some((name) => /^(?:\.prettierrc|prettier\.config\.)/.test(name)))
    )
  })
}

async function byOxfmt(file: string, text: string, project: UserProject): Promise<string | null> {
  const oxfmt = project.folderOf('oxfmt')
  const config = foldersAbove(file)
    .map((folder) => path.join(folder, '.oxfmtrc.json'))
    .find((each) => existsSync(each))
  if (oxfmt === null || config === undefined) return null
  const {
    ignorePatterns: _,
    $schema: __,
    ...options
  } = JSON.parse(readFileSync(config, 'utf8')) as Record<string, unknown>
  const its = (await load(oxfmt, 'oxfmt')) as Oxfmt
  const { code, errors } = await its.format(file, text, options)
  return errors.length === 0 ? code : null
}

/** A package of the project, as the project has it. */
async function load(folder: string, name: string): Promise<unknown> {
  const resolved = createRequire(path.join(folder, 'package.json')).resolve(name)
  const its = (await import(pathToFileURL(resolved).href)) as { readonly default?: object }
  // Of CommonJS, as Prettier is for who requires it, not all is known by name.
  return { ...its.default, ...its }
}
