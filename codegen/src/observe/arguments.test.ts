import { expect, test } from 'vitest'
import { argumentsIn } from './arguments.ts'
import { Functions } from './functions.ts'

function argumentsOf(source: string): string {
  const at = source.indexOf('HERE')
  const found = new Functions(source.replace('HERE', '')).at({ lineNumber: 0, columnNumber: at })
  return argumentsIn(found!)
}

test('a function is given what it can see of its arguments', () => {
  expect(argumentsOf('function parse(line) {HERE }')).toBe('[].slice.call(arguments, 0, 1)')
  expect(argumentsOf('function join(first, ...rest) {HERE }')).toBe('arguments')
  expect(argumentsOf('function all() {HERE return () => arguments.length }')).toBe('arguments')
  expect(argumentsOf('function one(a) {HERE return function () { return arguments } }')).toBe(
    '[].slice.call(arguments, 0, 1)',
  )
})

test('what an arrow function has taken apart is put together again', () => {
  expect(argumentsOf('const f = ([first, , third], { a: { b }, ...more }, d = 1) => {HERE }')).toBe(
    '[[first, undefined, third], { a: { b: b }, ...more }, d]',
  )
})
