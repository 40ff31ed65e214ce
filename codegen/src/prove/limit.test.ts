import { readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { expect, onTestFinished, test } from 'vitest'
import { UserProject } from '../project/project.ts'
import { userProject } from '../write/user-project.test-kit.ts'
import { runTest } from './run.ts'

test('a test in a loop without an end is stopped, with the process that it is in', async () => {
  const made = userProject({
    'package.json': '{ "type": "module", "devDependencies": { "vitest": "*" } }',
    'app.js': 'export const app = 1\n',
    'app.test.js': `import { writeFileSync } from 'node:fs'
import { test } from 'vitest'
test('goes on', () => {
  writeFileSync('pid', String(process.pid))
  for (;;);
})
`,
  })
  onTestFinished(() => made.remove())
  const { folder } = made
  const project = new UserProject(path.join(folder, 'app.js'))
  const outcome = await runTest({ project, file: path.join(folder, 'app.test.js'), title: 'goes on', limit: 5000 })
  expect(outcome).toMatchObject({
    kind: 'failed',
    error: { message: 'the test did not end within 5 s, and was stopped' },
  })
  const pid = Number(readFileSync(path.join(folder, 'pid'), 'utf8'))
  // One that has ended is there until the first process of the machine has seen that.
  await expect.poll(() => isThere(pid), { timeout: 10_000 }).toBe(false)
})

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
