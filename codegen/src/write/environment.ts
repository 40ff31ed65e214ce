/**
 * Environment variables that the program had: set in the test, or, where a module may have read them when it was loaded,
 * before it is.
 */
import { areAlike, type Variable } from '@retrace/core/recordings'
import { textOfConfig } from '../project/framework.ts'
import type { UserProject } from '../project/project.ts'
import { call, inLines, type Layout } from '../values/layout.ts'
import { stringSource } from '../values/literals.ts'
import type { Around } from './body.ts'
import { formatSimply } from './format.ts'

type Project = Pick<UserProject, 'framework' | 'syntax' | 'style' | 'config'>

/** What a test file has already. */
type There = Pick<Around, 'isShared' | 'set'>

/** The lines of a test; what they set is taken back at its end. */
export function environmentLines(variables: readonly Variable[], project: Project, around: Around): Layout[] {
  const { functions } = around
  const late = variables.filter((variable) => !isBefore(variable, project, around))
  if (late.length === 0) return []
  if (project.framework === 'jest') {
    around.takeBack.environment()
    return late.map((variable) => assignment(variable, project))
  }
  const text = (value: string): string => stringSource(value, project.style.quote)
  const vi = functions('vi')
  const set = late.map(({ name, value }) =>
    call(`${vi}.stubEnv`, [text(name), value === null ? 'undefined' : text(value)]),
  )
  if (takesBack(project)) return set
  return [`${functions('onTestFinished')}(() => void ${vi}.unstubAllEnvs())`, ...set]
}

/** Whether Vitest takes back by itself what a test has set so. */
function takesBack(project: Project): boolean {
  return /\bunstubEnvs\s*:\s*true\b/.test(textOfConfig(project))
}

/**
 * What is to be set before a file loads other modules; empty where nothing is, or where the file has it. Where the file sets
 * otherwise what no other test needs, it sets that from now on.
 */
export function linesBefore(
  variables: readonly Variable[],
  there: There,
  project: Project,
  functions: (name: string) => string,
): string[] {
  const early = variables.filter((it) => isBefore(it, project, there) && !isSet(it, there))
  const text = (line: Layout): string => formatSimply(inLines(line, project.style), project.style)
  const missing = early.filter(({ name }) => !there.set.has(name))
  for (const variable of early)
    there.set.get(variable.name)?.statement.replaceWithText(text(assignment(variable, project)))
  const lines = missing.map((variable) => assignment(variable, project))
  if (project.framework === 'jest' || lines.length === 0) return lines.map(text)
  const block: Layout = ['() => {\n', ...lines.flatMap((line): Layout[] => [line, '\n']), '}']
  return [`\n${text(call(`${functions('vi')}.hoisted`, [block]))}`]
}

/** Whether modules have to be loaded in the test, since what they may have read is only set there. */
export function areLoadedLate(variables: readonly Variable[], project: Project, there: There): boolean {
  return variables.some((variable) => variable.isEarly && !isBefore(variable, project, there))
}

/**
 * Jest puts imports before everything else, so that nothing can be set before them. What is set for a whole file, its other
 * tests have as well: there it has to be so already.
 */
function isBefore(variable: Variable, { framework, syntax }: Project, there: There): boolean {
  if (!variable.isEarly || (framework === 'jest' && syntax !== 'require')) return false
  return !there.isShared || isSet(variable, there)
}

/** What stands for a secret is other text in each run. */
function isSet({ name, value }: Variable, { set }: There): boolean {
  const its = set.get(name)?.value
  return its === value || (typeof its === 'string' && value !== null && areAlike(its, value))
}

function assignment({ name, value }: Variable, project: Project): Layout {
  const its = accessTo(name, project)
  return value === null ? `delete ${its}` : [`${its} = `, stringSource(value, project.style.quote)]
}

function accessTo(name: string, { style }: Project): string {
  return /^[\w$]+$/.test(name) ? `process.env.${name}` : `process.env[${stringSource(name, style.quote)}]`
}
