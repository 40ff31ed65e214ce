import { expect, test } from 'vitest'
import { HTTP2 } from '../boundary/http2-taint.ts'
import type { Exchange } from '../lens/lens.ts'
import { unsentIn } from './unsent.ts'

const said = (
  role: 'server' | 'client',
  protocol: string,
  ...sent: readonly string[]
): Parameters<typeof unsentIn>[0] => [{ role, exchange: { protocol, at: 0, endedAt: 1, sent } as unknown as Exchange }]

test('what a server is sent over WebSocket, HTTP/2 and other protocols is not sent again', () => {
  expect(unsentIn(said('server', 'websocket'), { taint: [] })).toEqual(['WebSocket'])
  expect(unsentIn([], { taint: [{ reason: HTTP2, where: null }] as never })).toEqual(['HTTP/2'])
  expect(unsentIn(said('server', 'raw', 'hello'), { taint: [] })).toEqual(['a protocol of its own'])
})

test('requests are, and what a program asks itself is answered; who says nothing has only looked', () => {
  const all = [...said('server', 'http'), ...said('client', 'websocket'), ...said('client', 'raw', 'hello')]
  expect(unsentIn([...all, ...said('server', 'raw')], { taint: [] })).toEqual([])
})
