/** What was said on both sides, beside each other: lines that are the same are folded, but for those around what differs. */
import { isSame, type Part, type Run } from '../src/verify/timeline/row.ts'
import { counted, element } from './element.ts'

/** How many lines are shown before and after those that differ. */
const CONTEXT = 3
/** So many lines are not worth being folded. */
const FEW = 3
/** Of what is the same on both sides this much is shown at first. */
const BEGINNING = 12

/** @param words - what is searched for, in lower case: it is not folded */
export function showParts(parts: readonly Part[], words: string): HTMLElement[] {
  const areAllSame = parts.every(isSame)
  return parts.map((part) => {
    const isOpen = areAllSame || !isSame(part) || isFound(part.runs, words)
    const size = part.runs.reduce((sum, [, text]) => sum + text.split('\n').length, 0)
    return element(
      'details',
      { class: 'part', open: isOpen },
      element('summary', {}, part.name, element('small', {}, isSame(part) ? `the same, ${counted(size, 'line')}` : '')),
      showLines(part, words),
    )
  })
}

/** The lines of a part. */
export function showLines({ runs }: Part, words: string): HTMLElement {
  const lines = element('div', { class: 'lines' })
  for (let i = 0; i < runs.length; i++) {
    const [mark, text] = runs[i] as Run
    const next = runs[i + 1]
    if (mark === '-' && next?.[0] === '+') {
      lines.append(...changedLines(text.split('\n'), next[1].split('\n')))
      i++
    } else if (mark === '…') lines.append(element('p', { class: 'gap' }, text))
    else if (mark === '=') lines.append(...sameLines(text, { isFirst: i === 0, isLast: i === runs.length - 1, words }))
    else lines.append(...changedLines(mark === '-' ? text.split('\n') : [], mark === '+' ? text.split('\n') : []))
  }
  return lines
}

function isFound(runs: readonly Run[], words: string): boolean {
  return words !== '' && runs.some(([, text]) => text.toLowerCase().includes(words))
}

interface Where {
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly words: string
}

function sameLines(text: string, where: Where): HTMLElement[] {
  const lines = text.split('\n')
  const isKept = keptOf(lines, where)
  const shown: HTMLElement[] = []
  for (let from = 0; from < lines.length;) {
    let to = from + 1
    while (to < lines.length && isKept[to] === isKept[from]) to++
    const its = lines.slice(from, to)
    if (isKept[from] || its.length <= FEW) shown.push(...its.map(sameLine))
    else shown.push(folded(its))
    from = to
  }
  return shown
}

/** Which lines are shown: those next to what differs, or around what is searched for. */
function keptOf(lines: readonly string[], { isFirst, isLast, words }: Where): boolean[] {
  const head = isFirst ? (isLast ? BEGINNING : 0) : CONTEXT
  const tail = isLast ? 0 : CONTEXT
  const kept = lines.map((_, i) => i < head || i >= lines.length - tail)
  if (words === '') return kept
  for (const [i, line] of lines.entries())
    if (line.toLowerCase().includes(words)) kept.fill(true, Math.max(0, i - CONTEXT), i + CONTEXT + 1)
  return kept
}

function folded(lines: readonly string[]): HTMLElement {
  const button = element('button', { class: 'fold', type: 'button' }, `${counted(lines.length, 'line')} the same`)
  button.addEventListener('click', () => {
    const shown = lines.map(sameLine)
    // Who has come here by the keyboard goes on from here.
    shown[0]?.setAttribute('tabindex', '-1')
    button.replaceWith(...shown)
    shown[0]?.focus()
  })
  return button
}

function sameLine(text: string): HTMLElement {
  return element('div', { class: 'line' }, element('code', {}, text), element('code', { 'aria-hidden': 'true' }, text))
}

function changedLines(before: readonly string[], now: readonly string[]): HTMLElement[] {
  return Array.from({ length: Math.max(before.length, now.length) }, (_, i) => {
    const [was, is] = [before[i], now[i]]
    const both = was !== undefined && is !== undefined
    return element(
      'div',
      { class: 'line changed' },
      was === undefined ? element('code', { class: 'none' }) : element('del', {}, ...(both ? partly(was, is) : [was])),
      is === undefined ? element('code', { class: 'none' }) : element('ins', {}, ...(both ? partly(is, was) : [is])),
    )
  })
}

/** A line, with what another one does not have made strong: all between what both begin and end with. */
function partly(text: string, other: string): (string | HTMLElement)[] {
  const most = Math.min(text.length, other.length)
  let start = 0
  while (start < most && text[start] === other[start]) start++
  let end = 0
  while (end < most - start && text.at(-1 - end) === other.at(-1 - end)) end++
  const strong = text.slice(start, text.length - end)
  // Where they have little in common, all of it is another one.
  if (strong === '' || start + end < most / 4) return [text]
  return [text.slice(0, start), element('b', {}, strong), text.slice(text.length - end)]
}
