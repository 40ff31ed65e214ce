/** The timelines of a run, as far as a report can have them that a browser opens: where there are too many, only what differs. */
import type { Row } from './row.ts'

/** In characters. */
const BUDGET = 24_000_000

export interface KeptTimeline {
  /** The rows, in JSON: in memory, and in a report, that takes less than the rows do. */
  readonly json: string
  /** Whether only what differs is in it. */
  readonly isShort: boolean
}

export class Timelines {
  #left: number

  constructor(budget: number = BUDGET) {
    this.#left = budget
  }

  take(rows: readonly Row[]): KeptTimeline {
    const json = JSON.stringify(rows)
    const isShort = json.length > this.#left
    if (!isShort) this.#left -= json.length
    return { json: isShort ? JSON.stringify(differing(rows)) : json, isShort }
  }
}

/** What counts, and the requests that it was done for. */
function differing(rows: readonly Row[]): Row[] {
  let request: Row | null = null
  const kept = new Set<Row>()
  for (const row of rows) {
    if (!row.isWithin) request = row
    if (row.differs !== 'counts') continue
    if (row.isWithin && request) kept.add(request)
    kept.add(row)
  }
  return [...kept]
}
