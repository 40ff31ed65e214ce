/** What goes out otherwise, now and when it was recorded. */
import { isSql } from '../../lens/sql.ts'
import type { Change } from '../../player/changes.ts'
import { addressOf } from '../../player/describe.ts'
import { type ComparedCase, requestName } from '../case.ts'
import type { Run } from '../host.ts'
import { actualCalls, type Call, groupBy, pairCalls } from './calls.ts'
import { reordered } from './reordered.ts'
import { isCutShort } from './cut-short.ts'
import { SaidIds } from './said-ids.ts'
import { AFTER_UNANSWERED, unansweredIn } from './unanswered.ts'
import type { Difference } from './difference.ts'
import type { Noise } from './noise.ts'
import { sqlChanges } from './sql-changes.ts'

type Named = Pick<Difference, 'what' | 'during' | 'place' | 'recordedPlace'>

export function callDifferences(its: ComparedCase, now: Run, recorded: readonly Call[], noise: Noise): Difference[] {
  const { requests } = its
  const ids = new SaidIds(its, now)
  const calls = actualCalls(now.asked, its.matching)
  const { pairs, missing, extra } = pairCalls(recorded, calls, noise.isIgnored)
  const about = ({ operation, protocol, to, during }: Call): Pick<Named, 'what' | 'during'> => ({
    what: `${operation} (${protocol}, ${addressOf(to)})`,
    during: during.length === 1 ? requestName(requests, during[0] ?? null) : null,
  })
  const asked = groupBy(extra, groupOf)
  const changed = pairs.flatMap(({ actual, recorded: was, changes }): Difference[] => {
    // What was asked for many at once is asked for each: with other values, of course.
    if (was.text === actual.text && asked.has(groupOf(actual))) return []
    const said = (): ReadonlySet<string> => ids.of(actual.during[0] ?? null)
    const counted = noise.filter(changes, actual.operation, said).flatMap((change) => byClause(change, noise))
    const named: Named = { ...about(actual), place: actual.place, recordedPlace: was.place }
    const subject = { recorded: was.number, asked: [actual.number] }
    return counted.length === 0 ? [] : [{ kind: changedKind(actual), ...named, changes: counted, subject }]
  })
  const before = groupBy(pairs, ({ actual }) => groupOf(actual))
  const more = [...asked].map(([key, group]): Difference => {
    const [first] = group as [Call]
    const its = before.get(key) ?? []
    const times = { recorded: its.length, actual: its.length + group.length }
    const kind = times.actual > 1 ? 'slower-in-calls' : 'extra'
    return {
      kind,
      ...about(first),
      place: first.place,
      recordedPlace: its[0]?.recorded.place ?? null,
      changes: [],
      times,
      subject: { asked: [...its.map(({ actual }) => actual.number), ...group.map(({ number }) => number)] },
    }
  })
  const unanswered = unansweredIn(now.asked)
  const gone = (isCutShort(its, now) ? [] : missing).filter((call) => {
    const isConsequence = call.during.length === 1 && unanswered.has(call.during[0] ?? null)
    if (isConsequence) noise.take(AFTER_UNANSWERED, call.operation)
    return !isConsequence
  })
  const moved = reordered(pairs, recorded, calls).map(({ pair, before }): Difference => {
    const { actual, recorded: was } = pair
    const change = { path: '$.after', recorded: before.recorded?.operation, actual: before.actual?.operation }
    const subject = { recorded: was.number, asked: [actual.number] }
    const places = { place: actual.place, recordedPlace: was.place }
    return { kind: 'reordered', ...about(actual), ...places, changes: [change], subject }
  })
  return [
    ...changed,
    ...moved,
    ...more,
    ...gone.map((call): Difference => {
      const subject = { recorded: call.number }
      return { kind: 'missing', ...about(call), place: null, recordedPlace: call.place, changes: [], subject }
    }),
  ]
}

/** What is different about a statement; nothing where it only is written otherwise. */
function byClause(change: Change, noise: Noise): Change[] {
  const { path, recorded, actual } = change
  if (path !== '$.operation') return [change]
  const found = sqlChanges(String(recorded), String(actual))
  if (found?.length === 0) noise.take('how a statement is written', String(actual))
  return found?.map((its) => ({ ...its, path: path + its.path.slice(1) })) ?? [change]
}

/** What is asked for the same request by the same text. */
function groupOf({ during, protocol, text }: Call): string {
  return `${during.join()} ${protocol} ${text}`
}

function changedKind({ protocol }: Call): Difference['kind'] {
  return isSql(protocol) ? 'changed-query' : 'changed-request'
}
