/** Source that is broken into lines where it doesn't fit into one. */
import type { TextStyle } from '../style.ts'

export type Layout = string | readonly Layout[] | Group | Chain

/** Items between brackets: all in one line, or one in each. */
export interface Group {
  readonly open: string
  readonly items: readonly Layout[]
  readonly close: string
}

/** Calls on what comes before: all in one line, or one in each. */
export interface Chain {
  readonly head: string
  readonly links: readonly Layout[]
}

/** In one line, whatever its length. */
export function inOneLine(layout: Layout): string {
  if (typeof layout === 'string') return layout
  if (isParts(layout)) return layout.map(inOneLine).join('')
  if ('links' in layout) return layout.head + layout.links.map(inOneLine).join('')
  const { open, items, close } = layout
  if (items.length === 0) return open + close
  const space = open.endsWith('{') ? ' ' : ''
  // A hole at the end of an array has a comma of its own.
  const last = items.at(-1) === '' ? ',' : ''
  return open + space + items.map(inOneLine).join(', ') + last + space + close
}

/**
 * In as many lines as it needs.
 *
 * @param indent - of the line on which it begins
 * @param column - at which it begins
 */
export function inLines(layout: Layout, style: TextStyle, indent = '', column: number = indent.length): string {
  const line = inOneLine(layout)
  if (typeof layout === 'string' || (column + line.length <= style.width && !line.includes('\n'))) return line
  if (isParts(layout)) {
    let text = ''
    for (const part of layout) text += inLines(part, style, indent, columnAfter(text, column))
    return text
  }
  const inner = indent + style.indent
  if ('links' in layout)
    return layout.head + layout.links.map((link) => `\n${inner}${inLines(link, style, inner)}`).join('')
  const { open, items, close } = layout
  if (items.length === 0) return line
  const lines = items.map((item, index) => {
    const isLast = index === items.length - 1
    const comma = !isLast || item === '' || style.hasTrailingCommas ? ',' : ''
    return `${inner}${inLines(item, style, inner)}${comma}\n`
  })
  return `${open}\n${lines.join('')}${indent}${close}`
}

function columnAfter(text: string, column: number): number {
  const end = text.lastIndexOf('\n')
  return end < 0 ? column + text.length : text.length - end - 1
}

function isParts(layout: Layout): layout is readonly Layout[] {
  return Array.isArray(layout)
}

/** A call, whose last argument begins on its line where that has lines of its own. */
export function call(callee: string, args: readonly Layout[]): Layout {
  const only = args.length === 1 ? args[0] : undefined
  if (only !== undefined && !isCall(only)) return [`${callee}(`, only, ')']
  const last = args.at(-1)
  if (args.length > 1 && last !== undefined && isGroup(last)) {
    const before = args.slice(0, -1).map(inOneLine)
    if (before.join(', ').length < 60) return [`${callee}(${before.join(', ')}, `, last, ')']
  }
  return { open: `${callee}(`, items: args, close: ')' }
}

/** Its brackets would stand beside those of the call that it is given to. */
function isCall(layout: Layout): boolean {
  return isGroup(layout) ? layout.open.endsWith('(') : isParts(layout) && layout.at(-1) === ')'
}

function isGroup(layout: Layout): layout is Group {
  return typeof layout === 'object' && 'open' in layout
}
