/** What the linter of a project asks of its tests. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { foldersAbove } from './framework.ts'
import type { UserProject } from './project.ts'

interface Configuration {
  readonly rules?: Readonly<Record<string, unknown>>
}

interface Eslint {
  readonly ESLint: new (options: { cwd: string }) => {
    calculateConfigForFile(file: string): Promise<Configuration | undefined>
  }
}

/** Of each project: its tests are alike. */
const known = new WeakMap<UserProject, Promise<boolean>>()

/**
 * Whether a test that expects nothing is a mistake to ESLint or oxlint: rules of that name are in their plugins of Vitest and
 * of Jest.
 */
export function asksForExpectations(file: string, project: UserProject): Promise<boolean> {
  let its = known.get(project)
  if (!its) known.set(project, (its = asks(file, project)))
  return its
}

async function asks(file: string, project: UserProject): Promise<boolean> {
  const all = await Promise.all([byEslint, byOxlint].map((linter) => linter(file, project).catch(() => null)))
  // One that is not configured, or in a way that can't be read here, asks for nothing.
  const rules = all.flatMap((configuration) => Object.entries(configuration?.rules ?? {}))
  return rules.some(([name, rule]) => name.endsWith('/expect-expect') && isOn(rule))
}

async function byEslint(file: string, project: UserProject): Promise<Configuration | null> {
  if (!project.has('eslint')) return null
  const { ESLint } = project.require('eslint') as Eslint
  return (await new ESLint({ cwd: project.root }).calculateConfigForFile(file)) ?? null
}

async function byOxlint(file: string, project: UserProject): Promise<Configuration | null> {
  const oxlint = project.folderOf('oxlint')
  const isConfigured = foldersAbove(file).some((folder) => existsSync(path.join(folder, '.oxlintrc.json')))
  if (oxlint === null || !isConfigured) return null
  const args = [path.join(oxlint, 'bin/oxlint'), '--print-config', file]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project.root })
  return JSON.parse(stdout) as Configuration
}

function isOn(rule: unknown): boolean {
  const severity: unknown = Array.isArray(rule) ? rule[0] : rule
  return !['off', 'allow', 0].includes(severity as string | number)
}
