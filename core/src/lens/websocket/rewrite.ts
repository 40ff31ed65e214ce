/** WebSocket messages, rewritten. */
import { itemStep } from '../../paths.ts'
import type { Rewrite } from '../lens.ts'
import { rewriteBytes } from '../rewrite.ts'
import type { WebSocketExchange, WebSocketMessage } from './exchange.ts'

export function rewriteWebSocket(exchange: WebSocketExchange, rewrite: Rewrite): WebSocketExchange {
  const messages = (all: readonly WebSocketMessage[], path: string): WebSocketMessage[] =>
    all.map((message, i) => ({
      ...message,
      data: rewriteBytes(message.data, rewrite, { path: `${path}${itemStep(i)}.json` }),
    }))
  return { ...exchange, sent: messages(exchange.sent, '$.sent'), received: messages(exchange.received, '$.received') }
}
