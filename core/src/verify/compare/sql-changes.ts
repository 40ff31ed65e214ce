/**
 * What differs between two statements, by their clauses: `$.select[2]`, `$.where[0]`. They are parsed by PostgreSQL's own
 * parser (libpg_query); what it can't read, as MySQL's quotes, differs as a whole.
 */
import { type Change, changes } from '../../player/changes.ts'
import { listChanges } from './list-changes.ts'

type Node = Readonly<Record<string, unknown>>

interface Parser {
  parse(sql: string): { readonly stmts?: readonly { readonly stmt?: Node }[] }
  print(node: Node): string
}

let parser: Parser | null = null

/** Statements differ as a whole before that. */
export async function loadSqlParser(): Promise<void> {
  if (parser) return
  const [{ loadModule, parseSync }, { deparseSync }] = await Promise.all([
    import('libpg-query'),
    import('pgsql-deparser'),
  ])
  await loadModule()
  parser = {
    parse: (sql) => parseSync(sql) as ReturnType<Parser['parse']>,
    print: (node) => deparseSync(node as never, { pretty: false }),
  }
}

/** Null where that can't be told: the statements are of different kinds, or nothing that the parser reads. */
export function sqlChanges(recorded: string, actual: string): Change[] | null {
  try {
    const [was, its] = [clausesOf(recorded), clausesOf(actual)]
    if (!was || !its || was.kind !== its.kind) return null
    const names = [...new Set([...was.clauses.keys(), ...its.clauses.keys()])]
    return names.flatMap((name) => clauseChanges(was.clauses.get(name), its.clauses.get(name), `$.${name}`))
  } catch {
    // An error of the parser's says no more than that it is none of its statements.
    return null
  }
}

function clauseChanges(recorded: Clause | undefined, actual: Clause | undefined, path: string): Change[] {
  if (isText(recorded ?? '') && isText(actual ?? '')) return recorded === actual ? [] : [{ path, recorded, actual }]
  return changes([recorded ?? []].flat(), [actual ?? []].flat(), { lists }, path)
}

const lists = listChanges(() => false)

function isText(clause: Clause): clause is string {
  return typeof clause === 'string'
}

interface Clauses {
  readonly kind: string
  readonly clauses: ReadonlyMap<string, Clause>
}

type Clause = string | readonly string[]

/** As they are called in a statement; others go by the parser's own names. */
const NAMES: Readonly<Record<string, string>> = {
  distinctClause: 'distinct',
  targetList: 'select',
  intoClause: 'into',
  fromClause: 'from',
  usingClause: 'using',
  whereClause: 'where',
  groupClause: 'groupBy',
  havingClause: 'having',
  windowClause: 'window',
  sortClause: 'orderBy',
  limitOffset: 'offset',
  limitCount: 'limit',
  lockingClause: 'for',
  withClause: 'with',
  cols: 'columns',
  selectStmt: 'values',
  valuesLists: 'values',
  onConflictClause: 'onConflict',
  returningList: 'returning',
  returningClause: 'returning',
  relation: 'table',
}

/** What the parser adds to a clause that is there itself. */
const DERIVED = new Set(['limitOption', 'override'])

/** What can have no other kind stands there without its name. */
const BARE: Readonly<Record<string, string>> = {
  relation: 'RangeVar',
  withClause: 'WithClause',
  intoClause: 'IntoClause',
  onConflictClause: 'OnConflictClause',
  returningClause: 'ReturningClause',
  larg: 'SelectStmt',
  rarg: 'SelectStmt',
}

/** Those of which clauses say all. */
const KINDS = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt'])

function clausesOf(sql: string): Clauses | null {
  const { stmts = [] } = parser?.parse(sql) ?? {}
  const statement = stmts.length === 1 ? stmts[0]?.stmt : undefined
  const [kind = '', body] = Object.entries(statement ?? {})[0] ?? []
  if (!KINDS.has(kind)) return null
  const clauses = new Map<string, Clause>()
  for (const [key, value] of Object.entries(body as Node)) {
    if (!DERIVED.has(key)) clauses.set(nameOf(key, kind), clauseOf(key, value, kind))
  }
  return { kind, clauses }
}

function nameOf(key: string, kind: string): string {
  return key === 'targetList' && kind === 'UpdateStmt' ? 'set' : (NAMES[key] ?? key)
}

function clauseOf(key: string, value: unknown, kind: string): Clause {
  if (typeof value !== 'object' || value === null) return String(value)
  const node = value as Node
  // Conditions that all have to hold are looked at one by one.
  const all = (node['BoolExpr'] ?? {}) as Node
  if (all['boolop'] === 'AND_EXPR') return printAll(all['args'], kind)
  if (key === 'whereClause' || key === 'havingClause') return printAll([node], kind)
  if (Array.isArray(value)) return printAll(value, kind)
  return print(key in BARE ? { [BARE[key] as string]: node } : node, kind)
}

function printAll(nodes: unknown, kind: string): string[] {
  return (nodes as readonly Node[]).map((node) => print(node, kind))
}

function print(node: Node, kind: string): string {
  const target = node['ResTarget'] as Node | undefined
  if (target && kind === 'UpdateStmt') return `${String(target['name'])} = ${print(target['val'] as Node, kind)}`
  if (target && target['val'] === undefined) return String(target['name'])
  const conflict = node['OnConflictClause']
  // There is no way to print that by itself.
  if (conflict) return JSON.stringify(conflict, (key, value: unknown) => (key === 'location' ? undefined : value))
  return parser?.print(node) ?? ''
}
