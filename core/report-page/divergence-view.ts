/** A divergence: what a reviewer has to know of it in a line, and what differs once it is opened. */
import type { PageDivergence } from '../src/verify/report/html/page-data.ts'
import { isAbout } from '../src/verify/timeline/row.ts'
import { badge, element } from './element.ts'
import { type Filter, isWanted } from './filter.ts'
import { showLines } from './parts.ts'
import type { RecordingView } from './recording-view.ts'

/** How many of the places that it was found in are named. */
const MAX_FOUND = 12

/** How many differences are shown at once. */
const MAX_CHANGES = 6

export class DivergenceView {
  readonly element: HTMLDetailsElement
  readonly #divergence: PageDivergence
  readonly #text: string

  constructor(divergence: PageDivergence, recordings: readonly RecordingView[]) {
    this.#divergence = divergence
    const { id, kind, severity, says, what, also, leadsTo, place, recordedPlace, changes, found, accept } = divergence
    this.#text = textOf(divergence)
    const line = (name: string, ...value: (Node | string)[]): HTMLElement =>
      element('div', {}, element('dt', {}, name), element('dd', {}, ...value))
    const more = changes.slice(MAX_CHANGES)
    const links = linksOf(found, recordings)
    this.element = element(
      'details',
      { class: `divergence ${severity}`, id },
      element(
        'summary',
        {},
        badge(kind, severity),
        element('code', { class: 'what' }, what),
        element('span', { class: 'where' }, place ?? (recordedPlace ? `was at ${recordedPlace}` : '')),
      ),
      element(
        'div',
        { class: 'body' },
        element('p', {}, says),
        ...leadsTo.map((one) => element('p', { class: 'effect' }, one)),
        ...changes.slice(0, MAX_CHANGES).map(showChange),
        more.length > 0 &&
          element('details', { class: 'part' }, element('summary', {}, `${more.length} more`), ...more.map(showChange)),
        element(
          'dl',
          {},
          ...(place ? [line('now at', element('code', {}, place))] : []),
          ...(recordedPlace && recordedPlace !== place
            ? [line('recorded at', element('code', {}, recordedPlace))]
            : []),
          ...(also.length > 0 ? [line('and', ...also.map((other) => element('code', { class: 'also' }, other)))] : []),
          line('found', ...links),
          line('accept', element('code', { class: 'command' }, accept)),
        ),
      ),
    )
  }

  apply(filter: Filter): boolean {
    const isChosen =
      filter.recording === null || this.#divergence.found.some((one) => one.recording === filter.recording)
    const isShown = isChosen && isWanted(this.#divergence, filter) && this.#text.includes(filter.words)
    this.element.hidden = !isShown
    return isShown
  }
}

/** All that is searched, in lower case. */
function textOf({ id, kind, what, also, leadsTo, place, recordedPlace, changes, requests }: PageDivergence): string {
  const said = changes.flatMap(({ name, runs }) => [name, ...runs.map(([, text]) => text)])
  return [id, kind, what, ...also, ...leadsTo, place, recordedPlace, ...requests, ...said].join('\n').toLowerCase()
}

function showChange(change: PageDivergence['changes'][number]): HTMLElement {
  return element(
    'div',
    { class: 'part' },
    change.name !== '' && element('p', { class: 'path' }, change.name),
    showLines(change, ''),
  )
}

/** To the rows of timelines that it is about. */
function linksOf(found: PageDivergence['found'], recordings: readonly RecordingView[]): HTMLElement[] {
  const links = new Map<string, string>()
  for (const { recording, subject } of found) {
    const view = recordings[recording]
    const row = view?.rows.find((its) => isAbout(subject, its.row.subject))
    if (view) links.set(row?.id ?? view.element.id, row ? `${view.name}: ${view.requestOf(row).title}` : view.name)
  }
  const all = [...links].map(([id, name]) => element('a', { href: `#${id}` }, name))
  const more = all.length - MAX_FOUND
  return more > 0 ? [...all.slice(0, MAX_FOUND), element('span', {}, `and ${more} more`)] : all
}
