/** Every snippet of the README and of the manual, tried as it stands. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { type Services, startServices } from './services.ts'
import { runLines, shellEnvironment } from './shell.ts'
import { manual, ROOT } from './snippets.ts'
import { tryPage } from './story.ts'
import { optionsOf } from './usage.ts'

const TYPES = {
  extends: '../../../tsconfig.base.json',
  compilerOptions: {
    composite: false,
    declarationMap: false,
    sourceMap: false,
    noEmit: true,
    rootDir: '.',
    allowImportingTsExtensions: true,
    noUnusedLocals: false,
    isolatedDeclarations: false,
    erasableSyntaxOnly: false,
    allowJs: true,
    lib: ['esnext'],
  },
  include: ['**/*.ts'],
}

const CONFIGURATION = `import { retrace } from '@retrace/vitest/plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [retrace()] })
`

let project: Project
let services: Services
const tests: string[] = []

beforeAll(async () => {
  project = makeProject({ 'tsconfig.json': JSON.stringify(TYPES), 'vitest.config.ts': CONFIGURATION })
  services = await startServices()
})

afterAll(async () => {
  await services.stop()
  project.remove()
})

test.each(manual())('each snippet of $name does what it says', async (page) => {
  const name = path.basename(page.name, '.md').toLowerCase()
  const folder = path.join(project.folder, name)
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(path.join(folder, 'vitest.config.ts'), CONFIGURATION)
  const files = await tryPage(page, folder, shellEnvironment(services.env))
  tests.push(...files.map((file) => `${name}/${file}`))
})

// All at once: a test runner takes a second to start.
test('each test among the snippets passes', async () => {
  const shell = { cwd: project.folder, env: shellEnvironment(services.env) }
  await runLines('', [`vitest run --no-color ${tests.join(' ')}`], [], shell)
})

test('each snippet of TypeScript has the right types', () => {
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc')
  expect(run(project.folder, [process.execPath, tsc, '-p', '.'])).toMatchObject({ status: 0, stdout: '' })
})

test('the manual has the clients and runners that the proofs install', () => {
  const check = [process.execPath, path.join(ROOT, 'scripts/supported.mjs'), '--check']
  expect(run(ROOT, check)).toMatchObject({ status: 0, stderr: '' })
})

test('the manual has every option of every command', () => {
  const sections = readFileSync(path.join(ROOT, 'docs/cli.md'), 'utf8').split(/^## /m)
  for (const command of [
    'record',
    'replay',
    'verify',
    'accept',
    'inspect',
    'failures',
    'generate',
    'shrink',
    'prune',
  ]) {
    const section = sections.find((its) => its.startsWith(`retrace ${command}\n`)) ?? ''
    for (const option of optionsOf(command)) expect(section, `retrace ${command}`).toContain(option)
  }
})
