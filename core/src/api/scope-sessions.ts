/** What served the connections that a scope used, also where that was said before it began. */
import { Line } from '../gate/wire/line.ts'
import type { Exchange } from '../lens/lens.ts'
import { moved, type Recorded } from '../lens/recorded.ts'
import { addressOf } from '../player/describe.ts'
import type { Scope } from '../scope/scope.ts'

/** What served the connections on which something was added to a fixture, as far as that has nothing of the kind. */
export function newSessionsOf(scope: Scope): Recorded[] {
  const used = new Set(scope.added.map(({ connection }) => connection))
  const said = new Set<string>()
  const kindOf = ({ to, exchange: { protocol } }: Recorded): string => `${protocol} ${addressOf(to)}`
  for (const { recorded, question } of scope.index?.entries ?? []) if (question.isSession) said.add(kindOf(recorded))
  return sessionsOn(scope).filter((it) => used.has(it.connection) && !said.has(kindOf(it)))
}

/** In a fixture they stand at the beginning of its time. */
export function sessionsOf(scope: Scope): Recorded[] {
  const own = new Set(scope.exchanges.map(({ exchange }) => exchange))
  return sessionsOn(scope, own)
}

function sessionsOn(scope: Scope, own: ReadonlySet<Exchange> = new Set()): Recorded[] {
  return [...scope.connections].flatMap(([line, connection]) => {
    const lines = line instanceof Line ? [...(line.below ? [line.below] : []), line] : []
    return lines.flatMap(({ session, to }) =>
      session
        .filter((exchange) => !own.has(exchange))
        .map((exchange): Recorded => ({ to, connection, exchange: moved(exchange, -exchange.at), broke: null })),
    )
  })
}
