/** Tests of whole programs, where nothing in them can be called. */
import { expect, test } from 'vitest'
import type { Project } from '../support/project.ts'
import { generate, outcomeOf, projectOf, record, type Runner, type Syntax, textIn, textOf } from './level-projects.ts'

const READ = 'const total = (text) => JSON.parse(text).lines.reduce((sum, { price }) => sum + price, 0)\n'
const MENDED = READ.replace('.lines', '.lines ?? []').replace('JSON', '(JSON').replace('[]', '[])')

interface Case {
  readonly how: string
  readonly runner: Runner
  readonly syntax: Syntax
  /** What is done with `total`. */
  readonly does: string
  readonly title: string
  readonly red: object
}

const CASES: readonly Case[] = [
  {
    how: 'an error that nobody catches',
    runner: 'vitest',
    syntax: 'ESM',
    does: "console.log(total('{}'))\n",
    title: 'app.js does not throw TypeError',
    red: { name: 'TypeError', at: { line: 1 } },
  },
  {
    how: 'an error that a timer throws',
    runner: 'jest',
    syntax: 'CommonJS',
    does: "setTimeout(() => console.log(total('{}')), 20)\n",
    title: 'app.js does not throw TypeError',
    red: { name: 'TypeError', at: { line: 1 } },
  },
  {
    how: 'a rejection that nobody handles',
    runner: 'jest',
    syntax: 'ESM',
    does: "Promise.resolve('{}').then(total).then(console.log)\n",
    title: 'app.js does not throw TypeError',
    red: { name: 'TypeError', at: { line: 1 } },
  },
  {
    how: 'its exit code',
    runner: 'vitest',
    syntax: 'CommonJS',
    does: "try {\n  console.log(total('{}'))\n} catch {\n  process.exit(3)\n}\n",
    title: 'app.js does not end the program with 3',
    red: { name: 'AssertionError' },
  },
]

test.each(CASES)('$how fails the test of the program ($runner, $syntax)', async (it) => {
  const { runner, syntax, does, title, red } = it
  const project: Project = projectOf(runner, syntax, { 'app.js': { source: READ + does } })
  await record(project)
  const generated = await generate(project)
  expect(generated).toMatchObject({ level: 'program', function: null, title })
  expect(generated.rejected).toContainEqual({ name: 'total', why: 'total is not exported' })
  expect(textIn(project, generated)).toContain('await retrace.run(() =>')
  expect(await outcomeOf(project, generated)).toMatchObject({ kind: 'failed', error: red })
  project.write({ 'app.js': textOf({ source: MENDED + does }, syntax) })
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})
