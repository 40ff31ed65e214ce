/** Calls, with all that was said in them rewritten. */
import { decodeValue } from '../../tape/codec.ts'
import type { Rewrite } from '../lens.ts'
import { rewriteBytes, rewriteText } from '../rewrite.ts'
import type { ExternalExchange, Outcome } from './exchange.ts'
import { isPlain, pack } from './values.ts'

export function rewriteExternal(exchange: ExternalExchange, rewrite: Rewrite): ExternalExchange {
  const { args, outcome } = exchange
  return {
    ...exchange,
    args: rewriteText(args, rewrite, { path: '$.arguments' }),
    outcome: outcome && rewriteOutcome(outcome, rewrite),
  }
}

function rewriteOutcome(outcome: Outcome, rewrite: Rewrite): Outcome {
  if (outcome.how !== 'streamed') return { ...outcome, value: rewriteValue(outcome.value, rewrite) }
  const { items, failed, ...rest } = outcome
  return {
    ...rest,
    items: items.map(({ at, value }) => ({ at, value: rewriteValue(value, rewrite) })),
    failed: failed && rewriteValue(failed, rewrite),
  }
}

/** As JSON where that says it all; texts that are packed have their lengths before them. */
function rewriteValue(packed: Uint8Array, rewrite: Rewrite): Uint8Array {
  const value = decodeValue(packed)
  if (!isPlain(value)) return rewriteBytes(packed, rewrite, { path: '$.value', isFixed: true })
  const json = JSON.stringify(value)
  const is = rewriteText(json, rewrite, { path: '$.value' })
  return is === json ? packed : pack(JSON.parse(is))
}
