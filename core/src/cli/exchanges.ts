/** `retrace inspect`: the exchanges of a recording, for people or as JSON, one a line. */
import { describeExchange, fixtureOf } from '../lens/index.ts'
import { Conversations, type Spoken } from '../recording/conversations.ts'
import type { TapeReader } from '../tape/reader.ts'

/** Gives each exchange once it is over; memory holds those that are under way. */
export async function* listExchanges(reader: TapeReader, json: boolean): AsyncGenerator<string> {
  const waiting: Spoken[] = []
  const conversations = new Conversations((spoken) => waiting.push(spoken))
  const show = json ? asJson : describe
  for (let event = reader.next(); event; event = reader.next()) {
    conversations.take(event)
    for (const spoken of waiting.splice(0)) yield show(spoken)
  }
  await conversations.end()
  for (const spoken of waiting) yield show(spoken)
}

/** What the program asked others, and what others asked it. */
function describe({ exchange, peer, role }: Spoken): string {
  const served = role === 'server' ? 'served ' : ''
  return `+${(exchange.at / 1000).toFixed(3)}s ${served}${describeExchange(exchange, peer)}`
}

function asJson({ exchange, peer, role, connection }: Spoken): string {
  return JSON.stringify({ connection, role, peer, ...fixtureOf(exchange) })
}
