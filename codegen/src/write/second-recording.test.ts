/** Tests of several recordings in one file: each has what its own program had, whichever runs first. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { UserProject } from '../project/project.ts'
import { graphOf } from '../values/graph.test-kit.ts'
import type { TestPlan } from './plan.ts'
import { fixtureFor, keep, placeOf, planOf, userProject, writeFiles } from './user-project.test-kit.ts'

const PROJECTS = {
  vitest: {
    'package.json': '{ "type": "module", "devDependencies": { "vitest": "4" } }',
    'vitest.config.js': `import { retrace } from '@retrace/vitest/plugin'
export default { plugins: [retrace()] }
`,
    'rates.js': `const { env } = process
const url = env.RATES_URL
export const cache = new Map()
export const rateOf = (currency) => \`\${url} \${env.RATES_KEY} \${cache.get(currency) ?? 'new'}\`
`,
  },
  jest: {
    'package.json': '{ "devDependencies": { "jest": "30" } }',
    'jest.config.js': "module.exports = { testEnvironment: '@retrace/jest-environment' }\n",
    'rates.js': `const { env } = process
const url = env.RATES_URL
const cache = new Map()
const rateOf = (currency) => \`\${url} \${env.RATES_KEY} \${cache.get(currency) ?? 'new'}\`
module.exports = { cache, rateOf }
`,
  },
} as const

type Framework = keyof typeof PROJECTS

interface Recorded {
  readonly id: string
  readonly url: string
  readonly key: string | null
  /** What the module had in its cache. */
  readonly cached?: string
}

const RECORDED: readonly Recorded[] = [
  { id: 'rec-1', url: 'http://first.test', key: 'k1' },
  { id: 'rec-2', url: 'http://second.test', key: null, cached: 'old' },
  { id: 'rec-3', url: 'http://first.test', key: 'k1' },
]

function planFor(file: string, { id, url, key, cached }: Recorded): TestPlan {
  const args = [id === 'rec-3' ? 'USD' : 'EUR']
  const result = `${url} ${key ?? undefined} ${cached ?? 'new'}`
  const plan = planOf(
    new UserProject(file),
    { file, name: 'rateOf', at: '(currency', args, result },
    placeOf(file, 'url'),
  )
  const environment = [
    { name: 'RATES_URL', value: url, isEarly: true },
    { name: 'RATES_KEY', value: key, isEarly: false },
  ]
  const { graph, roots } = graphOf([undefined, ...args, result, new Map([[args[0], cached]])])
  const moduleState = cached === undefined ? [] : [{ file, name: 'cache', root: roots.at(-1) as number }]
  const call = { ...plan.call, ...(cached === undefined ? {} : { values: graph, moduleState }) }
  const recording = { id, began: '2026-11-25T18:57:30.123Z' }
  return { ...plan, call, environment, recording, failure: null, assertion: 'result' }
}

const LINES = {
  vitest: ['vitest/vitest.mjs', 'run', '--reporter=json'],
  jest: ['jest/bin/jest.js', '--json'],
}

/** How each test of a project ended, by its file and name. */
function run(folder: string, framework: Framework): string[] {
  const [script, ...args] = LINES[framework] as [string, ...string[]]
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(folder, 'node_modules', script), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], RETRACE_MODE: 'none' },
  })
  const report = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
    testResults: { name: string; assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[]
  }
  expect(report.testResults.length, stderr).toBe(2)
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(
      (its) => `${path.basename(name)} ${its.fullName} ${its.status}${its.failureMessages.join('')}`,
    ),
  )
}

/** The tests of a file the other way around; what stands over a test goes with it. */
function reversed(text: string): string {
  const [head = '', ...tests] = text.split(/(?=^\/\/ Recorded )/m)
  return [head, ...tests.toReversed()].join('')
}

test.each(['vitest', 'jest'] as const)('under %s each test has what its own recording had', async (framework) => {
  const user = userProject(PROJECTS[framework])
  try {
    const file = path.join(user.folder, 'rates.js')
    const titles: string[] = []
    for (const recorded of RECORDED) titles.push((await keep(planFor(file, recorded))).title)
    const written = readFileSync(path.join(user.folder, 'rates.test.js'), 'utf8')
    // What the file sets for all of its tests is set again by none.
    expect(written.match(/= 'http:\/\/first\.test'/g)).toHaveLength(1)
    const fixtures = titles.map((title) => [`__recordings__/other.test.js/${title}.json`, fixtureFor(title)])
    writeFiles(user.folder, { 'other.test.js': reversed(written), ...Object.fromEntries(fixtures) })
    expect(run(user.folder, framework).toSorted()).toEqual(
      ['other', 'rates'].flatMap((its) => titles.map((title) => `${its}.test.js ${title} passed`)).toSorted(),
    )
  } finally {
    user.remove()
  }
})
