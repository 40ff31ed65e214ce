/** What a generated test sets of the recorded environment. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { excerptOf } from '@retrace/core/recordings'
import { expect, test } from 'vitest'
import { folderWith, PRELOAD, retrace, run } from '../support/cli.ts'
import { makeProject } from '../support/project.ts'
import { HERE, on } from './machines.ts'

test('what a CI sets is set where the sources of the program name it', async () => {
  const folder = folderWith({
    'main.mjs': 'JSON.stringify(process.env); process.env.GITHUB_API_URL; process.env.CI',
  })
  const env = { GITHUB_API_URL: 'http://127.0.0.1', GITHUB_SHA: '5e2f', CI: 'true' }
  retrace(folder, ['record', '--out', 'recording', '--', process.execPath, 'main.mjs'], { env })
  const { environment } = await excerptOf(path.join(folder, 'recording'), { from: 0, to: Infinity })
  const names = environment.map(({ name }) => name)
  expect([...new Set(names)]).toEqual(['GITHUB_API_URL'])
})

test('a failure of how long the code itself took comes back, since its clock says what it said', async () => {
  const project = makeProject({
    'package.json': '{ "private": true, "type": "module", "devDependencies": { "vitest": "*" } }',
    'vitest.config.js': `import { retrace } from '@retrace/vitest/plugin'
export default { plugins: [retrace()] }
`,
    'total.js': `export function total(items) {
  const began = Date.now()
  for (let i = 0; i < 1e8; i++) items.sum = i % 7
  if (Date.now() - began >= 20) throw new RangeError('out of budget')
  return items.length
}
`,
    'app.js': `import { total } from './total.js'
total(['lamp'])
`,
  })
  try {
    retrace(project.folder, ['record', '--out', 'recordings/one', '--', process.execPath, 'app.js'])
    const { status, stderr } = retrace(project.folder, ['generate', 'recordings/one'])
    expect(status, stderr).toBe(0)
    const [source, file] = ['total.js', 'total.test.js'].map((name) => path.join(project.folder, name)) as [
      string,
      string,
    ]
    // However long it takes here.
    project.write({ 'total.js': readFileSync(source, 'utf8').replace(/ +for .*\n/, '') })
    expect(await on(HERE, file, 'total does not throw RangeError')).toMatchObject({ kind: 'failed' })
  } finally {
    project.remove()
  }
})

test('so it is of a program that was killed with its recorder, whose sources nobody has copied', async () => {
  const folder = folderWith({
    'main.mjs':
      "JSON.stringify(process.env)\nawait import('./shop.mjs')\nsetImmediate(() => process.kill(process.pid, 'SIGKILL'))",
    'shop.mjs': 'process.env.SHOP_URL',
  })
  const env = { RETRACE: '1', RETRACE_RECORDING_PATH: 'recording', SHOP_URL: 'http://127.0.0.1', SHOP_UNUSED: '7' }
  run(folder, [process.execPath, '--require', PRELOAD, 'main.mjs'], { env })
  const { environment } = await excerptOf(path.join(folder, 'recording'), { from: 0, to: Infinity })
  const names = environment.map(({ name }) => name)
  expect([...new Set(names)]).toEqual(['SHOP_URL'])
})
