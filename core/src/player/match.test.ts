import { expect, test } from 'vitest'
import type { Exchange } from '../lens/lens.ts'
import { ExchangeIndex } from './exchange-index.ts'
import { MatchRules, stepsOf } from './match.ts'

const peer = { host: 'api.test', port: 80, secure: false }

function http(body: unknown, headers: readonly string[] = [], target = '/a?ts=1'): Exchange {
  const request = {
    method: 'POST',
    target,
    version: '1.1',
    headers: ['Host', 'api.test', ...headers],
    body: [{ at: 0, bytes: Buffer.from(JSON.stringify(body)) }],
    trailers: [],
  }
  return { protocol: 'http', at: 0, endedAt: 0, request, interim: [], response: null } as Exchange
}

/** The paths that differ, with these rules. */
function differing(recorded: Exchange, asked: Exchange, rules: MatchRules | null): string[] {
  const index = new ExchangeIndex([{ to: peer, connection: 1, exchange: recorded, broke: null }], rules)
  const found = index.find(peer, asked, () => new ExchangeIndex([]).questionOf(asked), true)
  return found.kind === 'found' ? found.changes.map(({ path }) => path) : [found.kind]
}

test('what differs by times and generated ids alone is the same operation', () => {
  const at = (time: number, id: string, name = 'a'): Exchange => http({}, [], `/${name}/${time}/${id}`)
  const [id, other] = ['22222222-2222-4222-8222-222222222222', '33333333-3333-4333-8333-333333333333']
  expect(differing(at(1767261600000, id), at(1767261600000, id), null)).toEqual([])
  expect(differing(at(1767261600000, id), at(1767261600007, other), null)).toEqual(['$.operation'])
  expect(differing(at(1767261600000, id), at(1767261600007, other, 'b'), null)).toEqual(['miss'])
  expect(differing(at(7, id), at(8, id), null)).toEqual(['miss'])
})

test('a path is written as differences are printed', () => {
  expect(stepsOf('$.body.requestId')).toEqual(['body', 'requestId'])
  expect(stepsOf('values[0][2]')).toEqual(['values', 0, 2])
  expect(stepsOf('$.headers["x-trace"].a-b')).toEqual(['headers', 'x-trace', 'a-b'])
  expect(stepsOf('$.items[*].*')).toHaveLength(3)
})

test.for(['', '$', '$.', '$.a..b', 'a[', 'a[x]', "a['b']", '$.a b', '$a'])('%o is no path', (path) => {
  expect(stepsOf(path)).toBeNull()
})

test('what is ignored does not count, wherever it stands; the rest does', () => {
  const a = http({ id: 1, items: [{ at: 1, n: 1 }] })
  const b = http({ id: 2, items: [{ at: 2, n: 1 }], more: 1 })
  expect(differing(a, b, null)).toEqual(['$.body.id', '$.body.items[0].at', '$.body.more'])
  // Each path can be given as it was printed.
  const ignore = ['$.body.id', '$.body.items[0].at', '$.body.more']
  expect(differing(a, b, new MatchRules({ http: { ignore } }))).toEqual([])
  expect(differing(a, b, new MatchRules({ http: { ignore: ['body.id', 'body.items[*].at'] } }))).toEqual([
    '$.body.more',
  ])
})

test('headers count where they are named, in whatever case', () => {
  const [a, b] = [http({}, ['Accept-Language', 'de']), http({}, ['accept-language', 'fr'])]
  expect(differing(a, b, null)).toEqual([])
  expect(differing(a, b, new MatchRules({ http: { headers: ['Accept-Language'] } }))).toEqual([
    '$.headers["accept-language"]',
  ])
})

test('a turn of a WebSocket goes on as one that differs only in what is ignored', () => {
  const turn = (...texts: readonly string[]): Exchange =>
    ({
      protocol: 'websocket',
      at: 0,
      endedAt: 0,
      sent: texts.map((text) => ({ at: 0, kind: 'text', data: Buffer.from(text) })),
      received: [],
    }) as Exchange
  const recorded = turn('{"id":1,"do":"a"}', '{"id":2,"do":"b"}')
  const index = new ExchangeIndex(
    [{ to: peer, connection: 1, exchange: recorded, broke: null }],
    new MatchRules({ websocket: { ignore: ['$.sent[*].json.id'] } }),
  )
  const kinds = [turn('{"id":7,"do":"a"}'), turn('{"id":7,"do":"a"}', '{"id":8,"do":"b"}'), turn('{"id":7,"do":"b"}')]
  expect(kinds.map((it) => index.find(peer, it, () => index.questionOf(it), false).kind)).toEqual([
    'wait',
    'found',
    'miss',
  ])
})
