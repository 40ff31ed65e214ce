/** What is told from a project of a user. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findFramework, textOfConfig } from './framework.ts'
import { instanceOf } from './instances.ts'
import { UserProject } from './project.ts'
import { UserProjects } from './projects.ts'

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'retrace-project-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return folder
}

/** Where a test for a source stands, by the tests that are there. */
function placeFor(source: string, ...tests: string[]): string {
  const files = Object.fromEntries([source, ...tests].map((name) => [name, '']))
  const folder = folderOf({ 'package.json': '{ "devDependencies": { "vitest": "4" } }', ...files })
  return path.relative(folder, new UserProject(path.join(folder, source)).testFile(path.join(folder, source)))
}

test('the framework is found by its configuration, else by the dependencies, in the nearest folder that has one', () => {
  const folder = folderOf({
    'package.json': '{ "devDependencies": { "jest": "30" } }',
    'packages/a/package.json': '{}',
    'packages/a/vitest.config.ts': '',
    'packages/b/package.json': '{}',
    'packages/c/package.json': '{ "devDependencies": { "jest": "30", "vitest": "4" } }',
  })
  const found = (name: string): unknown => findFramework(path.join(folder, name))
  expect(found('packages/a/src/x.ts')).toMatchObject({ framework: 'vitest', root: path.join(folder, 'packages/a') })
  expect(found('packages/b/src/x.ts')).toMatchObject({ framework: 'jest', root: folder })
  expect(() => found('packages/c/x.ts')).toThrow(expect.objectContaining({ code: 'TWO_TEST_FRAMEWORKS' }))
  expect(findFramework(path.join(folder, 'packages/c/x.ts'), 'jest')).toMatchObject({ framework: 'jest' })
})

test('a project without a framework is asked for one', () => {
  const folder = folderOf({ 'package.json': '{}' })
  expect(() => findFramework(path.join(folder, 'x.js'))).toThrow(expect.objectContaining({ code: 'NO_TEST_FRAMEWORK' }))
  expect(findFramework(path.join(folder, 'x.js'), 'vitest')).toMatchObject({
    framework: 'vitest',
    root: folder,
    config: null,
  })
})

test('a test stands in the package of what it tests', () => {
  const folder = folderOf({
    'package.json': '{ "name": "shop", "devDependencies": { "vitest": "4" } }',
    'packages/api/package.json': '{ "name": "api" }',
    'packages/api/test/server.test.ts': '',
    'packages/pricing/package.json': '{ "name": "pricing" }',
    'packages/pricing/src/price.ts': '',
    'packages/pricing/spec/index.test.ts': '',
    'packages/tax/package.json': '{ "name": "tax" }',
    'packages/tax/src/tax.ts': '',
    // It says no more than how Node is to read its files.
    'packages/tax/src/package.json': '{ "type": "module" }',
  })
  const placed = (name: string): string => {
    const file = path.join(folder, 'packages', name)
    return path.relative(folder, new UserProject(file).testFile(file))
  }
  expect(placed('pricing/src/price.ts')).toBe('packages/pricing/spec/price.test.ts')
  expect(placed('tax/src/tax.ts')).toBe('packages/tax/test/tax.test.ts')
})

test('a configuration is read with the files that it is made of', () => {
  const folder = folderOf({
    'vitest.shared.ts': "import more from './more.js'\nexport default { plugins: [] } // shared",
    'more.ts': '// more',
    'a/vitest.config.ts': "import shared from '../vitest.shared'\nimport { defineConfig } from 'vitest/config'",
    'b/jest.config.json': '{ "preset": "../preset" }',
    'preset/jest-preset.js': '// preset',
  })
  expect(textOfConfig({ config: path.join(folder, 'a/vitest.config.ts') })).toMatch(
    /shared[^]*\/\/ shared[^]*\/\/ more/,
  )
  expect(textOfConfig({ config: path.join(folder, 'b/jest.config.json') })).toContain('// preset')
})

test('a test stands where the others do, and is called as they are', () => {
  expect(placeFor('src/orders/total.ts')).toBe('src/orders/total.test.ts')
  expect(placeFor('src/orders/total.ts', 'src/a.spec.ts', 'src/b.spec.ts', 'tests/c.test.ts')).toBe(
    'src/orders/total.spec.ts',
  )
  expect(placeFor('src/total.js', 'test/a.test.mjs')).toBe('test/total.test.mjs')
  expect(placeFor('src/orders/total.ts', 'src/__tests__/a.test.ts')).toBe('src/orders/__tests__/total.test.ts')
  expect(placeFor('src/orders/total.ts', 'tests/orders/a.test.ts', 'tests/b.test.ts')).toBe(
    'tests/orders/total.test.ts',
  )
  expect(placeFor('src/orders/total.ts', 'tests/unit/a.test.ts', 'tests/unit/b.test.ts', 'tests/c.test.ts')).toBe(
    'tests/unit/total.test.ts',
  )
})

