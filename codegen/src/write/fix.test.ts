/** Tests for projects whose linters mend what they can. */
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { UserProject } from '../project/project.ts'
import { fixed } from './fix.ts'
import { format } from './format.ts'
import { userProject } from './user-project.test-kit.ts'

const user = userProject({
  'shop/package.json': '{ "type": "module", "devDependencies": { "vitest": "4" } }',
  'shop/cart.ts': 'export const cart = []\n',
  'shop/node_modules/typescript-eslint/index.js': "module.exports.configs = { disableTypeChecked: 'no types' }",
  'shop/node_modules/eslint/index.js': `module.exports.ESLint = class {
  constructor(options) { this.options = options }
  async lintText(text, { filePath }) {
    const { fix, overrideConfig } = this.options
    if (!fix || overrideConfig[0] !== 'no types') throw new Error('the file is in no project')
    const output = text.replace(/^b\\na$/m, 'a\\nb')
    return [output === text ? {} : { output }]
  }
}`,
  'desk/package.json': '{ "type": "module", "devDependencies": { "vitest": "4" } }',
  'desk/biome.json': '{}',
  'desk/cart.ts': 'export const cart = []\n',
  'desk/node_modules/@biomejs/biome/bin/biome': `let text = ''
process.stdin.on('data', (its) => (text += its))
process.stdin.on('end', () => process.stdout.write(process.argv.slice(2, -1).join(' ') + ' ' + text.trim() + '\\n'))
`,
  'none/package.json': '{ "type": "module", "devDependencies": { "vitest": "4" } }',
  'none/node_modules/eslint/index.js': 'module.exports.ESLint = class { async lintText() { throw new Error() } }',
  'none/cart.ts': 'export const cart = []\n',
})
afterAll(() => user.remove())

function projectIn(folder: string): UserProject {
  return new UserProject(path.join(user.folder, folder, 'cart.ts'))
}

test('ESLint mends what it can tell without types', async () => {
  const file = path.join(user.folder, 'shop/cart.test.ts')
  expect(await fixed(file, 'b\na\n', null, projectIn('shop'))).toBe('a\nb\n')
})

test('of a file that was there it changes nothing that its owner has left so', async () => {
  const file = path.join(user.folder, 'shop/cart.test.ts')
  expect(await fixed(file, 'b\na\n', 'a\n', projectIn('shop'))).toBe('a\nb\n')
  expect(await fixed(file, '1\nb\na\n', 'b\na\n', projectIn('shop'))).toBe('1\nb\na\n')
})

test('one that is not configured changes nothing', async () => {
  const file = path.join(user.folder, 'none/cart.test.ts')
  expect(await fixed(file, 'b\na\n', null, projectIn('none'))).toBe('b\na\n')
})

test('Biome formats, and mends', async () => {
  const file = path.join(user.folder, 'desk/cart.test.ts')
  expect(await format(file, 'b\na\n', projectIn('desk'))).toBe('format b\na\n')
  expect(await fixed(file, 'b\na\n', null, projectIn('desk'))).toBe('check --write b\na\n')
})
