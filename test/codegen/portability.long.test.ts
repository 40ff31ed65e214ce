/** Generated tests of crashes fail, and pass once the program is mended, in the same way on other machines. */
import { renameSync } from 'node:fs'
import path from 'node:path'
import { differenceFrom, generate, type Project } from '@retrace/codegen'
import { locateProject, openRecording } from '@retrace/core/recordings'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMMAND } from '../support/cli.ts'
import { applyFix, copyProgram, type Crash, crashes, makeWorkshop, startServices } from './crash-programs.mjs'
import { runCrash } from './crash-run.mjs'
import { ALL, HERE, on, onAll, RECORDED_IN } from './machines.ts'

/** Those that have to do with times, chance, the order of events and the environment. */
const NAMES = [
  'month-end-date',
  'unknown-time-zone',
  'timer',
  'race-of-awaits',
  'random-index',
  'invalid-date',
  'missing-environment',
]

let workshop: Awaited<ReturnType<typeof makeWorkshop>>

beforeAll(async () => {
  workshop = await makeWorkshop()
})

afterAll(() => workshop.remove())

async function record(crash: Crash, cwd: string): Promise<Project> {
  const folder = path.join(cwd, 'recordings', crash.name)
  const services = await startServices(crash)
  const line = [process.execPath, COMMAND, 'record', '--out', folder, '--', process.execPath]
  try {
    await runCrash(crash, line, { cwd, env: { ...services.env, TZ: RECORDED_IN } })
  } finally {
    await services.stop()
  }
  const recording = openRecording(folder)
  return { recording, located: locateProject(recording, {}) }
}

test.each(crashes.filter(({ name }) => NAMES.includes(name)))(
  'the test of $name holds in another folder, time zone and language',
  async (crash) => {
    const cwd = await copyProgram(crash, workshop.root)
    const project = await record(crash, cwd)
    const generated = await generate(project, {})
    const { file, title } = generated
    const failure = generated.failure as NonNullable<typeof generated.failure>
    const moved = `${cwd}-elsewhere`
    renameSync(cwd, moved)
    const here = (its: string): string => path.join(moved, path.relative(cwd, its))
    const at = failure.at && { ...failure.at, file: here(failure.at.file) }
    const red = await on(HERE, here(file), title)
    expect(differenceFrom(failure.error as NonNullable<typeof failure.error>, at, red)).toBe(null)
    await applyFix(crash, moved)
    expect(await onAll(here(file), title)).toEqual(ALL.map(() => ({ kind: 'passed' })))
  },
)