test('modules are imported as other tests import them', () => {
  const byCondition = { source: './src/*.ts', default: './dist/*.js' }
  const imports = { '#src/*': './src/*', '#built/*': './dist/*.js', '#*': byCondition }
  const specifier = (config: object, first: string, ext = 'ts', type = 'module', isCall = false): string => {
    const folder = folderOf({
      'package.json': JSON.stringify({ type, devDependencies: { vitest: '4' }, imports }),
      'tsconfig.json': JSON.stringify({ compilerOptions: config }),
      [`src/deep/total.${ext}`]: '',
      [`test/a.test.${ext}`]: first,
    })
    const file = path.join(folder, `src/deep/total.${ext}`)
    const project = new UserProject(file)
    return project.specifiers.specifier(project.testFile(file), file, project.syntax, isCall)
  }
  const paths = { paths: { '~/*': ['./src/*'] } }
  expect(specifier(paths, "import '~/a'")).toBe('~/deep/total')
  expect(specifier(paths, "import '../src/a.js'")).toBe('../src/deep/total.js')
  expect(specifier({}, "import '#src/a.js'")).toBe('#src/deep/total.js')
  expect(specifier({}, "import '#deep/a'")).toBe('#deep/total')
  expect(specifier({}, "import '../src/a.ts'")).toBe('../src/deep/total.ts')
  expect(specifier({ module: 'nodenext' }, '')).toBe('../src/deep/total.js')
  expect(specifier({ module: 'nodenext', allowImportingTsExtensions: true }, '')).toBe('../src/deep/total.ts')
  expect(specifier({ module: 'preserve' }, '')).toBe('../src/deep/total')
  expect(specifier({}, '', 'js')).toBe('../src/deep/total.js')
  // In CommonJS, only what is called as a function is found as in ES modules.
  const commonjs = (isCall: boolean): string =>
    specifier({ module: 'nodenext', ...paths }, "import '~/a'", 'ts', 'commonjs', isCall)
  expect([commonjs(false), commonjs(true)]).toEqual(['~/deep/total', '~/deep/total.js'])
})

test('the style is that of its files', () => {
  const folder = folderOf({
    'package.json': '{ "devDependencies": { "vitest": "4" } }',
    'a.js': 'import x from "x"\n\nexport function f() {\n\treturn [\n\t\t1,\n\t\t2\n\t]\n}\n',
  })
  const { style, language, syntax, test: its } = new UserProject(path.join(folder, 'a.js'))
  expect(style).toMatchObject({ quote: '"', hasSemicolons: false, hasTrailingCommas: false, indent: '\t' })
  expect({ language, syntax, ...its }).toEqual({
    language: 'javascript',
    syntax: 'import',
    name: 'test',
    isImported: true,
  })
})

test('what a package.json says of Jest is its configuration, and not that it has it installed', () => {
  const devDependencies = { jest: '30', '@retrace/jest-environment': '*' }
  const folder = folderOf({
    'package.json': JSON.stringify({ devDependencies }),
    'app/package.json': JSON.stringify({ devDependencies, jest: { testEnvironment: '@retrace/jest-environment' } }),
  })
  const says = (file: string): string => textOfConfig(findFramework(path.join(folder, file)))
  expect(says('x.js')).not.toContain('@retrace/jest-environment')
  expect(says('app/x.js')).toContain('@retrace/jest-environment')
})

test('each file belongs to the project of its own package', () => {
  const devDependencies = { vitest: '4' }
  const folder = folderOf({
    'package.json': JSON.stringify({ devDependencies }),
    'packages/pricing/package.json': JSON.stringify({ devDependencies }),
    'packages/pricing/src/cart.ts': '',
    'apps/api/package.json': JSON.stringify({ devDependencies }),
    'apps/api/src/handle.ts': '',
    'apps/api/src/other.ts': '',
  })
  const projects = new UserProjects(null)
  const of = (file: string): UserProject => projects.of(path.join(folder, file))
  expect(of('packages/pricing/src/cart.ts').root).toBe(path.join(folder, 'packages/pricing'))
  expect(of('apps/api/src/handle.ts').root).toBe(path.join(folder, 'apps/api'))
  expect(of('apps/api/src/other.ts')).toBe(of('apps/api/src/handle.ts'))
})

test('the one instance of a class that a project exports is found, by the name of its class or of the one above', () => {
  const folder = folderOf({
    'package.json': '{ "devDependencies": { "vitest": "4" } }',
    'src/db.ts':
      "import pg from 'pg'\nexport const pool = new pg.Pool()\nconst cache = new Redis()\nexport { cache as redis }",
    'src/mail.ts': 'export const a = new Mailer()\nexport const b = new Mailer()\nconst local = new Queue()',
    'test/db.test.ts': 'export const pool = new Pool()',
  })
  const project = new UserProject(path.join(folder, 'src/db.ts'))
  const found = (name: string): string | null => instanceOf(project, name)?.exported.name ?? null
  expect(['BoundPool', 'Pool', 'Redis', 'Mailer', 'Queue', 'Proxy'].map(found)).toEqual([
    'pool',
    'pool',
    'redis',
    null,
    null,
    null,
  ])
})
