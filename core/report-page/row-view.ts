/** A row of a timeline: both sides in a line, and all that was said once it is opened. */
import type { PageDivergence } from '../src/verify/report/html/page-data.ts'
import type { Cell, Row } from '../src/verify/timeline/row.ts'
import { badge, element } from './element.ts'
import { type Filter, isWanted, RowText } from './filter.ts'
import { showParts } from './parts.ts'

const MAX_TITLE = 60

export class RowView {
  readonly id: string
  readonly row: Row
  readonly #divergences: readonly PageDivergence[]
  readonly #text: RowText
  #element: HTMLDetailsElement | null = null
  #snippet: HTMLElement | null = null
  #words = ''

  constructor(id: string, row: Row, divergences: readonly PageDivergence[]) {
    this.id = id
    this.row = row
    this.#divergences = divergences
    this.#text = new RowText(row)
  }

  /** In a line. */
  get title(): string {
    const { what = '' } = this.row.now ?? this.row.recorded ?? {}
    return what.length > MAX_TITLE ? `${what.slice(0, MAX_TITLE)}…` : what
  }

  matches(filter: Filter): boolean {
    const { words, isOnlyDiverging, kinds, severities } = filter
    const isChosen = kinds.size > 0 || severities.size > 0
    if (isOnlyDiverging && this.row.differs !== 'counts') return false
    if (isChosen && !this.#divergences.some((its) => isWanted(its, filter))) return false
    return words === '' || this.#text.has(words)
  }

  get element(): HTMLDetailsElement {
    this.#element ??= this.#make()
    return this.#element
  }

  /** @param isShown - null: only since something within it is */
  apply({ words }: Filter, isShown: boolean | null): void {
    const its = this.element
    its.hidden = isShown === false
    its.classList.toggle('context', isShown === null)
    if (isShown === false || words === this.#words) return
    this.#words = words
    const found = isShown && words !== '' ? this.#text.around(words) : null
    this.#snippet?.replaceChildren(...(found ? [element('b', {}, found.part), ` …${found.text}…`] : []))
    if (its.open) this.#fill()
  }

  #make(): HTMLDetailsElement {
    const { of, isWithin, differs, recorded, now, protocol } = this.row
    const isSame = recorded?.what === now?.what && recorded?.outcome === now?.outcome
    // The gravest comes first.
    const severity = this.#divergences[0]?.severity ?? ''
    this.#snippet = element('p', { class: 'snippet' })
    const its = element(
      'details',
      { class: `row ${of} ${differs} ${severity}${isWithin ? ' within' : ''}`, id: this.id },
      element(
        'summary',
        {},
        cellOf(recorded, 'recorded', protocol),
        cellOf(now, isSame && differs === 'no' ? 'now same' : 'now', protocol, this.#badges()),
        this.#snippet,
      ),
    )
    its.addEventListener('toggle', () => its.open && this.#fill())
    return its
  }

  #badges(): HTMLElement[] {
    if (this.row.differs === 'ignored')
      return [element('span', { class: 'badge', title: 'It differs, and does not count' }, 'ignored')]
    return this.#divergences.map(({ kind, severity }) => badge(kind, severity))
  }

  #fill(): void {
    const [summary] = this.element.children
    const { parts, recorded, now } = this.row
    const places = [recorded?.place, now?.place]
    const place = places.some(Boolean) && element('div', { class: 'line places' }, ...places.map(placeOf))
    const links = this.#divergences.map(({ id, kind }) => element('a', { href: `#${id}` }, `${kind} ${id}`))
    const found = links.length > 0 && element('p', { class: 'links' }, ...links)
    const said = showParts(parts, this.#words)
    const none = said.length === 0 && element('p', { class: 'gap' }, 'Nothing else is known of it.')
    this.element.replaceChildren(
      summary as Element,
      element('div', { class: 'body' }, ...[found, place, none].filter((it) => it !== false), ...said),
    )
  }
}

function cellOf(cell: Cell | null, side: string, protocol: string, badges: readonly HTMLElement[] = []): HTMLElement {
  const marks = badges.length > 0 && element('span', { class: 'badges' }, ...badges)
  const none = side === 'recorded' ? 'not recorded' : 'no longer'
  if (!cell) return element('span', { class: `cell ${side} none` }, element('span', { class: 'what' }, none), marks)
  const { at, what, outcome } = cell
  return element(
    'span',
    { class: `cell ${side}` },
    element('span', { class: 'at', title: protocol }, at === null ? '' : `+${(at / 1000).toFixed(3)}s`),
    element('code', { class: 'what', title: what }, what),
    outcome !== '' && element('span', { class: `outcome${/^5\d\d$/.test(outcome) ? ' failed' : ''}` }, outcome),
    marks,
  )
}

function placeOf(place: string | null | undefined): HTMLElement {
  return element('code', {}, place ? `at ${place}` : '')
}
