/** A recording with its timeline, of which nothing is made before it is opened. */
import type { PageDivergence, PageRecording } from '../src/verify/report/html/page-data.ts'
import { isAbout } from '../src/verify/timeline/row.ts'
import { badge, counted, element } from './element.ts'
import { type Filter, isNarrow } from './filter.ts'
import { RowView } from './row-view.ts'

export class RecordingView {
  readonly element: HTMLDetailsElement
  readonly rows: readonly RowView[]
  readonly #recording: PageRecording
  readonly #count: HTMLElement
  readonly #timeline: HTMLElement
  #shown: ReadonlyMap<RowView, true | null> | null = null
  #filter: Filter | null = null
  /** Whether it was open before it was searched; null where it isn't. */
  #wasOpen: boolean | null = null

  constructor(number: number, recording: PageRecording, divergences: readonly PageDivergence[]) {
    this.#recording = recording
    const own = divergences.flatMap((its) =>
      its.found.flatMap((one) => (one.recording === number ? [{ its, subject: one.subject }] : [])),
    )
    this.rows = recording.rows.map((row, i) => {
      const about = own.filter(({ subject }) => isAbout(subject, row.subject)).map(({ its }) => its)
      return new RowView(`row-${number}-${i}`, row, [...new Set(about)])
    })
    const kinds = new Map(own.map(({ its }) => [its.kind, its.severity]))
    this.#count = element('small', {})
    this.#timeline = element('div', { class: 'timeline' })
    this.element = element(
      'details',
      { class: 'recording', id: `recording-${number}` },
      element(
        'summary',
        {},
        element('h3', {}, recording.name),
        this.#count,
        element('span', { class: 'badges' }, ...[...kinds].map(([kind, severity]) => badge(kind, severity))),
      ),
      this.#timeline,
    )
    this.element.addEventListener('toggle', () => this.element.open && this.#fill())
  }

  get name(): string {
    return this.#recording.name
  }

  /** The row itself, or the request that it belongs to. */
  requestOf(row: RowView): RowView {
    const before = this.rows.slice(0, this.rows.indexOf(row) + 1)
    return before.findLast((its) => !its.row.isWithin) ?? row
  }

  get isDiverging(): boolean {
    return this.rows.some(({ row }) => row.differs === 'counts')
  }

  open(): void {
    this.element.open = true
    this.#fill()
  }

  /**
   * Shows what is chosen.
   *
   * @param mayOpen - whether it is opened where something in it is
   * @returns how many rows are
   */
  apply(filter: Filter, isChosen: boolean, mayOpen: boolean): number {
    const matching = isChosen ? this.rows.filter((row) => row.matches(filter)) : []
    this.#filter = filter
    this.#shown = withRequests(this.rows, new Set(matching))
    const isSearched = isNarrow(filter)
    this.element.hidden = !isChosen || (isSearched && matching.length === 0)
    this.#count.textContent = isSearched
      ? `${matching.length.toLocaleString('en')} of ${counted(this.rows.length, 'exchange')}`
      : this.#size()
    if (isSearched) this.#wasOpen ??= this.element.open
    if (isSearched && mayOpen && matching.length > 0) this.element.open = true
    else if (!isSearched && this.#wasOpen !== null) {
      this.element.open = this.#wasOpen
      this.#wasOpen = null
    }
    if (this.element.open) this.#fill()
    return matching.length
  }

  #size(): string {
    const { requests, isShort } = this.#recording
    // Those that only serve a connection are not shown.
    const shown = this.rows.filter(({ row }) => row.of === 'call' && row.recorded !== null)
    const calls = isShort ? this.#recording.calls : shown.length
    return [...(requests > 0 ? [counted(requests, 'request')] : []), counted(calls, 'call')].join(', ')
  }

  #fill(): void {
    if (this.#timeline.childElementCount === 0) this.#timeline.append(...this.#head(), ...this.#rowElements())
    const filter = this.#filter
    if (filter)
      for (const row of this.rows) row.apply(filter, this.#shown?.has(row) ? (this.#shown.get(row) ?? null) : false)
  }

  #head(): HTMLElement[] {
    const { isShort, accepted, ignored } = this.#recording
    const notes = [
      ...(isShort
        ? ['Only what differs is shown of this recording: the report would be too large with all of it.']
        : []),
      ...(accepted > 0 ? [`${counted(accepted, 'difference')} as accepted.`] : []),
      ...ignored.map(
        ({ why, count, example }) => `Ignored: ${why}, ${count === 1 ? 'once' : `${count} times`} (${example}).`,
      ),
    ]
    return [
      ...notes.map((note) => element('p', { class: 'note' }, note)),
      element(
        'div',
        { class: 'heads', 'aria-hidden': 'true' },
        element('span', {}, 'Recorded'),
        element('span', {}, 'Now'),
      ),
    ]
  }

  #rowElements(): HTMLElement[] {
    return this.rows.map((row) => row.element)
  }
}

/** With the requests that they belong to, which are shown for that alone: those have null. */
function withRequests(rows: readonly RowView[], matching: ReadonlySet<RowView>): Map<RowView, true | null> {
  const shown = new Map<RowView, true | null>()
  let request: RowView | null = null
  for (const row of rows) {
    if (!row.row.isWithin) request = row
    if (!matching.has(row)) continue
    if (request && request !== row && !shown.has(request)) shown.set(request, null)
    shown.set(row, true)
  }
  return shown
}
