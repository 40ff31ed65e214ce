import { expect, test } from 'vitest'
import type { Asked } from '../behaviour.ts'
import type { Difference } from './difference.ts'
import { Noise } from './noise.ts'
import { withCauses } from './unanswered.ts'

const noise = (): Noise => new Noise({ from: 0, to: 0 }, () => new Set())

function difference(kind: Difference['kind'], what: string, subject: Difference['subject']): Difference {
  return { kind, what, during: null, place: null, recordedPlace: null, changes: [], ...(subject ? { subject } : {}) }
}

function asked(during: number | null, isAnswered: boolean): Asked {
  return { during, isAnswered } as Asked
}

const call = difference('changed-request', 'GET /stock', { asked: [1] })
const crash = difference('crashed', 'TypeError', { request: 0, process: 'ending' })
const response = difference('changed-response', 'GET /a', { request: 0 })

test('what follows from a call that has no answer is told with it', () => {
  const found = withCauses([crash, response], [call], [asked(0, true), asked(0, false)], noise())
  expect(found).toEqual([
    {
      ...call,
      leadsTo: [
        { kind: 'crashed', what: 'TypeError', place: null },
        { kind: 'changed-response', what: 'GET /a', place: null },
      ],
    },
  ])
})

test('what is of another request, or where all is answered, is told beside it', () => {
  expect(withCauses([crash], [call], [asked(0, true), asked(1, false)], noise())).toEqual([crash, call])
  expect(withCauses([crash, response], [call], [asked(0, true), asked(0, true)], noise())).toEqual([
    crash,
    response,
    call,
  ])
})

test('without a difference that tells of the call, a crash is told, and a response does not count', () => {
  const its = noise()
  expect(withCauses([crash, response], [], [asked(0, false)], its)).toEqual([crash])
  expect(its.ignored).toMatchObject([{ count: 1, example: 'GET /a' }])
})
