/** What served the connections that a scope used, also where that was said before it began. */
import { Line } from '../gate/wire/line.ts'
import { moved, type Recorded } from '../lens/recorded.ts'
import type { Scope } from '../scope/scope.ts'

/** In a fixture they stand at the beginning of its time. */
export function sessionsOf(scope: Scope): Recorded[] {
  const own = new Set(scope.exchanges.map(({ exchange }) => exchange))
  return [...scope.connections].flatMap(([line, connection]) => {
    const lines = line instanceof Line ? [...(line.below ? [line.below] : []), line] : []
    return lines.flatMap(({ session, to }) =>
      session
        .filter((exchange) => !own.has(exchange))
        .map((exchange): Recorded => ({ to, connection, exchange: moved(exchange, -exchange.at), broke: null })),
    )
  })
}
