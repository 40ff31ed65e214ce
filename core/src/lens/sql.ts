/** What the lenses of databases know of SQL. */
import { TOKEN } from './sql-names.ts'

/** Where a transaction begins or ends, or a part of it. */
export const TRANSACTION: RegExp = /^\s*(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release)\b/i

/** Whether what is asked by a protocol is SQL. */
export function isSql(protocol: string): boolean {
  return protocol === 'postgres' || protocol === 'mysql'
}

/** The same text for the same statement, however it is laid out; comments are no part of it. */
export function withoutLayout(sql: string): string {
  const tokens = sql.match(TOKEN) ?? []
  return tokens.filter((token) => !/^(?:--|\/\*(?![!+]))/.test(token)).join(' ')
}
