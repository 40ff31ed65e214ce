import { Project } from 'ts-morph'
import { expect, test } from 'vitest'
import { USUAL_STYLE } from '../style.ts'
import { linesBefore } from './environment.ts'
import { setInFile } from './set-in-file.ts'

const variables = [
  { name: 'RATES_URL', value: 'http://rates.test', isEarly: true },
  { name: 'DEBUG', value: null, isEarly: true },
  { name: 'CURRENCY', value: 'EUR', isEarly: false },
]

function before(framework: 'vitest' | 'jest', text = ''): { lines: string[]; text: string } {
  const source = new Project({ useInMemoryFileSystem: true }).createSourceFile('/rates.test.js', text)
  const project = { framework, syntax: 'require', style: USUAL_STYLE, config: null } as const
  const there = { isShared: /\btest\(/.test(text), set: setInFile(source) }
  const lines = linesBefore(variables, there, project, (name) => name)
  return { lines, text: source.getFullText() }
}

test('variables that modules may have read are set before those are loaded, in statements that are formatted', () => {
  expect(before('jest').lines).toEqual(["process.env.RATES_URL = 'http://rates.test';", 'delete process.env.DEBUG;'])
  expect(before('vitest').lines).toEqual([
    `
vi.hoisted(() => {
  process.env.RATES_URL = 'http://rates.test';
  delete process.env.DEBUG;
});`,
  ])
})

test('what a file sets already is not set again', () => {
  expect(before('jest', "process.env.RATES_URL = 'http://rates.test'").lines).toEqual(['delete process.env.DEBUG;'])
  const hoisted =
    "vi.hoisted(() => {\n  process.env['RATES_URL'] = `http://rates.test`\n  delete process.env.DEBUG\n})\n"
  expect(before('vitest', hoisted)).toEqual({ lines: [], text: hoisted })
})

test('what a file without other tests sets otherwise is set anew', () => {
  const text = "vi.hoisted(() => {\n  process.env.RATES_URL = 'http://mine.test'\n  delete process.env.DEBUG\n})\n"
  expect(before('vitest', text)).toEqual({
    lines: [],
    text: text.replace("'http://mine.test'", "'http://rates.test';"),
  })
})

test('a file with other tests sets nothing for them', () => {
  const text = "process.env.RATES_URL = 'http://mine.test'\ntest('it has rates', () => {})\n"
  expect(before('jest', text)).toEqual({ lines: [], text })
})
