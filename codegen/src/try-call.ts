/** Tries a test of one call: it stays where it is proved to fail as the recording did, and else all is as it was. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fixturePath, writeFixture } from '@retrace/core/recordings'
import type { CallSeen, Failure } from './observation.ts'
import type { Project } from './observe/debuggee.ts'
import { excerptFor } from './observe/fixture.ts'
import type { UserProject } from './project/project.ts'
import type { Target } from './project/target.ts'
import { differenceFrom } from './prove/compare.ts'
import type { Outcome } from './prove/outcome.ts'
import { runTest } from './prove/run.ts'
import { withoutSecrets } from './values/hide.ts'
import type { Assertion, TestPlan, WrittenTest } from './write/plan.ts'
import { writeTest } from './write/test.ts'

export interface Trial {
  readonly user: UserProject
  readonly target: Target
  readonly call: CallSeen
  readonly failure: Failure
  readonly assertion: Assertion
}

export interface Written {
  readonly file: string
  readonly title: string
  readonly fixture: string
  /** What the test reads beside. */
  readonly data: readonly string[]
}

export type Tried = (Written & { readonly kind: 'written' }) | { readonly kind: 'rejected'; readonly why: string }

export async function tryCall(project: Project, trial: Trial): Promise<Tried> {
  const { user, call, failure, assertion } = trial
  const { manifest, folder } = project.recording
  const { fixture: said, environment } = await excerptFor(project, '', call, failure)
  const plan: TestPlan = {
    project: user,
    target: trial.target,
    call: { ...call, values: withoutSecrets(call.values) },
    failure,
    assertion,
    environment,
    recording: { id: path.basename(folder), began: manifest.start },
  }
  const [pinned, kept] = [await writeTest(plan, true), await writeTest(plan)]
  if (pinned.kind === 'impossible') return rejected(`${pinned.path} can't be written down: ${pinned.what}`)
  if (kept.kind === 'impossible') return rejected(`${kept.path} can't be written down: ${kept.what}`)

  const files = new Files()
  const fixture = fixturePath(kept.file, kept.title)
  const run = (test: WrittenTest): Promise<Outcome> => {
    files.write(test.file, test.text)
    for (const { file, content } of test.data) files.write(file, content)
    return runTest({ project: user, file: test.file, title: test.title })
  }
  let isProved = false
  try {
    files.keep(fixture)
    writeFixture(fixture, { ...said, test: kept.title })
    const first = await run(pinned)
    if (first.kind !== 'passed') return rejected(`called by itself it does not fail so: ${saidBy(first)}`)
    const second = await run(kept)
    const why = assertion === 'error' ? whyRed(second) : whyOther(second, failure)
    if (why !== null) return rejected(why)
    isProved = true
  } finally {
    if (!isProved) files.restore()
  }
  return { kind: 'written', file: kept.file, title: kept.title, fixture, data: kept.data.map(({ file }) => file) }
}

function rejected(why: string): Tried {
  return { kind: 'rejected', why }
}

function whyRed(outcome: Outcome): string | null {
  return outcome.kind === 'passed' ? null : saidBy(outcome)
}

function whyOther(outcome: Outcome, { error, at }: Failure): string | null {
  return error === null ? null : differenceFrom(error, at, outcome)
}

function saidBy(outcome: Outcome): string {
  if (outcome.kind === 'passed') return 'it passes'
  if (outcome.kind === 'not-run') return `its test did not run: ${outcome.why.trim()}`
  return `${outcome.error.name}: ${outcome.error.message}`
}

/** Files that are written, and what they were before. */
class Files {
  readonly #before = new Map<string, Buffer | null>()

  /** Remembers what a file is. */
  keep(file: string): void {
    if (!this.#before.has(file)) this.#before.set(file, existsSync(file) ? readFileSync(file) : null)
  }

  write(file: string, content: string | Uint8Array): void {
    this.keep(file)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
  }

  restore(): void {
    for (const [file, content] of this.#before)
      if (content === null) rmSync(file, { force: true })
      else writeFileSync(file, content)
  }
}
