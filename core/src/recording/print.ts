/**
 * JSON as it is reviewed: what fits in a line stands in one, and a row of a table always does. (`JSON.stringify` has
 * a line for each number of a list; the printers on npm know no tables.)
 */

/** What an editor and a review show beside each other. */
const WIDTH = 100
const INDENT = '  '
/** Lists with one item in a line, however long. */
const TABLES = new Set(['columns', 'definitions', 'rows'])

/** Prints plain JSON; keys keep their order. */
export function print(value: unknown): string {
  return `${block(value, '', WIDTH)}\n`
}

/** @param room - how many characters there are up to the end of the line */
function block(value: unknown, indent: string, room: number): string {
  const short = inline(value, room)
  if (short !== null) return short
  const inner = indent + INDENT
  const lines = Array.isArray(value)
    ? value.map((it) => block(it, inner, WIDTH - inner.length))
    : entriesOf(value as object).map(([key, its]) => {
        const name = `${JSON.stringify(key)}: `
        if (TABLES.has(key) && Array.isArray(its)) return name + table(its, inner)
        return name + block(its, inner, WIDTH - inner.length - name.length)
      })
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${close}`
}

function table(rows: readonly unknown[], indent: string): string {
  if (rows.length === 0) return '[]'
  const inner = indent + INDENT
  return `[\n${rows.map((row) => inner + inline(row, Infinity)).join(',\n')}\n${indent}]`
}

/** Null where it takes more than so many characters. */
function inline(value: unknown, room: number): string | null {
  if (typeof value !== 'object' || value === null) {
    // Nothing breaks a text; around it there may be too little room.
    return JSON.stringify(value) ?? 'null'
  }
  const isList = Array.isArray(value)
  const parts: string[] = []
  let left = room - (isList ? 2 : 4)
  for (const [key, its] of isList ? value.map((it) => ['', it] as const) : entriesOf(value)) {
    if (!isList && TABLES.has(key) && Array.isArray(its) && its.length > 0 && room !== Infinity) return null
    const name = isList ? '' : `${JSON.stringify(key)}: `
    const text = inline(its, left - name.length)
    if (text === null) return null
    parts.push(name + text)
    left -= name.length + text.length + 2
    if (left < -2) return null
  }
  if (isList) return `[${parts.join(', ')}]`
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, its]) => its !== undefined)
}
