/** Keeps account of the columns that rows are of, as messages of the server's come by. */
import type { PgColumn } from './columns.ts'
import type { PgExchange } from './exchange.ts'
import type { PgMessage } from './messages.ts'

export class Tables {
  readonly #exchange: Pick<PgExchange, 'asked' | 'statements'>
  /** How many statements are done with. */
  #done = 0
  #columns: readonly PgColumn[] | null = null
  /** How many rows of the statement there have been. */
  rows = 0

  constructor(exchange: Pick<PgExchange, 'asked' | 'statements'>) {
    this.#exchange = exchange
  }

  /** Of the rows that come now; none where they aren't known. */
  get columns(): readonly PgColumn[] {
    return this.#columns ?? (this.#columns = this.#inFormat(this.#described()))
  }

  take({ name, fields }: PgMessage): void {
    if (name === 'columns') this.#columns = this.#inFormat(fields['columns'] as readonly PgColumn[])
    else if (name === 'row') this.rows++
    else if (name === 'complete' || name === 'suspended' || name === 'empty') {
      this.#done++
      this.#columns = null
      this.rows = 0
    }
  }

  #described(): readonly PgColumn[] {
    const { described = [] } = this.#exchange.statements[this.#done] ?? {}
    const message = described.find(({ name }) => name === 'columns')
    return (message?.fields['columns'] ?? []) as readonly PgColumn[]
  }

  /** A statement is described before it is known in which formats its results will be asked for. */
  #inFormat(columns: readonly PgColumn[]): readonly PgColumn[] {
    const binds = this.#exchange.asked.filter(({ name }) => name === 'bind')
    const results = binds[this.#done]?.fields['results'] as readonly number[] | undefined
    if (!results) return columns
    return columns.map((column, i) => ({ ...column, format: (results.length === 1 ? results[0] : results[i]) ?? 0 }))
  }
}
