/** MySQL commands and answers, with all that was said in them rewritten. */
import type { Rewrite } from '../lens.ts'
import { rewriteBytes, rewriteText } from '../rewrite.ts'
import { LOG_IN } from './decoder.ts'
import type { MySqlExchange } from './exchange.ts'
import type { Packet } from './packets.ts'

/** Bytes of packets have their lengths before them. What a client proves with is left out: it is let in without. */
export function rewriteMySql(exchange: MySqlExchange, rewrite: Rewrite): MySqlExchange {
  const { command, sql, asked, answers } = exchange
  if (command === LOG_IN)
    return { ...exchange, asked: asked.map(({ sequence }) => ({ sequence, payload: Buffer.alloc(0) })) }
  const packet = (path: string, { sequence, payload }: Packet): Packet => ({
    sequence,
    payload: rewriteBytes(payload, rewrite, { path, isFixed: true, isSql: true }),
  })
  return {
    ...exchange,
    sql: rewriteText(sql, rewrite, { path: '$.sql', isFixed: true, isSql: true }),
    asked: asked.map((it) => packet('$.values', it)),
    answers: answers.map((it) => ({ at: it.at, packet: packet('$.rows', it.packet) })),
  }
}
