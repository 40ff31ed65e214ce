/**
 * Names and their values in a text, whatever the text is: JSON, also inside of a string or cut off, forms, queries,
 * connection strings, settings, XML, multipart, SQL, the arguments of a command.
 */
import type { Coding } from './codings.ts'
import { isSecretUnder, secrecyOf } from './names.ts'

/** A part of a text that is secret. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly coding: Coding
  /** Of a place that says little: taken only for what has the look of something that was drawn. */
  readonly isGuess?: true
}

interface Pattern {
  /** Global, with indices. Groups: `name` and `value`; without a name the pattern itself says that it is secret. */
  readonly pattern: RegExp
  readonly coding: Coding
  /** Values are texts in a list. */
  readonly isList?: true
  readonly isGuess?: true
  /** Not in SQL, where what follows may be a column or an expression. */
  readonly isUnquoted?: true
}

const NAME = String.raw`(?<name>[\w.$:-]{2,80}(?:\[[\w.-]*\])*)`

const VALUE = String.raw`(?<value>(?:[^"\\]|\\[^])*)`

/** A string of JSON in a text that has been put into strings so many times, which doubles what is before its quotes. */
function json(depth: number): Pattern {
  const quote = `${'\\\\'.repeat(2 ** depth - 1)}"`
  const inside =
    depth === 0
      ? String.raw`(?:[^"\\]|\\[^])*`
      : String.raw`(?:[^"\\]|\\{${2 ** depth}}(?:\\{0,${2 ** depth - 1}}["\w/]|))*?`
  const source = `(?<!\\\\)${quote}${NAME}${quote}\\s*:\\s*${quote}(?<value>${inside})${quote}`
  return { pattern: new RegExp(source, 'dg'), coding: 'json' }
}

