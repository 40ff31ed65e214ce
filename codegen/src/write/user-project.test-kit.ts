/** Small projects of users, in which tests are written and run. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { CallSeen, ErrorSeen, Failure, Place } from '../observation.ts'
import { graphOf } from '../values/graph.test-kit.ts'
import type { UserProject } from '../project/project.ts'
import type { TestPlan, WrittenTest } from './plan.ts'
import { writeTest } from './test.ts'

const MODULES = path.join(import.meta.dirname, '../../../node_modules')

/** A folder outside of this repository, with its packages. */
export function userProject(files: Readonly<Record<string, string>>): { readonly folder: string; remove(): void } {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'retrace-user-')))
  symlinkSync(MODULES, path.join(folder, 'node_modules'), 'junction')
  writeFiles(folder, files)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.resolve(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
}

/** Where a text stands in a file: for a function, that of its parameters. */
export function placeOf(file: string, text: string): Place {
  const [before] = readFileSync(file, 'utf8').split(text) as [string]
  const lines = before.split('\n')
  return { file, line: lines.length, column: (lines.at(-1) as string).length + 1 }
}

export interface Call {
  readonly file: string
  readonly name: string
  /** With which its declaration begins. */
  readonly at: string
  readonly args: readonly unknown[]
  readonly self?: unknown
  readonly error?: Partial<ErrorSeen>
  readonly result?: unknown
  /** Files of classes, by the class. */
  readonly classes?: ReadonlyMap<unknown, string>
}

export function callOf({ file, name, at, args, self, error, result, classes }: Call): CallSeen {
  const all = [self, ...args, result]
  const { graph, roots } = graphOf(all, classes)
  const thrown: ErrorSeen = { class: 'TypeError', message: '', code: null, isOwn: false, stack: '', ...error }
  return {
    candidate: { name, place: placeOf(file, at), isAsync: false, call: 1 },
    values: graph,
    thisRoot: self === undefined ? null : (roots[0] as number),
    argumentRoots: roots.slice(1, -1),
    moduleState: [],
    began: { event: 1, now: 0, random: null },
    part: null,
    ended: null,
    outcome: error ? { kind: 'threw', error: thrown } : { kind: 'returned', root: roots.at(-1) as number },
  }
}

export function failureOf(call: CallSeen, at: Place | null): Failure {
  const error = call.outcome?.kind === 'threw' ? call.outcome.error : null
  return { kind: 'uncaught', error, exitCode: 1, request: null, at, madeAt: null, event: 2, until: 2 }
}

/**
 * What the test of a call is written of.
 *
 * @param at - where the call failed
 */
export function planOf(project: UserProject, call: Call, at: Place | null): TestPlan {
  const its = callOf(call)
  const found = project.target(its.candidate.place, call.name)
  if (found.kind === 'none') throw new Error(found.why)
  const recording = { id: 'rec-1', began: '2026-11-25T18:57:30.123Z' }
  return { project, target: found.target, call: its, failure: failureOf(its, at), assertion: 'no-crash', recording }
}

/** A fixture in which nothing was asked. */
export function fixtureFor(title: string): string {
  return `${JSON.stringify({ format: 1, test: title, recorded: '2026-11-25T18:57:30.000Z', random: {}, exchanges: [] }, null, 2)}\n`
}

/** Writes a test with all that belongs to it. */
export async function keep(plan: TestPlan, isPinned = false): Promise<WrittenTest> {
  const test = await writeTest(plan, isPinned)
  if (test.kind === 'impossible') throw new Error(`${test.path}: ${test.what}`)
  const folder = path.join(path.dirname(test.file), '__recordings__', path.basename(test.file))
  const data = Object.fromEntries(test.data.map(({ file, content }) => [file, content]))
  writeFiles(folder, { [test.file]: test.text, [`${test.title}.json`]: fixtureFor(test.title), ...data })
  return test
}
