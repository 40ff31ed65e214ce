/** The page of `retrace verify --reporter html`. */
import type { PageData } from '../src/verify/report/html/page-data.ts'
import { DivergenceView } from './divergence-view.ts'
import { counted, element } from './element.ts'
import { ALL, type Filter, isNarrow } from './filter.ts'
import { failedOf, headOf } from './head.ts'
import { highlight } from './highlight.ts'
import { RecordingView } from './recording-view.ts'
import { Toolbar } from './toolbar.ts'

/** So many divergences are open at first. */
const OPEN = 3
/** In so many recordings what is found is shown at once. */
const MAX_OPENED = 20

class Page {
  readonly #main = element('main')
  readonly #toolbar: Toolbar
  readonly #divergences: readonly DivergenceView[]
  readonly #recordings: readonly RecordingView[]
  readonly #none = element('p', { class: 'note', hidden: true }, 'Nothing in this report is as you ask for.')
  #words = ''
  #frame = 0

  constructor(data: PageData) {
    this.#recordings = data.recordings.map((its, i) => new RecordingView(i, its, data.divergences))
    this.#divergences = data.divergences.map((its) => new DivergenceView(its, this.#recordings))
    this.#toolbar = new Toolbar(data, (filter) => this.#apply(filter))
    this.#main.append(
      headOf(data),
      ...(data.failed.length > 0 ? [failedOf(data.failed)] : []),
      this.#toolbar.element,
      this.#none,
      ...section('What differs', this.#divergences),
      ...section('Recorded and now', this.#recordings),
      footer(),
    )
  }

  show(): void {
    for (const { element: its } of this.#divergences.slice(0, OPEN)) its.open = true
    this.#apply(ALL)
    const first = this.#recordings.filter((its) => its.isDiverging || this.#recordings.length === 1)
    for (const its of first.slice(0, MAX_OPENED)) its.open()
    document.body.append(this.#main)
    addEventListener('hashchange', () => this.#reveal())
    addEventListener('keydown', (event) => this.#onKey(event))
    // What is opened later may have in it what is searched for.
    this.#main.addEventListener('toggle', () => this.#highlight(), true)
    this.#reveal()
  }

  #apply(filter: Filter): void {
    const divergences = this.#divergences.filter((its) => its.apply(filter)).length
    let [opened, rows] = [0, 0]
    for (const [i, its] of this.#recordings.entries()) {
      const isChosen = filter.recording === null || filter.recording === i
      const matching = its.apply(filter, isChosen, opened < MAX_OPENED)
      rows += matching
      if (matching > 0) opened++
    }
    this.#words = filter.words
    this.#highlight()
    this.#none.hidden = divergences + rows > 0
    this.#toolbar.say(isNarrow(filter) ? `${counted(divergences, 'divergence')}, ${counted(rows, 'exchange')}` : '')
  }

  /** Once, however much has been opened. */
  #highlight(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => highlight(this.#main, this.#words))
  }

  /** Goes to what the address names, whatever is filtered. */
  #reveal(): void {
    const id = decodeURIComponent(location.hash.slice(1))
    if (id === '') return
    const recording = this.#recordings.find((its) => its.element.id === id || its.rows.some((row) => row.id === id))
    recording?.open()
    const its = document.getElementById(id)
    if (!(its instanceof HTMLDetailsElement)) return
    if (its.closest('[hidden]')) this.#toolbar.clear()
    its.open = true
    its.scrollIntoView({ block: 'center' })
    its.querySelector('summary')?.focus({ preventScroll: true })
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const isTyping = event.target instanceof HTMLInputElement && event.target.type === 'search'
    if (event.key === 'Escape') this.#toolbar.clear()
    else if (isTyping) return
    else if (event.key === '/') this.#toolbar.focus()
    else if (event.key === 'j') this.#step(1)
    else if (event.key === 'k') this.#step(-1)
    else return
    event.preventDefault()
  }

  /** To the next divergence, or the next row that diverges. */
  #step(by: 1 | -1): void {
    const all = [...this.#main.querySelectorAll<HTMLElement>('.divergence > summary, .row.counts > summary')]
    const stops = all.filter((its) => its.checkVisibility())
    const from = document.activeElement?.closest('details')?.querySelector('summary')
    const at = stops.indexOf(from as HTMLElement)
    const next = stops[at < 0 && by < 0 ? stops.length - 1 : at + by]
    next?.focus()
    next?.scrollIntoView({ block: 'center' })
  }
}

function section(title: string, views: readonly { readonly element: HTMLElement }[]): HTMLElement[] {
  return views.length === 0
    ? []
    : [element('section', {}, element('h2', {}, title), ...views.map((view) => view.element))]
}

function footer(): HTMLElement {
  const keys = { '/': 'search', j: 'next difference', k: 'the one before', Esc: 'show all' }
  const shown = Object.entries(keys).map(([key, does]) => element('span', {}, element('kbd', {}, key), ` ${does}`))
  return element('footer', {}, ...shown)
}

new Page(JSON.parse(document.getElementById('data')?.textContent ?? '') as PageData).show()
