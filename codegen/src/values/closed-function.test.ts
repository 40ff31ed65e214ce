import { expect, test } from 'vitest'
import { isClosed } from './closed-function.ts'

test.each([
  '(x) => x.n > 3',
  'x => ({ name: x.name, [x.key]: Math.max(x.a, 1) })',
  'function (a, b) { return a.at - b.at }',
  'async ({ id, of: [first] = [] }) => { const all = [id, first]; return all }',
  'function fact(n) { return n < 2 ? 1 : n * fact(n - 1) }',
])('%s means the same anywhere', (text) => expect(isClosed(text)).toBe(true))

test.each([
  '',
  '(x) => x.n > min',
  '() => Math.random()',
  '() => Date.now()',
  '() => this.n',
  "() => import('./a.js')",
  'choose(x) { return x }',
  'function sort() { [native code] }',
  '(x) => {\n  return x\n}',
  '({ n = least }) => n',
  '(x) => __name(x)',
])('%s does not', (text) => expect(isClosed(text)).toBe(false))
