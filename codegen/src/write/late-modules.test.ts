/** Tests for a project in TypeScript under Jest, which puts imports before everything that could be set. */
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { UserProject } from '../project/project.ts'
import { placeOf, planOf, userProject, writeFiles } from './user-project.test-kit.ts'
import { writeTest } from './test.ts'

const user = userProject({
  'package.json': '{ "devDependencies": { "jest": "30" } }',
  'jest.config.js': "module.exports = { testEnvironment: '@retrace/jest-environment' }\n",
  'rates.ts': `const url = process.env.RATES_URL
export const rateOf = (currency: string): string => url!.concat(currency)
`,
  'db.ts': `import { Pool } from 'pg'
export const pool = new Pool({ connectionString: process.env.DATABASE_URL })
`,
  'user.ts': `import { pool } from './db'
export const userOf = async (id: number): Promise<string> =>
  (await pool.query<{ name: string }>('select name from users where id = $1', [id])).rows[0]!.name.trim()
`,
})
afterAll(() => user.remove())

async function written(): Promise<string> {
  const file = path.join(user.folder, 'rates.ts')
  const place = placeOf(file, '(currency')
  const plan = planOf(new UserProject(file), { file, name: 'rateOf', at: '(currency', args: ['EUR'], error: {} }, place)
  const environment = [{ name: 'RATES_URL', value: 'http://rates.test', isEarly: true }]
  const its = await writeTest({ ...plan, environment })
  return its.kind === 'written' ? its.text : its.what
}

test('a module that may have read a variable is loaded once it is set', async () => {
  expect((await written()).replaceAll(/^\/\/ .*\n/gm, '')).toBe(`import { afterEach, jest, test } from '@jest/globals'
import { retrace } from '@retrace/jest-environment'

const env = { ...process.env }

afterEach(() => {
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name)
  Object.assign(process.env, env)
})

test('rateOf does not throw TypeError', async () => {
  await retrace.record()
  process.env.RATES_URL = 'http://rates.test'
  jest.resetModules()
  const { rateOf } = await import('./rates')
  // TODO: expect what it should give instead
  rateOf('EUR')
})
`)
})

test('it is loaded anew where another test may have loaded it', async () => {
  writeFiles(user.folder, {
    'rates.test.ts': `import { expect, test } from '@jest/globals'
import { rateOf } from './rates'

test('it has a rate', () => {
  expect(rateOf('EUR')).toBe('http://rates.local/EUR')
})
`,
  })
  expect(await written()).toContain(`
  process.env.RATES_URL = 'http://rates.test'
  jest.resetModules()
  const { rateOf } = await import('./rates')
`)
})

async function writtenFor(variables: readonly string[]): Promise<string> {
  const file = path.join(user.folder, 'user.ts')
  const call = { file, name: 'userOf', at: '(id', args: [7], error: {} }
  const plan = planOf(new UserProject(file), call, placeOf(file, 'pool.query'))
  const environment = variables.map((name) => ({ name, value: 'postgres://db.test', isEarly: true }))
  const its = await writeTest({ ...plan, environment, protocols: new Set(['postgres']) })
  return its.kind === 'written' ? its.text : its.what
}

test('a pool that the project exports is closed in the end, that of a test after that', async () => {
  const text = await writtenFor([])
  expect(text).toContain("import { pool } from './db'\n")
  expect(text).toContain('\nafterAll(() => pool.end())\n')
  expect(await writtenFor(['DATABASE_URL'])).toContain(`
afterEach(async () => {
  await (await import('./db')).pool.end()
})
`)
})
