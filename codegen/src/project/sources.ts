/** Sources of a project that have something: only of these a tree is made. */
import { readFileSync } from 'node:fs'
import type { SourceFile } from 'ts-morph'
import type { UserProject } from './project.ts'
import { sourceFilesIn } from './test-files.ts'

export function sourcesWith(project: UserProject, pattern: RegExp): SourceFile[] {
  return sourceFilesIn(project.root)
    .filter((file) => pattern.test(readFileSync(file, 'utf8')))
    .map((file) => project.file(file))
}
