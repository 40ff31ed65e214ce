/** The ids that a recording has: in what its program was asked and answered, and in what it asked and was answered. */
import { answerIn, fixtureOf, responderOf } from '../../lens/index.ts'
import { idsIn } from '../../player/volatile.ts'
import type { CaseRequest, ComparedCase } from '../case.ts'

export function knownIds({ requests, exchanges }: ComparedCase): ReadonlySet<string> {
  const texts = requests.map(({ response }) => textOf(response?.content))
  for (const { exchange } of exchanges) {
    const { operation, details } = responderOf(exchange.protocol).question(exchange)
    texts.push(operation, JSON.stringify(details), JSON.stringify(answerIn(fixtureOf(exchange))) ?? '')
  }
  return new Set([...requests.flatMap(requestIds), ...texts.flatMap(idsIn)])
}

/** Of what a program is asked. */
export function requestIds({ target, headers, body }: CaseRequest): string[] {
  return [target, ...headers, textOf(body)].flatMap(idsIn)
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString()
}
