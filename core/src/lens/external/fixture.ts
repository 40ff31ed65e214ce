/** Calls as they stand in a fixture. */
import * as v from 'valibot'
import { bytesOf, type Content } from '../content.ts'
import type { ExchangeFixture, FixtureCodec } from '../lens.ts'
import type { ExternalExchange, Outcome } from './exchange.ts'
import { base64, content, exchange, only, optional, time } from '../shapes.ts'
import { readValue, type ShownValue, showValue } from './values.ts'

export interface ExternalFixture extends ExchangeFixture {
  readonly protocol: 'external'
  readonly call: string
  readonly arguments: Content
  readonly outcome: OutcomeFixture | null
}

type OutcomeFixture =
  | {
      readonly how: 'returned' | 'threw' | 'resolved' | 'rejected'
      readonly value: ShownValue
      readonly of?: string
    }
  | {
      readonly how: 'streamed'
      readonly promised: boolean
      readonly items: readonly { readonly at: number; readonly value: ShownValue }[]
      readonly failed?: ShownValue
      readonly of?: string
    }

const value = v.union([content, only({ packed: base64, shown: v.array(v.string()) })])

const shape = exchange('external', {
  call: v.string(),
  arguments: content,
  outcome: v.nullable(
    v.union([
      only({ how: v.picklist(['returned', 'threw', 'resolved', 'rejected']), value, of: optional(v.string()) }),
      only({
        how: v.literal('streamed'),
        promised: v.boolean(),
        items: v.array(only({ at: time, value })),
        failed: optional(value),
        of: optional(v.string()),
      }),
    ]),
  ),
})

export const externalFixture: FixtureCodec<ExternalExchange, ExternalFixture> = {
  shape,
  toFixture: ({ protocol, at, endedAt, call, args, outcome }) => ({
    protocol,
    at,
    ended: endedAt,
    call,
    arguments: { json: JSON.parse(args) },
    outcome: outcome && showOutcome(outcome),
  }),
  fromFixture: ({ protocol, at, ended, call, arguments: args, outcome }) => ({
    protocol,
    at,
    endedAt: ended,
    call,
    args: JSON.stringify(JSON.parse(bytesOf(args).toString())),
    outcome: outcome && readOutcome(outcome),
  }),
  answer: {
    read({ outcome }) {
      const isResult = outcome?.how === 'returned' || outcome?.how === 'resolved'
      return isResult && 'json' in outcome.value ? outcome.value.json : undefined
    },
    write: (it, json) => ({ ...it, outcome: { ...it.outcome, value: { json } } }) as ExternalFixture,
  },
}

function showOutcome(outcome: Outcome): OutcomeFixture {
  if (outcome.how !== 'streamed') return { ...outcome, value: showValue(outcome.value) }
  const { items, failed, ...rest } = outcome
  const shown = items.map(({ at, value }) => ({ at, value: showValue(value) }))
  return { ...rest, items: shown, ...(failed ? { failed: showValue(failed) } : {}) }
}

function readOutcome(outcome: OutcomeFixture): Outcome {
  if (outcome.how !== 'streamed') return { ...outcome, value: readValue(outcome.value) }
  const { items, failed, ...rest } = outcome
  const read = items.map(({ at, value }) => ({ at, value: readValue(value) }))
  return { ...rest, items: read, failed: failed ? readValue(failed) : null }
}
