/** WebSocket exchanges as they stand in a fixture. */
import { bytesOf, type Content, contentOfBytes } from '../content.ts'
import type { FixtureCodec } from '../lens.ts'
import type { WebSocketExchange, WebSocketMessage } from './exchange.ts'

interface Message {
  readonly at: number
  readonly kind: WebSocketMessage['kind']
  readonly code?: number
  readonly data?: Content
}

export interface WebSocketFixture {
  readonly protocol: 'websocket'
  readonly at: number
  readonly ended: number | null
  readonly sent: readonly Message[]
  readonly received: readonly Message[]
}

export const websocketFixture: FixtureCodec<WebSocketExchange, WebSocketFixture> = { toFixture, fromFixture }

function toFixture({ at, endedAt, sent, received }: WebSocketExchange): WebSocketFixture {
  return { protocol: 'websocket', at, ended: endedAt, sent: sent.map(show), received: received.map(show) }
}

function fromFixture({ at, ended, sent, received }: WebSocketFixture): WebSocketExchange {
  return { protocol: 'websocket', at, endedAt: ended, sent: sent.map(read), received: received.map(read) }
}

function show({ at, kind, data, code }: WebSocketMessage): Message {
  return {
    at,
    kind,
    ...(code === undefined ? {} : { code }),
    ...(data.length > 0 ? { data: contentOfBytes(data) } : {}),
  }
}

function read({ at, kind, data, code }: Message): WebSocketMessage {
  return { at, kind, ...(code === undefined ? {} : { code }), data: data ? bytesOf(data) : Buffer.alloc(0) }
}
