/** The raw lens, for conversations in a protocol that no other lens knows: turns of bytes. */
import type { Lens } from '../lens.ts'
import { rewritePieces } from '../rewrite.ts'
import { RawDecoder } from './decoder.ts'
import { describeRaw } from './describe.ts'
import type { RawExchange } from './exchange.ts'
import { type RawFixture, rawFixture } from './fixture.ts'
import { rawResponder } from './responder.ts'

export const raw: Lens<RawExchange, RawFixture> = {
  name: 'raw',
  recognises: () => true,
  decoder: (_peer, emit, ask) => new RawDecoder(emit, ask),
  describe: describeRaw,
  fixture: rawFixture,
  responder: rawResponder,
  rewritten: (exchange, rewrite) => ({
    ...exchange,
    sent: rewritePieces(exchange.sent, rewrite, { path: '$.sent' }),
    received: rewritePieces(exchange.received, rewrite, { path: '$.received' }),
  }),
}
