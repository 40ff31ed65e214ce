/** What the linter of a project asks of its tests. */
import type { UserProject } from './project.ts'

interface Eslint {
  readonly ESLint: new (options: { cwd: string }) => {
    calculateConfigForFile(file: string): Promise<{ readonly rules?: Readonly<Record<string, unknown>> } | undefined>
  }
}

/** Whether ESLint takes a test that expects nothing for a mistake: rules of that name are in plugins of Vitest and of Jest. */
export async function asksForExpectations(file: string, project: UserProject): Promise<boolean> {
  if (!project.has('eslint')) return false
  try {
    const { ESLint } = project.require('eslint') as Eslint
    const { rules = {} } = (await new ESLint({ cwd: project.root }).calculateConfigForFile(file)) ?? {}
    return Object.entries(rules).some(([name, rule]) => name.endsWith('/expect-expect') && isOn(rule))
  } catch {
    // It has no configuration, or none that can be read here.
    return false
  }
}

function isOn(rule: unknown): boolean {
  const severity: unknown = Array.isArray(rule) ? rule[0] : rule
  return severity !== 0 && severity !== 'off'
}
