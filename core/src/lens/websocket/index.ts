/** The lens for WebSocket. A conversation comes to it by an upgrade (`http1`), not by its first bytes. */
import type { Lens } from '../lens.ts'
import { WebSocketDecoder } from './decoder.ts'
import { describeWebSocket } from './describe.ts'
import type { WebSocketExchange } from './exchange.ts'
import { type WebSocketFixture, websocketFixture } from './fixture.ts'
import { websocketResponder } from './responder.ts'
import { rewriteWebSocket } from './rewrite.ts'

export const websocket: Lens<WebSocketExchange, WebSocketFixture> = {
  name: 'websocket',
  recognises: () => false,
  decoder: (_peer, emit, ask) => new WebSocketDecoder('', emit, ask),
  describe: describeWebSocket,
  fixture: websocketFixture,
  responder: websocketResponder,
  rewritten: rewriteWebSocket,
}
