/** What a timeline is made of. The page of a report, which runs in a browser, has a part of this module. */
import type { Subject } from '../compare/difference.ts'

/** Something that the program did, as it was recorded and as it is now. */
export interface Row {
  readonly of: 'request' | 'call' | 'output' | 'ending'
  readonly protocol: string
  /** Whether it is something that the request before it has asked for. */
  readonly isWithin: boolean
  /** Whether its sides differ, and whether that counts. */
  readonly differs: 'no' | 'ignored' | 'counts'
  /** By which the differences that it shows are found. */
  readonly subject: Subject
  /** Null where it is only there now. */
  readonly recorded: Cell | null
  /** Null where it is not there any more. */
  readonly now: Cell | null
  readonly parts: readonly Part[]
}

/** One side of a row. */
export interface Cell {
  /** In milliseconds since the beginning; null where it is not known. */
  readonly at: number | null
  /** `GET /orders/7`, the text of a statement. */
  readonly what: string
  /** What came of it, in short; empty where it is not known. */
  readonly outcome: string
  readonly place: string | null
}

/** Something that was said, line by line. */
export interface Part {
  readonly name: string
  readonly runs: readonly Run[]
}

/** Lines that follow each other: the same on both sides, only recorded, only there now, or left out. */
export type Run = readonly [mark: '=' | '-' | '+' | '…', text: string]

export function isSame({ runs }: Part): boolean {
  return runs.every(([mark]) => mark === '=' || mark === '…')
}

/** Whether a difference is about something that a row shows. */
export function isAbout(difference: Subject, row: Subject): boolean {
  return (
    (row.request !== undefined && difference.request === row.request) ||
    (row.recorded !== undefined && difference.recorded === row.recorded) ||
    (row.process !== undefined && difference.process === row.process) ||
    (row.asked?.some((number) => difference.asked?.includes(number)) ?? false)
  )
}
