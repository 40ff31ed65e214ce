/** The lens for Redis, and for what speaks its protocol. */
import { fallBack } from '../fall-back.ts'
import type { Lens } from '../lens.ts'
import { viewOf } from '../unread.ts'
import { RedisDecoder } from './decoder.ts'
import { describeRedis } from './describe.ts'
import type { RedisExchange } from './exchange.ts'
import { type RedisFixture, redisFixture } from './fixture.ts'
import { redisResponder } from './responder.ts'
import { rewriteRedis } from './rewrite.ts'

/** An array of bulk strings: a command. Inline commands are recognised by no one but Redis. */
const COMMAND = /^\*\d+\r\n\$/
const MAYBE_COMMAND = /^\*\d*\r?\n?$/

export const redis: Lens<RedisExchange, RedisFixture> = {
  name: 'redis',
  recognises(first, from) {
    if (from === 'server') return false
    const text = viewOf(first).toString('latin1', 0, 16)
    if (COMMAND.test(text)) return true
    return MAYBE_COMMAND.test(text) ? null : false
  },
  decoder: (_peer, emit, ask) => fallBack(new RedisDecoder(emit, ask), emit, ask),
  describe: describeRedis,
  fixture: redisFixture,
  responder: redisResponder,
  rewritten: rewriteRedis,
}
