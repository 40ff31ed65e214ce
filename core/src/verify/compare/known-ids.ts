/** The ids that a recording has: in what its program was asked and answered, and in what it asked and was answered. */
import { answerIn, fixtureOf, responderOf } from '../../lens/index.ts'
import type { RecordedCase } from '../case.ts'
import { idsIn } from './volatile.ts'

export function knownIds({ requests, exchanges }: RecordedCase): ReadonlySet<string> {
  const texts = requests.map(
    ({ target, headers, body, response }) =>
      `${target}\n${headers.join('\n')}\n${String(body)}\n${String(response?.content ?? '')}`,
  )
  for (const { exchange } of exchanges) {
    const { operation, details } = responderOf(exchange.protocol).question(exchange)
    texts.push(operation, JSON.stringify(details), JSON.stringify(answerIn(fixtureOf(exchange))) ?? '')
  }
  return new Set(texts.flatMap(idsIn))
}
