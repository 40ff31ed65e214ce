/** Generated tests depend on no machine: on its time zone, or where it is run. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { runTest, UserProject } from '@retrace/codegen'
import { expect, test } from 'vitest'
import { retrace } from '../support/cli.ts'
import { makeProject } from '../support/project.ts'
import { ALL, HERE, on, onAll, RECORDED_IN } from './machines.ts'

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
    expect(await onAll(file, 'deskAt does not throw TypeError')).toEqual(ALL.map(() => ({ kind: 'passed' })))
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
