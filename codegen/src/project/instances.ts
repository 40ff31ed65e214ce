/** Instances that a project makes once and exports: the pool of its database, a client of a service. */
import { escapeRegExp } from '@retrace/core/recordings'
import { type SourceFile, SyntaxKind } from 'ts-morph'
import { type Exported, exportOf } from './exports.ts'
import { Loaded } from './loaded.ts'
import type { UserProject } from './project.ts'
import { sourcesWith } from './sources.ts'

export interface Instance {
  readonly file: string
  readonly exported: Exported
}

/** The only one of a class that is exported; null where there is none, or several. */
export function instanceOf(project: UserProject, className: string): Instance | null {
  const name = nameOfClass(className)
  const [its, other] = sourcesWith(project, instancesNamed(name)).flatMap((file) => instancesIn(file, name))
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
    .map((each) => project.file(each))
    .filter((each) => /['"]pg['"]/.test(each.getFullText()))
    .flatMap((each) => instancesIn(each, 'Pool'))
}

function instancesIn(file: SourceFile, className: string): Instance[] {
  return file.getDescendantsOfKind(SyntaxKind.NewExpression).flatMap((made) => {
    if (made.getExpression().getText().split('.').at(-1) !== className) return []
    const exported = exportOf(made)
    return exported ? [{ file: file.getFilePath(), exported }] : []
  })
}
