/** WebSocket exchanges as they stand in a fixture. */
import { bytesOf, type Content, contentOfBytes } from '../content.ts'
import type { FixtureCodec } from '../lens.ts'
import { type TurnFixture, turnFixture } from '../turns.ts'
import type { WebSocketExchange, WebSocketMessage } from './exchange.ts'

interface Message {
  readonly at: number
  readonly kind: WebSocketMessage['kind']
  readonly code?: number
  readonly data?: Content
}

export type WebSocketFixture = TurnFixture<'websocket', Message>

export const websocketFixture: FixtureCodec<WebSocketExchange, WebSocketFixture> = turnFixture('websocket', show, read)

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
