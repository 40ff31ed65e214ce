import { expect, test } from 'vitest'
import type { Recorded } from '../lens/recorded.ts'
import type { CaseRequest } from './case.ts'
import { Owners } from './owners.ts'

function request(target: string, at: number, answeredAt: number): CaseRequest {
  return { method: 'GET', target, at, answeredAt, endedAt: answeredAt } as CaseRequest
}

/** All of them ask the same. */
function exchange(at: number, endedAt: number): Recorded {
  const its = { protocol: 'raw', at, endedAt, sent: [], received: [] }
  return { to: { host: 'a', port: 1, secure: false }, connection: 1, exchange: its, broke: null }
}

function distances(requests: readonly CaseRequest[], exchanges: readonly Recorded[]): number[][] {
  const owners = new Owners(requests, exchanges)
  return exchanges.map((it) => requests.map((_, number) => owners.distance(it, number)))
}

test('of two requests that are alike, the one that was answered first had the answer that came first', () => {
  const requests = [request('/quote', 1, 21), request('/quote', 2, 11)]
  expect(distances(requests, [exchange(3, 10), exchange(4, 20)])).toEqual([
    [1, 0],
    [0, 2],
  ])
})

test('what was asked before is of the request that asked on after it', () => {
  const requests = [request('/quote', 0, 61), request('/quote', 0, 15)]
  expect(distances(requests, [exchange(0, 14), exchange(0, 15), exchange(23, 61)])).toEqual([
    [0, 1],
    [1, 0],
    [0, 2],
  ])
})

test('what several requests may have asked is as near to each that asks another thing', () => {
  expect(distances([request('/a', 1, 21), request('/b', 2, 11)], [exchange(3, 10)])).toEqual([[0, 0]])
})
