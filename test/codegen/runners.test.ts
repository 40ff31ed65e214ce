/** What is tried before it is proved has one runner under vitest, where that can be. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { generate, projectOf, record, textIn } from './level-projects.ts'

const CONFIG = `import { retrace } from '@retrace/vitest/plugin'
if (process.argv[1].includes('vitest-host')) HOST
export default { plugins: [retrace()], test: { TEST } }
`

test.each([
  ['ends', 'process.exit(3)', ''],
  ['would be set up for several', '', "globalSetup: './setup.mjs'"],
])('a runner that %s is done without', async (_, host, config) => {
  const source = 'function stamped(order) {\n  return { order, at: Date.now() }\n}\n'
  const project = projectOf('vitest', 'ESM', {
    'app.js': { imports: { './stamped.js': '{ stamped }' }, source: 'stamped(7)\n' },
    'stamped.js': { source, exports: ['stamped'] },
  })
  project.write({
    'vitest.config.mjs': CONFIG.replace('HOST', `{ ${host} }`).replace('TEST', config),
    'setup.mjs': `import { appendFileSync } from 'node:fs'
const note = (what) => appendFileSync(new URL('setups', import.meta.url), what)
export function setup() { note('up ') }
export function teardown() { note('down ') }
`,
  })
  await record(project)
  const generated = await generate(project, '--assert', 'result', '--function', 'stamped')
  expect(textIn(project, generated)).toContain('at: expect.any(Number)')
  if (config === '') return
  // To tell what is not the same each time takes two runs, and to prove it two more.
  expect(readFileSync(path.join(project.folder, 'setups'), 'utf8')).toBe('up down '.repeat(4))
})
