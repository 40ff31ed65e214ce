/** Sources of a project that have something: only of these a tree is made. */
import { readFileSync } from 'node:fs'
import type { SourceFile } from 'ts-morph'
import type { UserProject } from './project.ts'
import { sourceFilesIn } from './test-files.ts'

interface Source {
  readonly file: string
  readonly text: string
}

/** All that a project has, read once: several things are sought in them, and no source is written. */
const read = new WeakMap<UserProject, readonly Source[]>()

export function sourcesWith(project: UserProject, pattern: RegExp): SourceFile[] {
  return sourcesOf(project)
    .filter(({ text }) => pattern.test(text))
    .map(({ file }) => project.file(file))
}

function sourcesOf(project: UserProject): readonly Source[] {
  const known = read.get(project)
  if (known) return known
  const all = sourceFilesIn(project.root).map((file) => ({ file, text: readFileSync(file, 'utf8') }))
  read.set(project, all)
  return all
}
