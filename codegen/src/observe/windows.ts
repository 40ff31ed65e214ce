/** Where a program throws more often than one can look at, it is looked at right before each failure only. */
import type { Failure } from '../observation.ts'

/** Events, of which both belong to it. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** Of a request all of it; else so many events. */
export function windowBefore(failure: Failure, many: number): Window {
  const { kind, request, event } = failure
  if (request && kind === 'broken') return { from: request.asked, to: event }
  if (request && isAboutRequest(failure)) return { from: request.asked, to: request.answered ?? Infinity }
  // A program prints an error before it exits on it.
  return { from: Math.max(0, event - (kind === 'exit' ? Math.max(many, 4) : many)), to: event }
}

export function isAboutRequest({ kind }: Pick<Failure, 'kind'>): boolean {
  return kind === 'response' || kind === 'broken' || kind === 'unanswered'
}

export function isWithin(windows: readonly Window[], event: number): boolean {
  return windows.some(({ from, to }) => from <= event && event <= to)
}

/** The events before which one window begins, or after which one is over. */
export function edgesOf(windows: readonly Window[]): number[] {
  return windows.flatMap(({ from, to }) => [from - 1, to]).filter((event) => event >= 0 && Number.isFinite(event))
}