const PATTERNS: readonly Pattern[] = [
  json(0),
  json(1),
  json(2),
  {
    pattern: new RegExp(
      String.raw`"${NAME}"\s*:\s*\[(?<value>\s*"(?:[^"\\]|\\[^])*"(?:\s*,\s*"(?:[^"\\]|\\[^])*")*)`,
      'dg',
    ),
    coding: 'json',
    isList: true,
  },
  // `{ "name": …, "value": … }`, as settings and headers are listed, also in the other order, and `[name, value]`.
  ...[
    String.raw`"(?:[Nn]ame|[Kk]ey)"\s*:\s*"${NAME}"\s*,\s*"[Vv]alue"\s*:\s*"${VALUE}"`,
    String.raw`"[Vv]alue"\s*:\s*"${VALUE}"\s*,\s*"(?:[Nn]ame|[Kk]ey)"\s*:\s*"${NAME}"`,
    String.raw`\[\s*"${NAME}"\s*,\s*"${VALUE}"\s*\]`,
  ].map((source): Pattern => ({ pattern: new RegExp(source, 'dg'), coding: 'json', isGuess: true })),
  // As Python and JavaScript print objects.
  { pattern: new RegExp(String.raw`'${NAME}'\s*:\s*'(?<value>[^'\\]+)'`, 'dg'), coding: 'plain' },
  { pattern: new RegExp(String.raw`(?<![\w.])${NAME}: '(?<value>[^'\\]+)'`, 'dg'), coding: 'plain' },
  // Queries, forms, cookies, connection strings, `--password=…`.
  {
    pattern: new RegExp(String.raw`(?<![\w.$:%-])${NAME}=(?<value>(?:[^&\s"'${'`'}<>;,\\]|,(?!\s))+)`, 'dg'),
    coding: 'url',
    isUnquoted: true,
  },
  {
    pattern: new RegExp(
      String.raw`(?<![\w.$:-])${NAME}\s*=\s*\\?(?<quote>["'])(?<value>(?:(?!\k<quote>)[^\\])+)\\?\k<quote>`,
      'dg',
    ),
    coding: 'sql',
  },
  { pattern: new RegExp(String.raw`--${NAME} (?<value>[^\s"'-][^\s"']*)`, 'dg'), coding: 'plain' },
  // Settings and headers, a line each; a query or a form with more than one parameter is neither.
  {
    pattern: new RegExp(
      String.raw`^[ \t]*(?:export )?${NAME}[ \t]*[:=][ \t]*(?<value>[^\s"'{[](?:(?!&[\w.$:%-]+=)\S)*)[ \t]*\r?$`,
      'dgm',
    ),
    coding: 'plain',
    isGuess: true,
  },
  {
    pattern: new RegExp(String.raw`<${NAME}(?:\s[^<>]*)?>\s*(?<value>[^<>\s][^<>]*?)\s*</\k<name>`, 'dg'),
    coding: 'xml',
  },
  {
    pattern: new RegExp(
      String.raw`<input\b[^<>]*\bname=["']${NAME}["'][^<>]*\bvalue=["'](?<value>[^"'<>]+)["']`,
      'dgi',
    ),
    coding: 'xml',
  },
  {
    pattern: new RegExp(
      String.raw`<input\b[^<>]*\bvalue=["'](?<value>[^"'<>]+)["'][^<>]*\bname=["']${NAME}["']`,
      'dgi',
    ),
    coding: 'xml',
  },
  {
    pattern: new RegExp(String.raw`/${NAME}/(?<value>[\w.~-]{16,})(?=[/?#\s"']|$)`, 'dg'),
    coding: 'url',
    isGuess: true,
  },
  // Parts of `multipart/form-data`.
  {
    pattern: new RegExp(String.raw`\bname="${NAME}"[^\r\n]*(?:\r\n[^\r\n]+)*\r\n\r\n(?<value>[^]+?)\r\n--`, 'dg'),
    coding: 'plain',
  },
  // `postgres://user:password@host`, also in a query.
  { pattern: /\b[a-z][a-z\d+.-]{1,30}:\/\/[^\s:@/"'<>\\]*:(?<value>[^\s@/"'<>\\]+)@/dgi, coding: 'url' },
  { pattern: /\b[a-z][a-z\d+.-]{1,30}:\/\/(?<value>(?=[^\s:@/"'<>\\]*\d)[^\s:@/"'<>\\]{16,})@/dgi, coding: 'url' },
  { pattern: /%3A%2F%2F(?:(?!%)[\w.~-])*%3A(?<value>(?:(?!%40)[\w.~%-])+)%40/dgi, coding: 'url' },
  // `CREATE USER … PASSWORD '…'`, `IDENTIFIED BY '…'`, `SET PASSWORD = PASSWORD('…')`
  {
    pattern:
      /\b(?:password|identified(?:\s+with\s+\w+)?\s+(?:by|as))\s*(?:(?:=|for\s+\S+\s*=|password)\s*)?(?:\(\s*)?E?'(?<value>(?:[^'\\]|''|\\.)+)'/dgi,
    coding: 'sql',
  },
  { pattern: /\bpgp_(?:sym|pub)_(?:en|de)crypt\([^()]*,\s*'(?<value>[^']+)'/dgi, coding: 'sql' },
]

/** One of these is in whatever any of the patterns finds. */
const BETWEEN = /[=:"'<%/]|--/

const IN_LIST = /"((?:[^"\\]|\\[^])*)"/dg

/**
 * The values of a text that stand under names of secrets.
 *
 * @param isSql - whether the text is a statement
 */
export function* pairsIn(text: string, isSql: boolean): IterableIterator<Span> {
  if (!BETWEEN.test(text)) return
  for (const { pattern, coding, isList, isGuess, isUnquoted } of PATTERNS) {
    if (isSql && isUnquoted) continue
    for (const match of text.matchAll(pattern)) {
      const { name, value = '' } = match.groups ?? {}
      if (name !== undefined && secrecyOf(name) === 'no') continue
      const [start, end] = match.indices?.groups?.['value'] ?? [0, 0]
      const spans = isList ? itemsOf(value, start) : [{ start, end }]
      for (const span of spans) {
        const its = text.slice(span.start, span.end)
        if (name !== undefined && !isSecretUnder(name, its)) continue
        yield { ...span, coding, ...(isGuess ? { isGuess } : {}) }
      }
    }
  }
}

function itemsOf(list: string, offset: number): { start: number; end: number }[] {
  return [...list.matchAll(IN_LIST)].map((match) => {
    const [start, end] = match.indices?.[1] ?? [0, 0]
    return { start: offset + start, end: offset + end }
  })
}
