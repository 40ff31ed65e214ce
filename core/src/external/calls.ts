/** One call of an external object: recorded, answered from a fixture, or let through. */
import { RetraceError } from '../errors.ts'
import type { ExternalExchange, Outcome } from '../lens/external/exchange.ts'
import { pack } from '../lens/external/values.ts'
import { responderOf } from '../lens/index.ts'
import type { Peer } from '../lens/lens.ts'
import { elapsed, OriginalPromise } from '../originals.ts'
import { describeChanges, describeMiss } from '../player/describe.ts'
import { runLive, scopeOfCode } from '../scope/active.ts'
import type { Scope } from '../scope/scope.ts'
import { classed, ofClass } from './error-class.ts'
import { comparable, keepable } from './keep.ts'
import { revive } from './realm.ts'
import { recordedStream, replayedStream } from './stream.ts'

export interface Call {
  /** The object that was given to `retrace.external()`, and its name. */
  readonly name: string
  readonly object: object
  /** `llm.chat.completions.create`. */
  readonly what: string
  readonly args: readonly unknown[]
  readonly run: () => unknown
  /** Whether it may be asked for more often than it was recorded: then it gives what it gave last. */
  readonly isRepeatable?: boolean
}

/** An exchange that is being recorded. */
export type Open = { -readonly [K in keyof ExternalExchange]: ExternalExchange[K] }

/** @throws RetraceError `EXTERNAL_VALUE`, `EXCHANGE_MISSING`, `EXCHANGE_USED_UP`; what the call itself threw */
export function callExternal(call: Call): unknown {
  const scope = scopeOfCode()
  if (!scope) return call.run()
  const callback = call.args.findIndex((arg) => typeof arg === 'function')
  if (callback >= 0)
    throw failed(scope, new RetraceError('EXTERNAL_CALLBACK', { what: call.what, where: `$.arguments[${callback}]` }))
  const args = comparable(call.args)
  const exchange: Open = { protocol: 'external', at: elapsed(), endedAt: null, call: call.what, args, outcome: null }
  return scope.mode === 'record' ? record(scope, call, exchange) : replay(scope, call, exchange)
}

function record(scope: Scope, { name, object, what, run }: Call, exchange: Open): unknown {
  const to = peerOf(name)
  scope.begin(exchange, to, object, true)
  const settle = (outcome: () => Outcome): void => {
    try {
      exchange.outcome = outcome()
    } catch (error) {
      scope.drop(exchange)
      throw failed(scope, error as RetraceError)
    }
    if (exchange.outcome.how !== 'streamed') over()
  }
  const over = (): void => {
    exchange.endedAt = elapsed()
    if (scope.isActive) scope.keep(exchange, to, object, null, true)
  }
  const kept = (value: unknown): Uint8Array => pack(keepable(value, what))
  const failure = (how: 'threw' | 'rejected', error: unknown): Outcome => {
    return { how, value: kept(error), ...classed(error) }
  }
  const give = (value: unknown, how: 'returned' | 'resolved'): unknown => {
    if (!isStream(value)) {
      settle(() => ({ how, value: kept(value) }))
      return value
    }
    const items: { at: number; value: Uint8Array }[] = []
    const streamed: Outcome = { how: 'streamed', promised: how === 'resolved', items, failed: null }
    settle(() => streamed)
    return recordedStream(value, {
      item: (it) => items.push({ at: elapsed(), value: kept(it) }),
      over(error) {
        if (error !== undefined) exchange.outcome = { ...streamed, failed: kept(error), ...classed(error) }
        over()
      },
    })
  }
  let given: unknown
  try {
    // What it sends itself is a part of what it does.
    given = runLive(run)
  } catch (error) {
    settle(() => failure('threw', error))
    throw error
  }
  if (!isPromise(given)) return give(given, 'returned')
  return OriginalPromise.resolve(given).then(
    (value) => give(value, 'resolved'),
    (error: unknown) => {
      settle(() => failure('rejected', error))
      throw error
    },
  )
}

function replay(scope: Scope, call: Call, exchange: Open): unknown {
  const index = scope.index as NonNullable<Scope['index']>
  const to = peerOf(call.name)
  const found = index.find(to, exchange, () => responderOf('external').question(exchange), true)
  const last = call.isRepeatable === true && found.kind === 'miss' && found.used ? found.nearest.at(-1) : undefined
  if (last) return answer(scope, last.recorded.exchange as ExternalExchange, call.object)
  const isNew = found.kind !== 'found' || found.changes.length > 0
  if (isNew && scope.adds) return record(scope, call, exchange)
  if (found.kind !== 'found') {
    const miss = found.kind === 'miss' ? found : { kind: 'miss' as const, used: false, nearest: [] }
    const code = miss.used ? 'EXCHANGE_USED_UP' : 'EXCHANGE_MISSING'
    const error = new RetraceError(code, describeMiss(scope, to, exchange, miss))
    // The test fails, also where it does not look at the error.
    scope.lacks({ exchange, to, entry: null, changes: [] }, error)
    throw error
  }
  const { entry, changes } = found
  entry.uses++
  const recorded = entry.recorded.exchange as ExternalExchange
  const asked = { ...exchange, endedAt: exchange.at, outcome: recorded.outcome } as ExternalExchange
  scope.answers({ exchange: asked, to, entry, changes }, () => {
    const what = describeChanges(entry.recorded, changes, scope.options.name)
    return new RetraceError('EXCHANGE_CHANGED', { what })
  })
  scope.timeline?.reach(recorded.at)
  scope.keep(asked, to, call.object, null, false)
  return answer(scope, recorded, call.object)
}

function answer(scope: Scope, { at, endedAt, outcome }: ExternalExchange, object: object): unknown {
  const wait = (until: number): Promise<void> => new OriginalPromise((resolve) => scope.timeline?.add(until, resolve))
  // It had not ended when the test did.
  if (!outcome) return new OriginalPromise(() => {})
  const valueOf = (packed: Uint8Array): unknown => ofClass(revive(packed), outcome.of, object)
  if (outcome.how === 'streamed') {
    const stream = replayedStream(outcome, endedAt ?? at, wait, valueOf)
    return outcome.promised ? wait(at).then(() => stream) : stream
  }
  const value = valueOf(outcome.value)
  if (outcome.how === 'returned') return value
  if (outcome.how === 'threw') throw value
  return wait(endedAt ?? at).then(() => {
    if (outcome.how === 'rejected') throw value
    return value
  })
}

/** The test fails, also where it does not look at the error. */
function failed(scope: Scope, error: RetraceError): RetraceError {
  scope.fails(error)
  return error
}

function peerOf(host: string): Peer {
  return { host, port: 0, secure: false }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
