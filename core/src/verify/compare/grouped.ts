/** One divergence for each thing that has changed, in however many requests and recordings it shows. */
import { createHash } from 'node:crypto'
import path from 'node:path'
import type { Difference, Divergence, Found, Kind, Severity } from './difference.ts'
import { groupBy } from './calls.ts'
import { withoutIndices, withoutValues } from './without-values.ts'

const ID_LENGTH = 7

const GRAVEST: readonly Severity[] = ['error', 'warning', 'info']

export function grouped(differences: readonly Found[], severityOf: (kind: Kind) => Severity): Divergence[] {
  const all = [...groupBy(differences, keyOf).values()].map((group): Divergence => {
    const [{ recording: _recording, acceptance: _acceptance, shown, ...first }] = group as [Found]
    const id = idOf(first)
    const requests = [...new Set(group.flatMap((its) => its.shown.during ?? []))]
    const recordings = [...new Set(group.map(({ recording }) => recording))]
    const also = [...groupBy(group, ({ what }) => withoutValues(what)).values()]
      .slice(1)
      .flatMap(([its]) => its?.shown.what ?? [])
    const severity = severityOf(first.kind)
    const effects = group.flatMap(({ shown: { leadsTo = [] } }) => leadsTo)
    const leadsTo = [...groupBy(effects, ({ kind, what }) => `${kind} ${withoutValues(what)}`).values()].flatMap(
      ([one]) => one ?? [],
    )
    const led = leadsTo.length > 0 ? { leadsTo } : {}
    return { ...first, ...shown, ...led, id, also, severity, count: group.length, requests, recordings, found: group }
  })
  return all.toSorted((a, b) => GRAVEST.indexOf(a.severity) - GRAVEST.indexOf(b.severity))
}

/** What is found at the same line, in the same way. */
function keyOf({ kind, what, place, recordedPlace, changes }: Difference): string {
  const at = place ?? recordedPlace
  const where = at ? `${at.file}:${at.line}:${at.column}` : withoutValues(what)
  const paths = changes.map(({ path: its }) => withoutIndices(its))
  // What is written follows from more than the line that has changed last.
  const file = kind === 'changed-file' ? withoutValues(what) : ''
  return [kind, where, file, ...new Set(paths.toSorted())].join('\n')
}

/** The same on every machine, wherever the project is there. */
function idOf({ kind, what, place, recordedPlace, changes }: Difference): string {
  const at = place ?? recordedPlace
  const where = at && [path.basename(at.file), at.line, at.column]
  const identity = JSON.stringify([kind, withoutValues(what), where, changes.map(({ path: its }) => its)])
  return createHash('sha256').update(identity).digest('hex').slice(0, ID_LENGTH)
}

/** By which the same difference is known in another run, whose lines may be others. */
export function sameness({ kind, what, during, changes }: Difference): string {
  return JSON.stringify([kind, what, during, changes.map(({ path: its, actual }) => [its, actual])])
}
