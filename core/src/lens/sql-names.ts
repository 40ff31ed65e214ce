/** Which column each parameter and each text of a statement is for, as far as the statement says it. */

export const TOKEN: RegExp =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[^]*?\*\/|\$\d+|[A-Za-z_][\w.]*|[<>!=]=?|[^\s]/g
const COMPARES = /^(?:=|!=|<>|like|ilike|in)$/i

export interface SqlNames {
  /** Of columns, by parameter: of `$1` the first one, and of each `?` the one at its place; none where it is for none. */
  readonly parameters: readonly (string | undefined)[]
  /** Texts in quotes, without these. */
  readonly texts: readonly { readonly name: string; readonly start: number; readonly end: number }[]
}

export function parameterNames(sql: string): readonly (string | undefined)[] {
  return sqlNames(sql).parameters
}

export function sqlNames(sql: string): SqlNames {
  const names: (string | undefined)[] = []
  const texts: { name: string; start: number; end: number }[] = []
  const columns: string[] = []
  let count = 0
  /** Of a list of values: how deep in parentheses, and which of them it is. */
  let [depth, item] = [0, 0]
  let stage: 'before' | 'columns' | 'between' | 'values' | null = null
  let column: string | undefined
  /** Of what is compared with a list: how deep in the parentheses of that. */
  let list: number | null = null
  let [last, lastName, isCast] = ['', '', false]
  for (const match of sql.matchAll(TOKEN)) {
    const [token] = match
    const word = token.toLowerCase()
    if (word === 'into') stage = 'before'
    else if (word === 'values' && stage !== null) [stage, depth, item] = ['values', 0, 0]
    else if (word === 'set' || word === 'where' || word === 'returning') stage = null
    if (token === '(' && stage === 'before') stage = 'columns'
    else if (token === ')' && stage === 'columns') stage = 'between'
    else if (stage === 'columns' && /^[\w"`]/.test(token)) columns.push(bare(token))
    else if (stage === 'values') {
      if (token === '(' && depth++ === 0) item = 0
      else if (token === ')') depth--
      else if (token === ',' && depth === 1) item++
    } else if (COMPARES.test(token)) {
      // Of `lower(token)` it is the column that counts.
      column = bare(last === ')' || word === 'in' ? lastName : last)
      list = word === 'in' ? 0 : null
    } else if (list !== null && token === '(') list++
    else if (list !== null && token === ')') {
      if (--list === 0) [list, column] = [null, undefined]
    }
    // `password = crypt($1, …)` is for the column too, and what comes behind a comma is not.
    else if ((token === ',' && list === null) || word === 'and' || word === 'or') column = undefined
    const name = stage === 'values' ? columns[item] : column
    if (token.startsWith("'") && token.length > 2 && name !== undefined)
      texts.push({ name, start: match.index + 1, end: match.index + token.length - 1 })
    if (token === '?' || /^\$\d+$/.test(token)) {
      const at = token === '?' ? count++ : Number(token.slice(1)) - 1
      if (at < MOST) names[at] ??= name
    }
    // Of `token::text` the type is none.
    const isType = isCast
    isCast = token === ':' && last === ':'
    if (!isType && /^[A-Za-z_"`]/.test(token) && word !== 'not') lastName = token
    last = isType ? lastName : token
  }
  return { parameters: Array.from(names), texts }
}

/** No statement may have more parameters. */
const MOST = 65_535

/** Without quotes, and without the table before it. */
function bare(name: string): string {
  const plain = name.replaceAll(/["`]/g, '')
  return plain.slice(plain.lastIndexOf('.') + 1)
}
