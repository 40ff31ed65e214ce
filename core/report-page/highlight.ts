/** Marks what is searched for, without touching the elements that it stands in. */

const NAME = 'found'
/** More are no help. */
const MAX = 2_000

/** Where a browser can't do it, what is found is shown all the same. */
export function highlight(within: Element, words: string): void {
  if (!('highlights' in CSS)) return
  CSS.highlights.delete(NAME)
  if (words !== '') CSS.highlights.set(NAME, new Highlight(...rangesOf(within, words)))
}

function rangesOf(within: Element, words: string): Range[] {
  const ranges: Range[] = []
  const texts = document.createTreeWalker(within, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node && ranges.length < MAX; node = texts.nextNode()) {
    const text = (node.nodeValue ?? '').toLowerCase()
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
      const range = new Range()
      range.setStart(node, at)
      range.setEnd(node, at + words.length)
      ranges.push(range)
    }
  }
  return ranges
}
