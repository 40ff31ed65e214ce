/** Folders inside of the project, where its packages are found. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expectValidFixtures } from './fixtures.ts'

const temporary = path.join(import.meta.dirname, '../.tmp')
/** Else they would be of the TypeScript project of these tests, with all of Node's types: to read those takes a second. */
const TSCONFIG = '{ "extends": "../tsconfig.json", "compilerOptions": { "types": [] } }\n'

export interface Project {
  readonly folder: string
  write(files: Readonly<Record<string, string>>): void
  remove(): void
}

/**
 * Makes a folder with files by their names. Fixtures that are written in it have to be as the manual has them.
 *
 * @param hasBrokenFixtures - whether the test itself spoils some
 */
export function makeProject(files: Readonly<Record<string, string>>, hasBrokenFixtures = false): Project {
  mkdirSync(temporary, { recursive: true })
  writeFileSync(path.join(temporary, 'tsconfig.json'), TSCONFIG)
  const folder = mkdtempSync(path.join(temporary, 'project-'))
  const project: Project = {
    folder,
    write(more) {
      for (const [name, text] of Object.entries(more)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
        writeFileSync(path.join(folder, name), text)
      }
    },
    remove() {
      try {
        if (!hasBrokenFixtures) expectValidFixtures(folder)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
  project.write(files)
  return project
}
