import path from 'node:path'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { mayRecord } from './may-record.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** The first of the files is the test. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'retrace-imports-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return path.join(folder, Object.keys(files)[0] as string)
}

test('a test that imports it may record, by any of its names', () => {
  expect(mayRecord(project({ 'a.test.ts': `import { retrace } from '@retrace/vitest'` }))).toBe(true)
  expect(mayRecord(project({ 'a.test.js': `const { retrace } = require("@retrace/core")` }))).toBe(true)
  expect(mayRecord(project({ 'a.test.js': `const { retrace } = await import('@retrace/vitest')` }))).toBe(true)
})

test.each([
  ['./helper', 'helper.ts'],
  ['./helper.js', 'helper.ts'],
  ['./helper.jsx', 'helper.tsx'],
  ['./helper', 'helper/index.mts'],
  ['../tests/helper.mjs', 'helper.mjs'],
])('so may one that imports a file that does: %s, which is %s', (name, file) => {
  const test = project({
    'tests/a.test.ts': `import '${name}'`,
    [`tests/${file}`]: `export * from '@retrace/vitest'`,
  })
  expect(mayRecord(test)).toBe(true)
})

test('an alias may lead to it', () => {
  expect(mayRecord(project({ 'a.test.ts': `import { record } from '@/support'` }))).toBe(true)
})

test('a test that imports packages and files of its own records nothing, also where files import each other', () => {
  const test = project({
    'a.test.ts': `import { expect } from 'vitest'\nimport './one'\nimport './not-there'`,
    'one.ts': `import './two'\nimport 'node:fs'`,
    'two.ts': `import './one'`,
  })
  expect(mayRecord(test)).toBe(false)
})
