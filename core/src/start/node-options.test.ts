import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { flagsWithPreload, REGISTER, withPreload } from './node-options.ts'

const url = pathToFileURL(REGISTER).href

test.each([
  [undefined, `--require ${REGISTER}`],
  ['', `--require ${REGISTER}`],
  ['--max-old-space-size=100', `--max-old-space-size=100 --require ${REGISTER}`],
  ['--import ./other/register', `--import ./other/register --require ${REGISTER}`],
  ['--import @retrace/core/register', `--import ${url}`],
  ['--import=@retrace/core/register --inspect', `--import=${url} --inspect`],
  ['--require "@retrace/core/register"', `--require ${REGISTER}`],
  ['-r /app/node_modules/@retrace/core/dist/register.cjs', `-r ${REGISTER}`],
])('with NODE_OPTIONS %j the preload is loaded once, in its place', (nodeOptions, expected) => {
  expect(withPreload(nodeOptions)).toBe(expected)
})

test.each([
  [['--inspect'], null],
  [
    ['--import', '@retrace/core/register', '--inspect'],
    ['--import', url, '--inspect'],
  ],
  [
    ['--no-warnings', '--require=@retrace/core/register'],
    ['--no-warnings', `--require=${REGISTER}`],
  ],
])('of flags %j the preload is known', (flags, expected) => {
  expect(flagsWithPreload(flags)).toEqual(expected)
})
