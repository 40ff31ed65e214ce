/**
 * Environment variables that the program had: set in the test, or, where a module may have read them when it was loaded,
 * before it is.
 */
import type { Variable } from '@retrace/core/recordings'
import type { SourceFile } from 'ts-morph'
import { textOfConfig } from '../project/framework.ts'
import type { UserProject } from '../project/project.ts'
import { call, inLines, type Layout } from '../values/layout.ts'
import { stringSource } from '../values/literals.ts'
import { formatSimply } from './format.ts'

type Project = Pick<UserProject, 'framework' | 'syntax' | 'style' | 'config'>

/** Has a test set a time zone, as variables are set; where it is given none, it doesn't. */
export function inZone<P extends { readonly environment?: readonly Variable[] }>(plan: P, zone: string | null): P {
  if (zone === null) return plan
  return { ...plan, environment: [{ name: 'TZ', value: zone, isEarly: false }, ...(plan.environment ?? [])] }
}

/** The lines of a test. Vitest takes back what it has set so, where it is told to. */
export function environmentLines(
  variables: readonly Variable[],
  project: Project,
  functions: (name: string) => string,
): Layout[] {
  const late = variables.filter((variable) => !isBefore(variable, project))
  if (project.framework === 'jest' || late.length === 0) return late.map((variable) => assignment(variable, project))
  const text = (value: string): string => stringSource(value, project.style.quote)
  const vi = functions('vi')
  const set = late.map(({ name, value }) =>
    call(`${vi}.stubEnv`, [text(name), value === null ? 'undefined' : text(value)]),
  )
  if (takesBack(project)) return set
  return [`${functions('onTestFinished')}(() => void ${vi}.unstubAllEnvs())`, ...set]
}

function takesBack(project: Project): boolean {
  return /\bunstubEnvs\s*:\s*true\b/.test(textOfConfig(project))
}

/** What is to be set before a file loads other modules; empty where nothing is, or where the file has it. */
export function linesBefore(
  variables: readonly Variable[],
  source: SourceFile,
  project: Project,
  functions: (name: string) => string,
): string[] {
  const known = source.getFullText()
  const early = variables.filter((it) => isBefore(it, project) && !known.includes(accessTo(it.name, project)))
  const lines = early.map((variable) => assignment(variable, project))
  const text = (line: Layout): string => formatSimply(inLines(line, project.style), project.style)
  if (project.framework === 'jest' || lines.length === 0) return lines.map(text)
  const block: Layout = ['() => {\n', ...lines.flatMap((line): Layout[] => [line, '\n']), '}']
  return [`\n${text(call(`${functions('vi')}.hoisted`, [block]))}`]
}

/** Whether modules have to be loaded in the test: Jest puts imports before everything that could be set. */
export function areLoadedLate(variables: readonly Variable[], project: Project): boolean {
  return variables.some((variable) => variable.isEarly && !isBefore(variable, project))
}

/** Jest puts imports before everything else, so that nothing can be set before them. */
function isBefore({ isEarly }: Variable, { framework, syntax }: Project): boolean {
  return isEarly && (framework === 'vitest' || syntax === 'require')
}

function assignment({ name, value }: Variable, project: Project): Layout {
  const its = accessTo(name, project)
  return value === null ? `delete ${its}` : [`${its} = `, stringSource(value, project.style.quote)]
}

function accessTo(name: string, { style }: Project): string {
  return /^[\w$]+$/.test(name) ? `process.env.${name}` : `process.env[${stringSource(name, style.quote)}]`
}
