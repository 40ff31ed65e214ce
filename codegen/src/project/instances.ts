/** Instances that a project makes once and exports: the pool of its database, a client of a service. */
import { readFileSync } from 'node:fs'
import { escapeRegExp } from '@retrace/core/recordings'
import { SyntaxKind } from 'ts-morph'
import { type Exported, exportOf } from './exports.ts'
import { Loaded } from './loaded.ts'
import type { UserProject } from './project.ts'
import { sourceFilesIn } from './test-files.ts'

export interface Instance {
  readonly file: string
  readonly exported: Exported
}

/** The only one of a class that is exported; null where there is none, or several. */
export function instanceOf(project: UserProject, className: string): Instance | null {
  const name = nameOfClass(className)
  const made = instancesNamed(name)
  const [its, other] = sourceFilesIn(project.root)
    .filter((file) => made.test(readFileSync(file, 'utf8')))
    .flatMap((file) => instancesIn(project, file, name))
  return its && !other ? its : null
}

/** Packages give subclasses away by the names of what they extend: `Pool` of pg is a `BoundPool`. */
export function nameOfClass(className: string): string {
  return className.replace(/^Bound(?=[A-Z])/, '')
}

/** What is in sources that make instances of a class. */
export function instancesNamed(name: string): RegExp {
  return new RegExp(String.raw`\bnew\s+(?:[\w$]+\.)*${escapeRegExp(name)}\b`)
}

/** Pools of pg that are exported by what is loaded with a file. */
export function poolsOf(project: UserProject, file: string): Instance[] {
  return new Loaded(project, [file]).files
    .filter((each) => /['"]pg['"]/.test(project.file(each).getFullText()))
    .flatMap((each) => instancesIn(project, each, 'Pool'))
}

function instancesIn(project: UserProject, name: string, className: string): Instance[] {
  const file = project.file(name)
  return file.getDescendantsOfKind(SyntaxKind.NewExpression).flatMap((made) => {
    if (made.getExpression().getText().split('.').at(-1) !== className) return []
    const exported = exportOf(made)
    return exported ? [{ file: name, exported }] : []
  })
}
