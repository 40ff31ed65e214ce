/** What is in the projects of `orders-crash.mjs` beside the service: their configuration, and a test that says how they test. */

/** Pinned: what is proved shall not change by itself. */
const application = { express: '5.3.0', ioredis: '6.0.0', pg: '8.23.1' }
const linting = { '@eslint/js': '9.39.1', eslint: '9.39.1', globals: '16.5.0', prettier: '3.10.1' }
const typing = {
  '@types/express': '5.0.6',
  '@types/node': '20.19.43',
  '@types/pg': '8.23.1',
  'tsc-alias': '1.9.10',
  typescript: '6.0.3',
  'typescript-eslint': '8.74.0',
}
const runners = {
  vitest: { plugin: '@retrace/vitest', '@vitest/eslint-plugin': '1.6.24', vitest: '4.1.12' },
  jest: { plugin: '@retrace/jest-environment', 'eslint-plugin-jest': '29.17.0', jest: '30.5.2' },
}

const json = (value) => `${JSON.stringify(value, null, 2)}\n`

/**
 * The files of a project, by their names.
 *
 * @param tarballs - of the packages of Retrace, by their names
 */
export function configurationOf(kind, tarballs) {
  const { runner, language } = kind
  return {
    'package.json': json(manifestOf(kind, tarballs)),
    'eslint.config.mjs': language === 'typescript' ? typedLint(runner) : plainLint(runner),
    '.prettierrc': json(styles[language]),
    '.prettierignore': 'dist\nrecordings\n__recordings__\n*.config.*\n*.json\n',
    ...(runner === 'vitest' ? { 'vitest.config.mjs': vitestConfig(kind) } : { 'jest.config.js': jestConfig(kind) }),
    ...(language === 'typescript' ? { 'tsconfig.json': json(compiler(kind)), 'tsconfig.build.json': json(build) } : {}),
    [`tests/tariff.test.${language === 'typescript' ? 'ts' : 'js'}`]: testText(kind),
  }
}

function manifestOf({ runner, language, imports }, tarballs) {
  const isTyped = language === 'typescript'
  const { plugin, ...testing } = runners[runner]
  return {
    name: 'orders-service',
    private: true,
    type: isTyped && runner === 'vitest' ? 'module' : 'commonjs',
    ...(imports === '#' ? { imports: { '#*': isTyped ? subpath : './src/*.js' } } : {}),
    scripts: {
      build: isTyped ? 'tsc -p tsconfig.build.json && tsc-alias -p tsconfig.build.json' : 'true',
      format: 'prettier --write .',
      lint: `eslint --max-warnings 0 . && prettier --check .${isTyped ? ' && tsc --noEmit' : ''}`,
      test: runner === 'vitest' ? 'vitest run' : 'jest',
    },
    dependencies: application,
    devDependencies: {
      ...testing,
      ...linting,
      ...(isTyped ? typing : {}),
      ...(isTyped && runner === 'jest' ? { 'ts-jest': '29.4.15', '@jest/globals': '30.5.2' } : {}),
      '@retrace/core': tarballs['@retrace/core'],
      '@retrace/codegen': tarballs['@retrace/codegen'],
      [plugin]: tarballs[plugin],
    },
  }
}

/** The source for tests and types, and what was built of it to run. */
const subpath = { source: './src/*.ts', default: './dist/*.js' }

/** As no other does, so that it is seen whether a test is written in the style of its project. */
const styles = {
  typescript: { semi: true, singleQuote: false, printWidth: 80 },
  commonjs: { semi: false, singleQuote: true, printWidth: 100, useTabs: true },
}

function compiler({ runner, imports }) {
  return {
    compilerOptions: {
      target: 'es2023',
      ...(runner === 'vitest' ? { module: 'nodenext' } : { module: 'commonjs', moduleResolution: 'bundler' }),
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noImplicitOverride: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      // TypeScript has no such thing where it makes CommonJS.
      verbatimModuleSyntax: runner === 'vitest',
      esModuleInterop: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
      ...(imports === '@/' ? { paths: { '@/*': ['./src/*'] } } : { customConditions: ['source'] }),
    },
    include: ['src', 'tests'],
  }
}

