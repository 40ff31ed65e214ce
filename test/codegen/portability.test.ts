/** Generated tests fail, and pass once the program is mended, in the same way on other machines. */
import { readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { differenceFrom, generate, type Project, runTest, type TestOutcome, UserProject } from '@retrace/codegen'
import { locateProject, openRecording } from '@retrace/core/recordings'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMAND, retrace } from '../support/cli.ts'
import { makeProject } from '../support/project.ts'
import { applyFix, copyProgram, type Crash, crashes, makeWorkshop, startServices } from './crash-programs.mjs'
import { runCrash } from './crash-run.mjs'

const RECORDED_IN = 'America/New_York'
const HERE = { TZ: 'UTC', LC_ALL: 'C' }
const OTHERS = [
  { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
  { TZ: 'America/St_Johns', LC_ALL: 'ar_EG.UTF-8', LANG: 'ar_EG.UTF-8', SMTP_SERVER: 'mail.test' },
]
/** Some that have to do with times, the order of events and the environment; the proof of the crashes has them all. */
const NAMES = ['month-end-date', 'timer', 'race-of-awaits', 'invalid-date', 'missing-environment']

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

async function onAll(file: string, title: string): Promise<TestOutcome[]> {
  const outcomes: TestOutcome[] = []
  for (const env of [HERE, ...OTHERS]) outcomes.push(await on(env, file, title))
  return outcomes
}

/** A test is red on few machines, before the program is mended, and green on all. */
function on(env: NodeJS.ProcessEnv, file: string, title: string): Promise<TestOutcome> {
  return runTest({ project: new UserProject(file), file, title, env })
}

describe('the test of a crash', () => {
  test.each(crashes.filter(({ name }) => NAMES.includes(name)))(
    '$name holds in another folder, time zone and language',
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
      expect(await onAll(here(file), title)).toEqual([HERE, ...OTHERS].map(() => ({ kind: 'passed' })))
    },
  )
})

const SHOP = `export function deskAt(desks, date) {
  return desks.find(({ from, to }) => from <= date.getHours() && date.getHours() < to).name
}
`
const LOCAL = {
  'package.json': '{ "private": true, "type": "module" }',
  'shop.js': SHOP,
  'app.js': `import { deskAt } from './shop.js'
deskAt([{ name: 'day', from: 8, to: 20 }], new Date('2026-11-25T12:00:00Z'))
`,
}

test('where local time counts, the test sets the recorded time zone', async () => {
  const project = makeProject({
    ...LOCAL,
    'vitest.config.js': `import { retrace } from '@retrace/vitest/plugin'
export default { plugins: [retrace()] }
`,
  })
  try {
    const line = ['record', '--out', 'recordings/one', '--', process.execPath, 'app.js']
    retrace(project.folder, line, { env: { TZ: RECORDED_IN } })
    const { status, stderr } = retrace(project.folder, ['generate', 'recordings/one'], { env: { TZ: 'UTC' } })
    expect(status, stderr).toBe(0)
    const file = path.join(project.folder, 'shop.test.js')
    expect(readFileSync(file, 'utf8')).toContain(`vi.stubEnv('TZ', '${RECORDED_IN}')`)
    expect(await on(HERE, file, 'deskAt does not throw TypeError')).toMatchObject({ kind: 'failed' })
    expect(readFileSync(file, 'utf8')).toContain('onTestFinished(() => void vi.unstubAllEnvs())')
    project.write({ 'shop.js': SHOP.replace(').name', ')?.name') })
    expect(await onAll(file, 'deskAt does not throw TypeError')).toEqual(
      [HERE, ...OTHERS].map(() => ({ kind: 'passed' })),
    )
  } finally {
    project.remove()
  }
})

test('where no test can set it, it is said that local time counts', () => {
  const project = makeProject({
    ...LOCAL,
    'package.json':
      '{ "private": true, "type": "module", "scripts": { "test": "jest" }, "devDependencies": { "jest": "*" } }',
    'jest.config.js': "export default { testEnvironment: '@retrace/jest-environment' }\n",
  })
  try {
    const line = ['record', '--out', 'recordings/one', '--', process.execPath, 'app.js']
    retrace(project.folder, line, { env: { TZ: RECORDED_IN } })
    const { stderr } = retrace(project.folder, ['generate', 'recordings/one', '--function', 'deskAt'], {
      env: { TZ: 'UTC' },
    })
    expect(stderr).toContain(`deskAt: it is so only in ${RECORDED_IN}, or in one language`)
  } finally {
    project.remove()
  }
})

const COUNT = `const { readFileSync } = require('node:fs')
exports.count = (file) => readFileSync(file, 'utf8').match(/lamp/g).length
`

test.each(['vitest', 'jest'] as const)(
  'under %s a test of what reads files by where it is run finds them',
  async (runner) => {
    const project = makeProject({
      'package.json': '{ "private": true, "workspaces": ["shop"] }',
      'shop/package.json': `{ "private": true, "devDependencies": { "${runner}": "*" } }`,
      'shop/vitest.config.mjs': `import { retrace } from '@retrace/vitest/plugin'
export default { plugins: [retrace()] }
`,
      'shop/jest.config.js': "module.exports = { testEnvironment: '@retrace/jest-environment' }\n",
      'shop/src/count.js': COUNT,
      'shop/src/app.js': "require('./count.js').count('data/none.txt')\n",
      'shop/data/none.txt': 'chair',
    })
    try {
      const cwd = path.join(project.folder, 'shop')
      retrace(cwd, ['record', '--out', 'recordings/one', '--', process.execPath, 'src/app.js'])
      const { status, stderr } = retrace(cwd, ['generate', 'recordings/one', '--framework', runner])
      expect(status, stderr).toBe(0)
      const file = path.join(cwd, 'src/count.test.js')
      const title = 'count does not throw TypeError'
      const its = { project: new UserProject(file, runner), file, title }
      const mended = { kind: 'passed' }
      for (const folder of [cwd, project.folder])
        expect(await runTest({ ...its, folder })).toMatchObject({ error: { name: 'TypeError' } })
      project.write({ 'shop/src/count.js': COUNT.replace(').length', ')?.length') })
      for (const folder of [cwd, project.folder]) expect(await runTest({ ...its, folder })).toEqual(mended)
    } finally {
      project.remove()
    }
  },
)
