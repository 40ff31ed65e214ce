/** Calls of objects that are given to `retrace.external()`. There are no bytes: they are recorded and answered as values. */
import { inspect } from 'node:util'
import { decodeValue } from '../../tape/codec.ts'
import type { Lens } from '../lens.ts'
import { counted, shorten } from '../shorten.ts'
import type { ExternalExchange, Outcome } from './exchange.ts'
import { type ExternalFixture, externalFixture } from './fixture.ts'
import { rewriteExternal } from './rewrite.ts'

export const external: Lens<ExternalExchange, ExternalFixture> = {
  name: 'external',
  recognises: () => false,
  decoder() {
    throw new Error('calls of objects have no bytes to be decoded')
  },
  describe: ({ call, args, outcome }) =>
    `${call}(${shorten(args.slice(1, -1))}) → ${outcome ? shown(outcome) : 'no answer'}`,
  fixture: externalFixture,
  responder: {
    question: ({ call, args }) => ({
      operation: call,
      details: { arguments: JSON.parse(args) as unknown },
      isSession: false,
    }),
    answer: () => [],
    refuse: () => null,
    usual: () => null,
  },
  rewritten: rewriteExternal,
}

function shown(outcome: Outcome): string {
  if (outcome.how === 'streamed') return counted(outcome.items.length, 'item')
  const value = decodeValue(outcome.value)
  return value instanceof Error ? `${value.name}: ${shorten(value.message)}` : shorten(inspect(value))
}
