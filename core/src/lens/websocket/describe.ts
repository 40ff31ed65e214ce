import { shortenBytes } from '../shorten.ts'
import type { WebSocketExchange, WebSocketMessage } from './exchange.ts'

/** `{"type":"subscribe"} → {"type":"welcome"}, {"type":"data",…`. */
export function describeWebSocket({ sent, received }: WebSocketExchange): string {
  const said = (messages: readonly WebSocketMessage[]): string => messages.map(describe).join(', ')
  return `${said(sent) || '(unasked)'} → ${said(received) || 'no answer'}`
}

function describe({ kind, data, code }: WebSocketMessage): string {
  const shown = shortenBytes(data, 40)
  if (kind === 'text' || kind === 'binary') return shown
  return [kind, code, shown].filter((part) => part !== undefined && part !== '').join(' ')
}
