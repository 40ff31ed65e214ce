/** The lens for Redis, and for what speaks its protocol. */
import { fallBack } from '../fall-back.ts'
import type { Lens } from '../lens.ts'
import { RedisDecoder } from './decoder.ts'

/** An array of bulk strings: a command. Inline commands are recognised by no one but Redis. */
const COMMAND = /^\*\d+\r\n\$/
const MAYBE_COMMAND = /^\*\d*\r?\n?$/

export const redis: Lens = {
  name: 'redis',
  recognises(first, from) {
    if (from === 'server') return false
    const text = Buffer.from(first.buffer, first.byteOffset, Math.min(first.length, 16)).toString('latin1')
    if (COMMAND.test(text)) return true
    return MAYBE_COMMAND.test(text) ? null : false
  },
  decoder: (_peer, emit) => fallBack(new RedisDecoder(emit), emit),
}
