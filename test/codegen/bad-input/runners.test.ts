/** Projects in which no test can be run, or not this one. */
import { expect, test } from 'vitest'
import { BadProject, CRASH } from './projects.ts'

const manifest = (its: object): string => JSON.stringify({ private: true, type: 'module', ...its })

test('a project without tests', () => {
  const project = new BadProject({ ...CRASH, 'package.json': manifest({}) }).record()
  const { code, said } = project.refused(64)
  expect(code).toBe('NO_TEST_FRAMEWORK')
  expect(said).toContain(
    'neither <folder> nor a folder above it uses vitest or Jest, and tests are written for these two. Install one of them (npm install --save-dev vitest @retrace/vitest), or say which is meant: --framework vitest, or --framework jest.',
  )
})

test.each(['mocha --recursive', 'node --test'])('a project whose tests are run by `%s`', (command) => {
  const project = new BadProject({ ...CRASH, 'package.json': manifest({ scripts: { test: command } }) }).record()
  expect(project.refused(64).said).toContain(`(\`npm test\` is \`${command}\`), and tests are written for these two.`)
})

test('a project with two frameworks, of which one is chosen', () => {
  const both = manifest({ devDependencies: { vitest: '*', jest: '*' } })
  const project = new BadProject({ ...CRASH, 'package.json': both }).record()
  expect(project.refused(64).said).toContain(
    '<folder> uses both vitest and Jest. Say which is meant: --framework vitest',
  )
  expect(project.written('--framework', 'vitest')).toMatchObject({ level: 'function', file: 'total.test.js' })
})

test('vitest that is not installed', () => {
  const project = new BadProject(CRASH, []).record()
  expect(project.refused(64).said).toContain(
    'Failed to write a test for vitest: vitest is not installed in <folder>. Install it: npm install --save-dev vitest.',
  )
})

test.each([
  ['vitest', 'vitest.config.mjs', "export default { test: { include: ['spec/**/*.spec.js'] } }\n"],
  [
    'jest',
    'jest.config.mjs',
    "export default { testMatch: ['**/spec/*.js'], testEnvironment: '@retrace/jest-environment' }\n",
  ],
])('a configuration of %s that leaves out where tests stand', (runner, config, text) => {
  const files = { ...CRASH, 'package.json': manifest({ devDependencies: { [runner]: '*' } }), [config]: text }
  const project = new BadProject(files).record()
  expect(project.refused(64, '--function', 'total').said).toContain(
    `Failed to try the test <folder>/total.test.js: ${runner} takes no file of that name for a test. Let it: <folder>/${config} says which files it takes; nothing was written.`,
  )
})

test('a workspace whose recording is at its root', () => {
  const files = {
    'package.json': manifest({ workspaces: ['packages/*'] }),
    'packages/shop/package.json': manifest({ name: 'shop' }),
    'packages/shop/main.mjs': "import { total } from '../orders/total.mjs'\n\ntotal({ lines: null })\n",
    'packages/orders/package.json': manifest({ name: 'orders', devDependencies: { vitest: '*' } }),
    'packages/orders/total.mjs': CRASH['total.mjs'] as string,
  }
  const project = new BadProject(files).record('packages/shop/main.mjs')
  expect(project.written()).toMatchObject({ level: 'function', file: 'packages/orders/total.test.js' })
})

test.each([
  ['vitest', 'vitest.config.mjs', "export default { test: { setupFiles: ['./gone.mjs'] } }\n", 'gone.mjs'],
  ['jest', 'jest.config.mjs', "export default { preset: 'preset-of-ours' }\n", 'Preset preset-of-ours not found'],
])('%s that does not start (%s: %s)', (runner, config, text, said) => {
  const files = { ...CRASH, 'package.json': manifest({ devDependencies: { [runner]: '*' } }), [config]: text }
  const refusal = new BadProject(files).record().refused(64)
  expect(refusal.code).toBe('RUNNER_NOT_STARTED')
  expect(refusal.said).toContain(
    `Failed to try the test <folder>/total.test.js: ${runner} does not start in <folder>, for it does not run an empty test in its place either. It says:\n  `,
  )
  expect(refusal.said).toContain(said)
})
