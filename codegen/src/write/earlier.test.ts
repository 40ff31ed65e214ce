import { expect, test } from 'vitest'
import type { RequestSeen } from '../observation.ts'
import { USUAL_STYLE } from '../style.ts'
import type { Earlier } from '../try-earlier.ts'
import { inLines } from '../values/layout.ts'
import type { Around } from './body.ts'
import { earlierLines } from './earlier.ts'

function asked(target: string, pause = 0): Earlier<RequestSeen> {
  const nothing = { status: 200, asked: 0, answered: null, response: null, ended: null }
  return { its: { method: 'GET', target, headers: [], body: new Uint8Array(), ...nothing }, pause }
}

function written(...earlier: readonly Earlier<RequestSeen>[]): string[] {
  const around = { imports: { named: (_: string, name: string) => name }, data: {} } as unknown as Around
  return earlierLines(earlier, { style: USUAL_STYLE }, around).map((line) => inLines(line, USUAL_STYLE))
}

const A = "await server.fetch('/a')"
const B = "await server.fetch('/b')"

test('they are made one after the other', () => {
  expect(written(asked('/a'), asked('/b'), asked('/a'))).toEqual([A, B, A])
  expect(written()).toEqual([])
})

test('the same one after itself is made in a loop, if it is often', () => {
  expect(written(asked('/a'), asked('/a'), asked('/b'))).toEqual([A, A, B])
  expect(written(asked('/b'), asked('/a'), asked('/a'), asked('/a'))).toEqual([B, `for (let i = 0; i < 3; i++) ${A}`])
})

test('they wait where that counts', () => {
  expect(written(asked('/a'), asked('/a'), asked('/a', 61_234), asked('/b', 1200))).toEqual([
    A,
    A,
    A,
    'await setTimeout(61_234)',
    B,
    'await setTimeout(1200)',
  ])
})
