/** The lens for PostgreSQL, and for what speaks its protocol. */
import { fallBack } from '../fall-back.ts'
import type { Lens } from '../lens.ts'
import { viewOf } from '../unread.ts'
import { PgDecoder } from './decoder.ts'
import { describePostgres } from './describe.ts'
import type { PgExchange } from './exchange.ts'
import { type PgFixture, postgresFixture } from './fixture.ts'
import { postgresResponder } from './responder.ts'
import { rewritePostgres } from './rewrite.ts'

/** A client begins with a length and a number of its own: a version 3, or a request (1234 in its upper half). */
export const postgres: Lens<PgExchange, PgFixture> = {
  name: 'postgres',
  recognises(first, from) {
    if (from === 'server') return false
    if (first.length < 8) return first[0] === undefined || first[0] === 0 ? null : false
    const head = viewOf(first)
    const major = head.readUInt16BE(4)
    return head.readUInt16BE(0) === 0 && (major === 3 || major === 1234)
  },
  decoder: (_peer, emit, ask) => fallBack(new PgDecoder(emit, ask), emit, ask),
  describe: describePostgres,
  // After an error the server passes over all that was asked, up to the point at which it says that it is ready; clients
  // don't wait for that (PostgreSQL's documentation, "Message Flow").
  isAnswered: ({ answers }) => answers.some(({ message }) => message.name === 'error'),
  fixture: postgresFixture,
  responder: postgresResponder,
  rewritten: rewritePostgres,
}
