import { expect, test } from 'vitest'
import type { Outcome, Place } from './behaviour.ts'
import { locatePlaces } from './locate-places.ts'

const line = (number: number): Place => ({ file: '/a.js', line: number, column: 1, name: '' })

function asked(target: string, ...lines: readonly number[]): Outcome['asked'][number] {
  const request = { method: 'GET', target, version: '1.1', headers: [], body: [], trailers: [] }
  const exchange = { protocol: 'http', at: 0, endedAt: null, request, interim: [], response: null }
  const to = { host: 'a', port: 80, secure: false }
  return { exchange, to, at: 0, during: null, isAnswered: true, trail: lines.map(line) } as Outcome['asked'][number]
}

function lines(changed: readonly number[], ...all: readonly Outcome['asked'][number][]): (number | undefined)[] {
  const outcome: Outcome = {
    isListening: false,
    asked: all,
    draws: [],
    written: [],
    answers: [],
    error: null,
    exitCode: 0,
    isLate: false,
    waiting: [],
  }
  const has = (place: Place): boolean => changed.includes(place.line)
  return locatePlaces(outcome, [], { has, before: () => null }).asked.map(({ place }) => place?.line)
}

test('it is the innermost line that has changed', () => {
  expect(lines([2, 3], asked('/a', 1, 2, 3))).toEqual([2])
})

test('where none has, it is the innermost one that leads to nothing else', () => {
  expect(lines([], asked('/a', 1, 2, 9), asked('/b', 1, 3, 9), asked('/b', 1, 3, 9))).toEqual([2, 3, 3])
})

test('where all lead to something else, it is the innermost one; where none is known, there is none', () => {
  expect(lines([], asked('/a', 1), asked('/b', 1), asked('/c'))).toEqual([1, 1, undefined])
})
