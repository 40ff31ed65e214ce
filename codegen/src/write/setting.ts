/** What a test sets of its surroundings, as the program had them. */
import path from 'node:path'
import type { Layout } from '../values/layout.ts'
import { stringSource } from '../values/literals.ts'
import type { Around } from './body.ts'
import { environmentLines } from './environment.ts'
import type { TestFrame } from './plan.ts'

type Setting = Pick<TestFrame, 'project' | 'environment' | 'folder'>

/** Where a test is to run, as far as it sets that itself. */
export interface Place {
  readonly zone: string | null
  readonly folder: string | null
}

export const ANYWHERE: Place = { zone: null, folder: null }

/** Has a test set a time zone, as variables are set, and its folder; where it is given none, it doesn't. */
export function inPlace<P extends Omit<Setting, 'project'>>(plan: P, { zone, folder }: Place): P {
  const { environment = [] } = plan
  return {
    ...plan,
    folder,
    environment: zone === null ? environment : [{ name: 'TZ', value: zone, isEarly: false }, ...environment],
  }
}

export function settingLines({ project, environment = [], folder = null }: Setting, around: Around): Layout[] {
  const moved = folder === null ? [] : folderLines(folder, project, around)
  return [...moved, ...environmentLines(environment, project, around)]
}

function folderLines(folder: string, { framework, syntax, style }: Setting['project'], around: Around): Layout[] {
  const { file, names, imports, functions, takeBack } = around
  const text = (its: string): string => stringSource(its, style.quote)
  const way = path.relative(path.dirname(file), folder).replaceAll(path.sep, '/')
  if (framework === 'jest' || syntax === 'require') {
    takeBack.folder()
    return [
      `process.chdir(${way === '' ? '__dirname' : `${imports.named('node:path', 'join')}(__dirname, ${text(way)})`})`,
    ]
  }
  const cwd = names.take('cwd')
  const url = `new URL(${text(way === '' ? '.' : `${way}/`)}, import.meta.url)`
  return [
    `const ${cwd} = process.cwd()`,
    `${functions('onTestFinished')}(() => process.chdir(${cwd}))`,
    `process.chdir(${imports.named('node:url', 'fileURLToPath')}(${url}))`,
  ]
}
