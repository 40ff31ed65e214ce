import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isLauncher } from './launcher.ts'

function script(name: string, packageName?: string): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'retrace-launcher-')))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, '')
  writeFileSync(path.join(path.dirname(file), 'package.json'), '{ "type": "module" }')
  if (packageName !== undefined) writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: packageName }))
  return file
}

test.each([
  ['npm', 'bin/npm-cli.js'],
  ['npm', 'bin/npx-cli.js'],
  ['tsx', 'dist/cli.mjs'],
  ['nodemon', 'bin/nodemon.js'],
  ['cross-env', 'src/bin/cross-env.js'],
  ['@retrace/core', 'dist/cli/main.js'],
  [undefined, '.yarn/releases/yarn-4.1.0.cjs'],
])('of the package %s, %s only starts the program', (packageName, name) => {
  expect(isLauncher(script(name, packageName))).toBe(true)
})

test.each([
  ['core', 'core/main.js'],
  [undefined, 'npm/bin/npm-cli.js'],
  ['app', 'tsx/cli.mjs'],
  ['tsx', 'dist/loader.mjs'],
  ['vitest', 'vitest.mjs'],
])('of the package %s, %s is a program', (packageName, name) => {
  expect(isLauncher(script(name, packageName))).toBe(false)
})

test('a link in .bin is what it leads to; no script is no launcher', () => {
  const real = script('dist/cli.mjs', 'tsx')
  const link = path.join(path.dirname(real), 'tsx')
  symlinkSync(real, link)
  expect([isLauncher(link), isLauncher(undefined), isLauncher('/nowhere/npm/bin/npm-cli.js')]).toEqual([
    true,
    false,
    false,
  ])
})
