/** What of the report is shown: what a person has asked to see. */
import type { PageDivergence } from '../src/verify/report/html/page-data.ts'
import { isSame, type Row } from '../src/verify/timeline/row.ts'

export interface Filter {
  /** In lower case. */
  readonly words: string
  /** Those that are wanted; all where none is. */
  readonly severities: ReadonlySet<string>
  readonly kinds: ReadonlySet<string>
  /** By its number; null for all. */
  readonly recording: number | null
  readonly isOnlyDiverging: boolean
}

export const ALL: Filter = {
  words: '',
  severities: new Set(),
  kinds: new Set(),
  recording: null,
  isOnlyDiverging: false,
}

/** Whether a divergence is of a kind that is wanted. */
export function isWanted({ kind, severity }: PageDivergence, { kinds, severities }: Filter): boolean {
  return (kinds.size === 0 || kinds.has(kind)) && (severities.size === 0 || severities.has(severity))
}

/** Whether rows are chosen by more than their recording. */
export function isNarrow({ words, kinds, severities, isOnlyDiverging }: Filter): boolean {
  return words !== '' || kinds.size > 0 || severities.size > 0 || isOnlyDiverging
}

/** All that a row says, for being searched. */
export class RowText {
  readonly #row: Row
  #text: string | null = null

  constructor(row: Row) {
    this.#row = row
  }

  has(words: string): boolean {
    this.#text ??= this.#texts().join('\n').toLowerCase()
    return this.#text.includes(words)
  }

  /** Some of the text around the first place where it is in what was said; null where it is only in what is shown anyway. */
  around(words: string): { readonly part: string; readonly text: string } | null {
    for (const { name, runs } of this.#row.parts)
      for (const [, text] of runs) {
        const at = text.toLowerCase().indexOf(words)
        if (at >= 0) return { part: name, text: text.slice(Math.max(0, at - 40), at + words.length + 60) }
      }
    return null
  }

  #texts(): string[] {
    const { recorded, now, parts } = this.#row
    const cells = [recorded, now].flatMap((cell) => (cell ? [cell.what, cell.outcome, cell.place ?? ''] : []))
    // As they follow each other: what is searched for may go over the end of a run.
    const said = parts.flatMap((part) => [textOf(part.runs, '-'), ...(isSame(part) ? [] : [textOf(part.runs, '+')])])
    return [...cells, ...said]
  }
}

/** Of one side. */
function textOf(runs: Row['parts'][number]['runs'], side: '-' | '+'): string {
  return runs.flatMap(([mark, text]) => (mark === '=' || mark === side ? [text] : [])).join('\n')
}
