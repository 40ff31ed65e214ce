/** What of a comparison reports have. */
import process from 'node:process'
import type { Placeholders } from '../redaction/placeholder.ts'
import type { ComparedCase } from './case.ts'
import type { Comparison } from './compare/difference.ts'
import { pairsOf } from './compare/index.ts'
import type { Run } from './host.ts'
import type { Verified } from './report/report.ts'
import type { Row } from './timeline/row.ts'
import { sidesOf } from './timeline/sides.ts'
import { timelineOf } from './timeline/timeline.ts'
import type { Timelines } from './timeline/timelines.ts'
import { withoutSecrets } from './without-secrets.ts'

/** What the recordings of a run have in common. */
export interface Kept {
  /** By which the same secret is known in all of them. */
  readonly placeholders: Placeholders
  readonly timelines: Timelines | null
}

export interface Compared {
  readonly now: Run
  readonly before: Run | null
  readonly comparison: Comparison
}

/** What reports have of it: there are no secrets in that. */
export function shownOf(
  its: ComparedCase,
  { now, before, comparison }: Compared,
  { placeholders, timelines }: Kept,
): Pick<Verified, 'differences' | 'ignored' | 'timeline'> {
  const { differences, ignored } = comparison
  // To look through all that was said takes about as long as a run.
  if (differences.length === 0 && !timelines) {
    const said = ignored.map(({ example }) => example)
    const examples = withoutSecrets(said, its, placeholders)
    return { differences: [], ignored: ignored.map((one, i) => ({ ...one, example: examples[i] ?? '' })) }
  }
  const sides = sidesOf(its, now, comparison, placeholders)
  const rows = (): Row[] => {
    const pairs = pairsOf(its, now, before)
    return timelineOf(its, now, sides, { pairs, differences, before, cwd: process.cwd() })
  }
  return {
    differences: differences.map((one, i) => ({
      ...one,
      shown: sides.differences[i] ?? one,
      acceptance: { ...one.acceptance, add: sides.accepted[i] ?? null },
    })),
    ignored: sides.ignored,
    ...(timelines ? { timeline: timelines.take(rows()) } : {}),
  }
}
