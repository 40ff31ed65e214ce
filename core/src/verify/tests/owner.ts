/** Which test a fixture is of, and how that is run. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { RetraceError } from '../../errors.ts'
import type { Runner } from '../../start/runner-script.ts'
import type { TestBatch } from './run-tests.ts'

/** The tests of each project and runner together. */
export function batchesOf(testFiles: readonly string[], given: string | undefined): TestBatch[] {
  const batches = new Map<string, TestBatch & { files: string[] }>()
  for (const file of testFiles) {
    const root = given === undefined ? rootOf(file) : path.resolve(given)
    const runner = runnerOf(file)
    const key = `${runner} ${root}`
    const batch = batches.get(key)
    if (batch) batch.files.push(file)
    else batches.set(key, { root, runner, files: [file] })
  }
  return [...batches.values()]
}

/** The folder that the command is run in, as it would be for the runner; where that is elsewhere, the project of the test. */
function rootOf(file: string): string {
  const cwd = process.cwd()
  const isBelow = !path.relative(cwd, file).startsWith('..')
  if (isBelow && existsSync(path.join(cwd, 'package.json'))) return cwd
  return foldersAbove(file).find((folder) => existsSync(path.join(folder, 'package.json'))) ?? cwd
}

/** What the test imports says it best: a project may have both. */
export function runnerOf(file: string): Runner {
  const text = readFileSync(file, 'utf8')
  if (/['"](?:@retrace\/)?vitest['"]/.test(text)) return 'vitest'
  if (/@retrace\/jest-environment|['"]@jest\/globals['"]/.test(text)) return 'jest'
  const runner = foldersAbove(file)
    .map(runnerIn)
    .find((its) => its !== null)
  if (!runner) throw new RetraceError('VERIFY_NO_RUNNER', { what: path.relative(process.cwd(), file) })
  return runner
}

function runnerIn(folder: string): Runner | null {
  try {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(path.join(folder, 'package.json'), 'utf8'),
    ) as Record<string, Readonly<Record<string, string>> | undefined>
    const packages = { ...dependencies, ...devDependencies }
    if (packages['@retrace/vitest'] ?? packages['vitest']) return 'vitest'
    return (packages['@retrace/jest-environment'] ?? packages['jest']) ? 'jest' : null
  } catch {
    return null
  }
}

/** Innermost first. */
function foldersAbove(file: string): string[] {
  const folders: string[] = []
  for (let folder = path.dirname(path.resolve(file)); folders.at(-1) !== folder; folder = path.dirname(folder))
    folders.push(folder)
  return folders
}
