import { expect, test } from 'vitest'
import { responderOf } from '../lens/index.ts'
import type { Exchange, Peer } from '../lens/lens.ts'
import type { Recorded } from '../lens/recorded.ts'
import { ExchangeIndex, type Found } from './exchange-index.ts'

const peer = (port = 80): Peer => ({ host: 'api.test', port, secure: false })

let clock = 0

function http(method: string, target: string, body?: unknown): Exchange {
  const at = clock++
  const bytes = Buffer.from(JSON.stringify(body ?? null))
  const request = {
    method,
    target,
    version: '1.1',
    headers: ['Host', 'api.test'],
    body: body === undefined ? [] : [{ at, bytes }],
    trailers: [],
  }
  return { protocol: 'http', at, endedAt: at, request, interim: [], response: null } as Exchange
}

function redis(...words: string[]): Exchange {
  const at = clock++
  return {
    protocol: 'redis',
    at,
    endedAt: at,
    command: words.map((word) => Buffer.from(word)),
    replies: [],
  } as Exchange
}

function index(...exchanges: Exchange[]): ExchangeIndex {
  return new ExchangeIndex(
    exchanges.map((exchange, i): Recorded => ({ to: peer(), connection: i + 1, exchange, broke: null })),
  )
}

const find = (its: ExchangeIndex, asked: Exchange, to = peer()): Found =>
  its.find(to, asked, () => responderOf(asked.protocol).question(asked), true)

/** Finds, and uses up. */
function take(its: ExchangeIndex, asked: Exchange, to = peer()): number | string {
  const found = find(its, asked, to)
  if (found.kind !== 'found') return found.kind === 'miss' && found.used ? 'used' : found.kind
  found.entry.uses++
  return its.entries.indexOf(found.entry)
}

test('the very same request is found, in the order in which it was recorded', () => {
  const its = index(http('GET', '/a'), http('GET', '/b'), http('GET', '/a'))
  expect([take(its, http('GET', '/a')), take(its, http('GET', '/a')), take(its, http('GET', '/b'))]).toEqual([0, 2, 1])
})

test('one that has been asked for as often as it was recorded is used up, and not answered by another', () => {
  const its = index(http('GET', '/a'), http('GET', '/a?page=2'))
  take(its, http('GET', '/a'))
  expect(take(its, http('GET', '/a'))).toBe('used')
})

test('another path, another method and another key are never taken for it', () => {
  const its = index(http('GET', '/a'), redis('GET', 'x'))
  expect([take(its, http('POST', '/a')), take(its, http('GET', '/b')), take(its, redis('GET', 'y'))]).toEqual([
    'miss',
    'miss',
    'miss',
  ])
})

test('of the same operation the nearest is found, with what differs', () => {
  const its = index(http('POST', '/a', { x: 1, y: 1 }), http('POST', '/a', { x: 1, y: 2 }))
  const found = find(its, http('POST', '/a', { x: 1, y: 2, z: 3 }))
  expect(found).toMatchObject({
    kind: 'found',
    entry: its.entries[1],
    changes: [{ path: '$.body.z', recorded: undefined, actual: 3 }],
  })
})

test('the order of keys and of query parameters does not count', () => {
  const its = index(http('POST', '/a?p=1&q=2', { x: 1, y: 2 }))
  expect(find(its, http('POST', '/a?q=2&p=1', { y: 2, x: 1 }))).toMatchObject({ changes: [] })
})

test('of those that ask the same, that in the same words comes first', () => {
  const its = index(http('POST', '/a', { x: 1, y: 2 }), http('POST', '/a', { y: 2, x: 1 }))
  const asked = http('POST', '/a', { y: 2, x: 1 })
  expect([take(its, asked), take(its, asked), take(its, asked)]).toEqual([1, 0, 'used'])
})

test('what only serves the connection is answered as often as it is asked', () => {
  const its = index(redis('CLIENT', 'SETINFO', 'LIB-NAME', 'a'))
  expect([1, 2, 3].map(() => take(its, redis('CLIENT', 'ID')))).toEqual([0, 0, 0])
})

test('of the very same, that of the same server comes first', () => {
  const exchanges = [http('GET', '/a'), http('GET', '/a')]
  const its = new ExchangeIndex(
    exchanges.map((exchange, i): Recorded => ({ to: peer(80 + i), connection: 1, exchange, broke: null })),
  )
  expect([take(its, http('GET', '/a'), peer(81)), take(its, http('GET', '/a'), peer(81))]).toEqual([1, 0])
})

test('a miss names what is left of the protocol', () => {
  const its = index(redis('GET', 'x'), http('GET', '/left'), http('GET', '/used'))
  take(its, http('GET', '/used'))
  expect(find(its, http('GET', '/b'))).toEqual({ kind: 'miss', used: false, nearest: [its.entries[1]] })
})

test('a conversation that broke off is not a connection that could not be had', () => {
  const raw = (sent: string[], broke: string): Recorded => {
    const exchange = {
      protocol: 'raw',
      at: 0,
      endedAt: null,
      sent: sent.map((it) => ({ at: 0, bytes: Buffer.from(it) })),
      received: [],
    }
    return { to: peer(), connection: 1, exchange: exchange as Exchange, broke }
  }
  expect(new ExchangeIndex([raw(['HELO'], 'ECONNRESET')]).failureOf(peer())).toBeNull()
  const refused = new ExchangeIndex([raw([], 'ECONNREFUSED')])
  expect(refused.failureOf(peer())).toBe(refused.entries[0])
})
