/** By what the report is filtered: words, severities, kinds, a recording, and whether it diverges. */
import type { PageData } from '../src/verify/report/html/page-data.ts'
import { element } from './element.ts'
import { ALL, type Filter } from './filter.ts'

/** While somebody types, not every letter is searched for. */
const PAUSE_MS = 120

export class Toolbar {
  readonly element: HTMLElement
  readonly #search: HTMLInputElement
  readonly #status: HTMLElement
  readonly #onChange: (filter: Filter) => void
  #filter: Filter = ALL

  constructor({ divergences, recordings }: PageData, onChange: (filter: Filter) => void) {
    this.#onChange = onChange
    this.#search = element('input', {
      type: 'search',
      placeholder: 'Search requests, queries, responses',
      'aria-label': 'Search',
      'aria-keyshortcuts': '/',
    })
    this.#status = element('output', { 'aria-live': 'polite' })
    let pause: ReturnType<typeof setTimeout> | undefined
    this.#search.addEventListener('input', () => {
      clearTimeout(pause)
      pause = setTimeout(() => this.#change({ words: this.#search.value.trim().toLowerCase() }), PAUSE_MS)
    })
    const severities = countsOf(divergences.map(({ severity }) => severity))
    const kinds = countsOf(divergences.map(({ kind }) => kind))
    const severityOf = new Map(divergences.map(({ kind, severity }) => [kind, severity]))
    this.element = element(
      'div',
      { class: 'toolbar', role: 'search' },
      this.#search,
      ...(recordings.length > 1 ? [this.#recordings(recordings.map(({ name }) => name))] : []),
      ...(divergences.length > 0 ? [this.#only()] : []),
      ...(severities.size > 1 ? [this.#choice('Severity', severities, 'severities', (name) => name)] : []),
      ...(kinds.size > 1 ? [this.#choice('Kind', kinds, 'kinds', (name) => severityOf.get(name) ?? '')] : []),
      this.#status,
    )
  }

  say(text: string): void {
    this.#status.textContent = text
  }

  focus(): void {
    this.#search.focus()
    this.#search.select()
  }

  /** Shows all again. */
  clear(): void {
    this.#search.value = ''
    for (const input of this.element.querySelectorAll('input')) input.checked = false
    const select = this.element.querySelector('select')
    if (select) select.value = ''
    this.#change(ALL)
  }

  #change(its: Partial<Filter>): void {
    this.#filter = { ...this.#filter, ...its }
    this.#onChange(this.#filter)
  }

  #recordings(names: readonly string[]): HTMLElement {
    const select = element(
      'select',
      { 'aria-label': 'Recording' },
      element('option', { value: '' }, 'All recordings'),
      ...names.map((name, i) => element('option', { value: String(i) }, name)),
    )
    select.addEventListener('change', () =>
      this.#change({ recording: select.value === '' ? null : Number(select.value) }),
    )
    return select
  }

  #only(): HTMLElement {
    const input = element('input', { type: 'checkbox' })
    input.addEventListener('change', () => this.#change({ isOnlyDiverging: input.checked }))
    return element('label', { class: 'chip' }, input, 'Only what diverges')
  }

  #choice(
    name: string,
    counts: ReadonlyMap<string, number>,
    of: 'severities' | 'kinds',
    severityOf: (name: string) => string,
  ): HTMLElement {
    const inputs = [...counts.keys()].map((value) => element('input', { type: 'checkbox', value }))
    const change = (): void => {
      const chosen = inputs.filter((input) => input.checked)
      this.#change({ [of]: new Set(chosen.map(({ value }) => value)) })
    }
    const chips = inputs.map((input) => {
      const { value } = input
      input.addEventListener('change', change)
      const count = element('small', {}, String(counts.get(value)))
      return element('label', { class: `chip ${severityOf(value)}` }, input, value, count)
    })
    return element('fieldset', {}, element('legend', {}, name), ...chips)
  }
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
