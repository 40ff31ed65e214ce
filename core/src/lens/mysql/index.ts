/** The lens for MySQL and MariaDB. */
import type { Lens } from '../lens.ts'
import { MySqlDecoder } from './decoder.ts'
import { describeMySql } from './describe.ts'
import type { MySqlExchange } from './exchange.ts'
import { type MySqlFixture, mysqlFixture } from './fixture.ts'
import { mysqlResponder } from './responder.ts'
import { rewriteMySql } from './rewrite.ts'

/** The server speaks first: a packet numbered 0 of the protocol's version 10, with the server's version as a text. */
export const mysql: Lens<MySqlExchange, MySqlFixture> = {
  name: 'mysql',
  recognises(first, from) {
    if (from === 'client') return false
    const [, , high, sequence, version, digit] = first
    if (digit === undefined) return (high ?? 0) === 0 && (sequence ?? 0) === 0 && (version ?? 10) === 10 ? null : false
    return high === 0 && sequence === 0 && version === 10 && digit >= 0x30 && digit <= 0x39
  },
  decoder: (_peer, emit, ask) => new MySqlDecoder(emit, ask),
  describe: describeMySql,
  fixture: mysqlFixture,
  responder: mysqlResponder,
  rewritten: rewriteMySql,
}
