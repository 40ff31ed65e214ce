import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromVitest } from '../prove/outcome.ts'
import { failureIn } from './failure.ts'

let folder: string
let file: string

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'retrace-failure-'))
  file = path.join(folder, 'orders.js')
  writeFileSync(file, 'JSON.parse(text)\nthrow new TypeError(\'no price for "lamp"\')\n')
})

afterAll(() => rmSync(folder, { recursive: true }))

function failure(...stacks: readonly string[]): string | null {
  const tests = [{ file: '', name: 't', state: stacks.length > 0 ? 'failed' : 'passed', errors: stacks }]
  return failureIn(fromVitest({ tests, others: [] }, { file: '', title: 't' })!)
}

const at = (line: number, column: number): string => `    at total (${file}:${line}:${column})`

test('what V8 says is the same whatever it quotes', () => {
  const prose = `SyntaxError: Unexpected token 'S', "Sure! Here"... is not valid JSON\n${at(1, 6)}`
  const short = `SyntaxError: Unexpected token 'x', "x" is not valid JSON\n${at(1, 6)}`
  expect(failure(short)).toBe(failure(prose))
  expect(failure(`SyntaxError: Unexpected end of JSON input\n${at(1, 6)}`)).not.toBe(failure(prose))
})

test('what the program says is the same word for word', () => {
  const own = failure(`TypeError: no price for "lamp"\n${at(2, 7)}`)
  expect(failure(`TypeError: no price for "desk"\n${at(2, 7)}`)).not.toBe(own)
  expect(failure(`AssertionError: expected 503 to be less than 500`)).not.toBe(
    failure(`AssertionError: expected 500 to be less than 500`),
  )
})

test('it is at the same place, on the same way, however often a function calls itself', () => {
  const stack = `TypeError: x is null\n${at(1, 6)}`
  const outer = `\n    at main (${folder}/app.js:3:1)`
  expect(failure(`TypeError: x is null\n${at(1, 9)}`)).not.toBe(failure(stack))
  expect(failure(stack + outer)).not.toBe(failure(stack))
  expect(failure(`${stack}\n${at(1, 6)}${outer}`)).toBe(failure(stack + outer))
})

test('another error beside it, or as its cause, is another failure, and to pass is none', () => {
  const stack = `TypeError: x is null\n${at(1, 6)}`
  expect(failure(`${stack}\n\n[cause]: Error: no route`)).not.toBe(failure(stack))
  expect(failure(stack, 'RetraceError: Failed to answer GET /orders')).not.toBe(failure(stack))
  expect(failure()).toBe(null)
})
