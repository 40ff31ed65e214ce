/** WebSocket exchanges as they stand in a fixture. */
import * as v from 'valibot'
import { bytesOf, type Content, contentOfBytes } from '../content.ts'
import type { FixtureCodec } from '../lens.ts'
import { content, count, only, optional, time } from '../shapes.ts'
import { type TurnFixture, turnFixture } from '../turns.ts'
import type { WebSocketExchange, WebSocketMessage } from './exchange.ts'

interface Message {
  readonly at: number
  readonly kind: WebSocketMessage['kind']
  readonly code?: number
  readonly data?: Content
}

const said = only({
  at: time,
  kind: v.picklist(['text', 'binary', 'ping', 'pong', 'close']),
  code: optional(count),
  data: optional(content),
})

export type WebSocketFixture = TurnFixture<'websocket', Message>

export const websocketFixture: FixtureCodec<WebSocketExchange, WebSocketFixture> = turnFixture(
  'websocket',
  said,
  show,
  read,
)

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
