/** WebSocket messages as exchanges have them (RFC 6455). */
import type { Exchange } from '../lens.ts'
import type { Turn } from '../turns.ts'

export interface WebSocketMessage {
  /** When its last frame came. */
  readonly at: number
  readonly kind: 'text' | 'binary' | 'ping' | 'pong' | 'close'
  /** Of a `close`: its reason. Never compressed. */
  readonly data: Uint8Array
  /** Of a `close`: its code; 1005 where it has none. */
  readonly code?: number
}

export interface WebSocketExchange extends Exchange, Turn<WebSocketMessage> {
  readonly protocol: 'websocket'
}
