import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare, inPairs } from './pairs.mjs'
import { timeNode } from './retrace.mjs'

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))
const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')))
const FILES = 20

const test = (index) => `import { expect, test } from 'vitest'
test.each([1, 2, 3, 4, 5])('adds %i', (n) => {
  expect(n + ${index}).toBeGreaterThan(${index})
})
`
const config = (plugins, imports = '') => `${imports}
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [${plugins}], test: { include: ['*.test.js'] } })
`

/** How much longer vitest takes with the plugin, over test files that record nothing. */
export async function testStartup({ quick, tick }) {
  const root = mkdtempSync(join(tmpdir(), 'retrace-bench-'))
  try {
    symlinkSync(packages, join(root, 'node_modules'))
    const folder = (name, text) => {
      const its = join(root, name)
      mkdirSync(its)
      writeFileSync(join(its, 'package.json'), JSON.stringify({ type: 'module' }))
      writeFileSync(join(its, 'vitest.config.js'), text)
      for (let i = 0; i < FILES; i++) writeFileSync(join(its, `t${i}.test.js`), test(i))
      return its
    }
    const run = (cwd) => async () => (await timeNode([vitest, 'run', '--no-color'], { cwd })).seconds
    const off = run(folder('without', config('')))
    const on = run(folder('with', config('retrace()', `import { retrace } from '@retrace/vitest/plugin'`)))
    await off()
    await on()
    const pairs = await inPairs(quick ? 5 : 15, { tick, off, on })
    const name = `start-up of ${FILES} test files: vitest, with the plugin and no recording`
    return [compare(name, pairs, { unit: 's', off: (pair) => pair.off, on: (pair) => pair.on })]
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
