/** Tests for projects that have neither Retrace's plugin nor a test so far. */
import path from 'node:path'
import { expect, test } from 'vitest'
import { UserProject } from '../project/project.ts'
import { differenceFrom } from '../prove/compare.ts'
import { runTest } from '../prove/run.ts'
import type { TestPlan, WrittenTest } from './plan.ts'
import { writeTest } from './test.ts'
import { keep, placeOf, planOf, userProject } from './user-project.test-kit.ts'

const PARSE = `const { readFileSync } = require('node:fs')

/** @param {string} text */
module.exports = function parse(text) {
  return JSON.parse(text).item.name
}
`

function planIn(folder: string, source: string, at: string, args: readonly unknown[]): TestPlan {
  const file = path.join(folder, source)
  const error = { message: "Cannot read properties of undefined (reading 'name')", stack: 'TypeError: Cannot read' }
  return planOf(new UserProject(file), { file, name: 'parse', at, args, error }, placeOf(file, 'item.name'))
}

test('under vitest without the plugin a recording has a name and an end', async () => {
  const user = userProject({
    'package.json': '{ "devDependencies": { "vitest": "4" } }',
    'lib/parse.js': PARSE,
  })
  try {
    const plan = planIn(user.folder, 'lib/parse.js', '(text)', ['{}'])
    const { project } = plan
    const { file, title, text } = await keep(plan)
    expect(path.relative(user.folder, file)).toBe('lib/parse.test.js')
    expect(text).toMatchInlineSnapshot(`
      "import { test } from 'vitest'
      import { retrace } from '@retrace/core'
      import parse from './parse.js'

      // Recorded 2026-11-25T18:57:30Z
      // rec-1 3ac05088
      test('parse does not throw TypeError', async () => {
        await retrace.record('parse does not throw TypeError', async () => {
          // TODO: expect what it should give instead
          parse('{}')
        })
      })
      "
    `)
    expect(differenceFrom(plan.failure!.error!, plan.failure!.at, await runTest({ project, file, title }))).toBe(null)
    const pinned = await keep(plan, true)
    expect(await runTest({ project, file: pinned.file, title })).toEqual({ kind: 'passed' })
  } finally {
    user.remove()
  }
})

test('what a runner lacks is named, and other tests of the file are left alone', async () => {
  const user = userProject({
    'package.json': '{ "type": "module", "devDependencies": { "vitest": "4" } }',
    'vitest.config.js': "import { retrace } from '@retrace/vitest/plugin'\nexport default { plugins: [retrace()] }\n",
    'lib/parse.mjs': 'export default (text) => JSON.parse(text).item.name\n',
    'lib/parse.test.js':
      "import { expect, test, vi } from 'vitest'\nimport parse from './parse.mjs'\n\nvi.mock('./other.js')\n\ntest('parses', () => { expect(parse).toBeDefined() })\n",
  })
  try {
    const plan = planIn(user.folder, 'lib/parse.mjs', '(text) =>', ['{}'])
    const written = await keep(plan)
    expect(path.relative(user.folder, written.file)).toBe('lib/parse.retrace.test.js')
    expect(written.text).toMatchInlineSnapshot(`
      "import { test } from 'vitest'
      import { retrace } from '@retrace/vitest'
      import parse from './parse.mjs'

      // Recorded 2026-11-25T18:57:30Z
      // rec-1 504442f0
      test('parse does not throw TypeError', async () => {
        await retrace.record()
        // TODO: expect what it should give instead
        parse('{}')
      })
      "
    `)
    const outcome = await runTest({ project: plan.project, file: written.file, title: written.title })
    expect(differenceFrom(plan.failure!.error!, plan.failure!.at, outcome)).toBe(null)
    const bare = { ...plan, project: Object.assign(Object.create(plan.project) as UserProject, { has: () => false }) }
    await expect(writeTest(bare)).rejects.toMatchObject({ code: 'RUNNER_PACKAGE_MISSING' })
  } finally {
    user.remove()
  }
})

test('where files begin with a directive, so does a test', async () => {
  const user = userProject({
    'package.json': '{ "devDependencies": { "jest": "30" } }',
    'lib/parse.js': `'use strict'\n\nconst locale = process.env.LOCALE\n${PARSE}`,
  })
  try {
    const plan = planIn(user.folder, 'lib/parse.js', '(text)', ['{}'])
    const environment = [{ name: 'LOCALE', value: 'de', isEarly: true }]
    const written = await writeTest({ ...plan, environment })
    expect(written).toMatchObject({ kind: 'written' })
    expect((written as WrittenTest).text).toContain(`/** @jest-environment @retrace/jest-environment */
'use strict'

process.env.LOCALE = 'de'

const { retrace } = require('@retrace/jest-environment')
const parse = require('./parse')

// Recorded`)
  } finally {
    user.remove()
  }
})
