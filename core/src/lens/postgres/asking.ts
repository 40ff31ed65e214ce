/** What messages that ask have in common with the statement that they are about, so that a fixture has it once. */
import { ofLines } from '../lines.ts'
import type { StatementFixture } from './fixture.ts'

/** With these a statement is executed. */
const EXECUTES = new Set(['query', 'execute'])

export class Asking {
  readonly #statements: readonly StatementFixture[]
  #at = 0

  constructor(statements: readonly StatementFixture[]) {
    this.#statements = statements
  }

  /** What a message says where it says nothing: it comes after those that were given before. */
  next(name: string): Readonly<Record<string, unknown>> {
    const { sql, values = [], formats = [] } = this.#statements[this.#at] ?? {}
    if (EXECUTES.has(name)) this.#at++
    if (name === 'bind') return { values, formats }
    return sql !== undefined && (name === 'parse' || name === 'query') ? { sql: ofLines(sql) } : {}
  }
}
