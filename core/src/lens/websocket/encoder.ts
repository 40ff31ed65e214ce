/** WebSocket messages as bytes, each as one frame and without compression. */
import type { Side } from '../lens.ts'
import type { WebSocketMessage } from './exchange.ts'
import { ws } from './ws.ts'

const OPCODES: Record<WebSocketMessage['kind'], number> = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 }

/** A mask that changes nothing: clients have to mask, and what they send need not be hidden from anybody here. */
const MASK = Buffer.alloc(4)

/** The bytes of a message that `from` sends. */
export function encodeMessage({ kind, data, code }: WebSocketMessage, from: Side): Buffer {
  const payload = kind === 'close' ? closing(code, data) : Buffer.from(data)
  const options = {
    fin: true,
    opcode: OPCODES[kind],
    mask: from === 'client',
    maskBuffer: MASK,
    readOnly: true,
    rsv1: false,
  }
  return Buffer.concat(ws().Sender.frame(payload, options))
}

/** 1005 is what the receiver says where there was no code. */
function closing(code = 1005, reason: Uint8Array): Buffer {
  if (code === 1005) return Buffer.alloc(0)
  const head = Buffer.alloc(2)
  head.writeUInt16BE(code)
  return Buffer.concat([head, reason])
}
