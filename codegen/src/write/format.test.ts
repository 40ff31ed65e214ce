import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { UserProject } from '../project/project.ts'
import { format } from './format.ts'
import { userProject } from './user-project.test-kit.ts'

test('a file is formatted by the Prettier of the project, as its configuration says', async () => {
  const user = userProject({
    'shop/package.json': '{ "devDependencies": { "prettier": "3", "vitest": "4" } }',
    'shop/cart.js': 'export const cart = []\n',
    'shop/node_modules/prettier/package.json': `{ "exports": { "require": "./index.cjs", "default": "./index.mjs" } }`,
    // As Prettier's own, it has its exports in a way that no import can tell.
    'shop/node_modules/prettier/index.cjs': `const its = {
  resolveConfig: async (file) => ({ ending: require('node:path').basename(file) }),
  format: async (text, { ending }) => text + '// ' + ending + '\\n',
}
for (const name of Object.keys(its)) module.exports[name] = its[name]
`,
  })
  onTestFinished(() => user.remove())
  const file = path.join(user.folder, 'shop/cart.test.js')
  const project = new UserProject(path.join(user.folder, 'shop/cart.js'))
  expect(await format(file, 'test()\n', project)).toBe('test()\n// cart.test.js\n')
})
