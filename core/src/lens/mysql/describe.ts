import { counted, shorten } from '../shorten.ts'
import type { MySqlExchange } from './exchange.ts'

const ERROR = 0xff
/** Of an error: its first byte, a number, and a state behind a `#`. */
const ERROR_HEAD = 9

/** `query SELECT 1 → 4 packets`. */
export function describeMySql({ command, sql, answers }: MySqlExchange): string {
  const asked = sql === '' ? command : `${command} ${shorten(sql, 100)}`
  const payload = Buffer.from(answers.at(-1)?.packet.payload ?? [])
  if (answers.length === 0) return `${asked} → no answer`
  if (payload[0] === ERROR)
    return `${asked} → error ${payload.readUInt16LE(1)}: ${shorten(payload.toString('utf8', ERROR_HEAD))}`
  return `${asked} → ${answers.length === 1 ? 'ok' : counted(answers.length, 'packet')}`
}
