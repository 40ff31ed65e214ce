/** Tests for a project whose linter has tests expect something. */
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { UserProject } from '../project/project.ts'
import { placeOf, planOf, userProject } from './user-project.test-kit.ts'
import { writeTest } from './test.ts'

const user = userProject({
  'shop/package.json': '{ "type": "module", "devDependencies": { "vitest": "4" } }',
  'shop/node_modules/eslint/index.js': `module.exports.ESLint = class {
  calculateConfigForFile = async (file) => ({ rules: { 'vitest/expect-expect': file.includes('/strict/') ? [2, {}] : [0] } })
}`,
  'shop/strict/cart.ts': `export const count = (text: string): number => text.length
export async function find(id: string): Promise<string | undefined> {
  return [id].find((each) => each === 'a')
}
`,
  'desk/package.json': '{ "type": "module", "devDependencies": { "vitest": "4" } }',
  'desk/.oxlintrc.json': '{ "plugins": ["vitest"] }',
  'desk/cart.ts': 'export const count = (text: string): number => text.length\n',
  'shop/free/cart.ts': 'export const count = (text: string): number => text.length\n',
})
afterAll(() => user.remove())

async function written(source: string, name: string, at: string): Promise<string> {
  const file = path.join(user.folder, source)
  const its = await writeTest(
    planOf(new UserProject(file), { file, name, at, args: ['a'], error: {} }, placeOf(file, at)),
  )
  return its.kind === 'written' ? its.text.replace(/^[\s\S]*\.record\(.*\n/, '') : its.what
}

test('what is never undefined is expected to be defined, until somebody says more', async () => {
  expect(await written('shop/strict/cart.ts', 'count', '(text')).toBe(`    // TODO: expect what it should give instead
    expect(count('a')).toBeDefined()
  })
})
`)
})

test('of what may be undefined it is expected that it settles', async () => {
  expect(await written('shop/strict/cart.ts', 'find', '(id')).toBe(`    expect.assertions(0)
    // TODO: expect what it should give instead
    await find('a')
  })
})
`)
})

test('oxlint is asked too', async () => {
  expect(await written('desk/cart.ts', 'count', '(text')).toContain("    expect(count('a')).toBeDefined()\n")
})

test('where the rule is off, nothing is', async () => {
  expect(await written('shop/free/cart.ts', 'count', '(text')).toBe(`    // TODO: expect what it should give instead
    count('a')
  })
})
`)
})
