/** What a program was answered, as plain data: the places of it are those of the option `answers`. */
import { answerIn, columnTypesIn, fixtureOf, responderOf } from '../lens/index.ts'
import type { ColumnTypes, Exchange, Question } from '../lens/lens.ts'
import { transcriptOf } from './spoken.ts'

export interface Answered {
  readonly operation: string
  /** What else was asked. */
  readonly details: Question['details']
  readonly answer: unknown
  /** Of the columns, where it is rows. */
  readonly types: ColumnTypes | undefined
}

/** What has no answer that plain data can say is left out, and so is what only serves a connection. */
export function answersIn(exchanges: readonly Exchange[]): Answered[] {
  return exchanges.flatMap((exchange): Answered[] => {
    const { operation, details, isSession } = responderOf(exchange.protocol).question(exchange)
    if (isSession) return []
    const fixture = fixtureOf(exchange)
    const answer = answerIn(fixture)
    return answer === undefined ? [] : [{ operation, details, answer, types: columnTypesIn(fixture) }]
  })
}

/** What a whole recording was answered. */
export async function answersOf(folder: string): Promise<Answered[]> {
  const { said } = await transcriptOf(folder)
  return answersIn(said.filter(({ role }) => role === 'client').map(({ exchange }) => exchange))
}