const build = {
  extends: './tsconfig.json',
  compilerOptions: { noEmit: false, rootDir: 'src', outDir: 'dist', sourceMap: true },
  include: ['src'],
}

const lintPlugins = {
  vitest: { from: '@vitest/eslint-plugin', configuration: 'recommended' },
  jest: { from: 'eslint-plugin-jest', configuration: 'flat/recommended' },
}

function typedLint(runner) {
  const { from, configuration } = lintPlugins[runner]
  return `import js from '@eslint/js'
import testing from '${from}'
import { defineConfig } from 'eslint/config'
import { configs } from 'typescript-eslint'

export default defineConfig(
  { ignores: ['dist', 'recordings', '*.config.*'] },
  js.configs.recommended,
  configs.strictTypeChecked,
  configs.stylisticTypeChecked,
  { languageOptions: { parserOptions: { projectService: true } } },
  { files: ['tests/**'], extends: [testing.configs['${configuration}']] },
)
`
}

function plainLint(runner) {
  const { from, configuration } = lintPlugins[runner]
  return `import js from '@eslint/js'
import testing from '${from}'
import { defineConfig } from 'eslint/config'
import globals from 'globals'

export default defineConfig(
  { ignores: ['recordings', '*.config.*'] },
  js.configs.recommended,
  { languageOptions: { sourceType: 'commonjs', globals: globals.node } },
  {
    files: ['tests/**'],
    extends: [testing.configs['${configuration}']],
    languageOptions: { sourceType: '${runner === 'vitest' ? 'module' : 'commonjs'}' },
  },
)
`
}

function vitestConfig({ language, imports }) {
  const resolve = language === 'commonjs' ? '' : imports === '@/' ? aliased : conditional
  return `import { retrace } from '@retrace/vitest/plugin'
import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [retrace()],
${resolve}})
`
}

const aliased = `  resolve: { alias: { '@': new URL('src', import.meta.url).pathname } },
`
const conditional = `  ssr: { resolve: { conditions: ['source', ...defaultServerConditions] } },
`

function jestConfig({ language }) {
  const typed = {
    preset: 'ts-jest',
    moduleNameMapper: { '^@/(.*)$': '<rootDir>/src/$1' },
    modulePathIgnorePatterns: ['<rootDir>/dist'],
  }
  const config = { testEnvironment: '@retrace/jest-environment', ...(language === 'typescript' ? typed : {}) }
  return `module.exports = ${JSON.stringify(config, null, 2)}\n`
}

/** A test that was there before. */
function testText({ runner, language, imports }) {
  const isTyped = language === 'typescript'
  const specifier = imports === '#' ? '#tariff' : runner === 'jest' ? '@/tariff' : '@/tariff.js'
  const functions = runner === 'vitest' ? 'vitest' : '@jest/globals'
  const imported = runner === 'vitest' || isTyped ? `import { describe, expect, it } from '${functions}'\n` : ''
  const tested =
    runner === 'vitest' || isTyped
      ? `import { isPeak } from '${specifier}'`
      : `const { isPeak } = require('${specifier}')`
  const rate = '{ centsPerKilo: 100, days: 3 }'
  return `${imported}${tested}

describe('isPeak', () => {
  it('holds from its first day on', () => {
    const rates = { standard: ${rate}, express: ${rate} }
    const tariff = {
      carrier: 'Nordpost',
      usual: rates,
      peak: rates,
      peakFrom: '2026-11-20',
      peakUntil: '2026-12-27',
    }
    expect(isPeak(tariff, new Date('2026-11-20'))).toBe(true)
    expect(isPeak(tariff, new Date('2026-12-27'))).toBe(false)
  })
})
`
}
