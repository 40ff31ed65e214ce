import { Project } from 'ts-morph'
import { expect, test } from 'vitest'
import { USUAL_STYLE } from '../style.ts'
import { linesBefore } from './environment.ts'

const variables = [
  { name: 'RATES_URL', value: 'http://rates.test', isEarly: true },
  { name: 'DEBUG', value: null, isEarly: true },
  { name: 'CURRENCY', value: 'EUR', isEarly: false },
]

function before(framework: 'vitest' | 'jest', text = ''): string[] {
  const source = new Project({ useInMemoryFileSystem: true }).createSourceFile('/rates.test.js', text)
  const project = { framework, syntax: 'require', style: USUAL_STYLE, config: null } as const
  return linesBefore(variables, source, project, (name) => name)
}

test('variables that modules may have read are set before those are loaded, in statements that are formatted', () => {
  expect(before('jest')).toEqual(["process.env.RATES_URL = 'http://rates.test';", 'delete process.env.DEBUG;'])
  expect(before('vitest')).toEqual([
    `
vi.hoisted(() => {
  process.env.RATES_URL = 'http://rates.test';
  delete process.env.DEBUG;
});`,
  ])
})

test('what a file sets already is not set again', () => {
  expect(before('jest', "process.env.RATES_URL = 'http://mine.test'")).toEqual(['delete process.env.DEBUG;'])
})
