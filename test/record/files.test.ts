/** Files that are read in a recording. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

interface Outcome {
  readonly mode?: string
  readonly came?: readonly unknown[]
  readonly error?: string
}

let project: Project
let recorded: Outcome

function program(mode: string, ...args: readonly string[]): Outcome {
  const { stdout, stderr } = run(project.folder, [process.execPath, 'files.mjs', ...args], {
    env: { RETRACE_MODE: mode },
  })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Outcome
}

beforeAll(() => {
  project = makeProject({
    'files.mjs': readFileSync(path.join(import.meta.dirname, 'files.mjs'), 'utf8'),
    'data/a.json': '{ "of": "the recording" }',
    'data/b.bin': 'a',
    'data/deep/c.txt': 'c',
  })
  writeFileSync(path.join(project.folder, 'data/b.bin'), Buffer.from([0, 255, 128]))
  recorded = program('once')
})

afterAll(() => project.remove())

test('what is read below the paths is recorded, in every form', () => {
  expect(recorded.mode).toBe('record')
  expect(recorded.came?.slice(0, 2)).toEqual(['{ "of": "the recording" }', [0, 255, 128]])
  const fixture = readFileSync(path.join(project.folder, '__recordings__/files.mjs/files.json'), 'utf8')
  expect(fixture).toContain('"fs.readFileSync data/a.json"')
  expect(fixture).toContain(String.raw`{ \"of\": \"the recording\" }`)
  expect(fixture).not.toContain('other.txt')
})

test('and read again when the files are gone: contents, figures, errors', () => {
  rmSync(path.join(project.folder, 'data'), { recursive: true })
  expect(program('none')).toEqual({ ...recorded, mode: 'replay' })
})

test('a file that was not read then fails the test, and one that is not below the paths is live', () => {
  project.write({ 'data/new.txt': 'new', 'live.txt': 'live' })
  expect(program('none', 'data/new.txt').error).toContain('Failed to answer fs.readFileSync data/new.txt')
  expect(program('none', 'live.txt').came?.at(-1)).toBe('live')
})
