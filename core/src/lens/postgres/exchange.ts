/** Queries as exchanges have them. */
import type { Exchange } from '../lens.ts'
import type { PgMessage } from './messages.ts'

export interface PgAnswer {
  readonly at: number
  readonly message: PgMessage
  /** How much had been asked when it came, in messages: a client that flushes waits for answers before it asks on. */
  readonly after: number
}

/**
 * What a client asked up to the point at which the server says that it is ready again, and what the server said until
 * then: a simple query with all its statements, an extended query or several in one go, the start of a session.
 */
export interface PgExchange extends Exchange {
  readonly protocol: 'postgres'
  /** Empty for what the server says unasked: notifications, notices, parameters. */
  readonly asked: readonly PgMessage[]
  readonly answers: readonly PgAnswer[]
  /** The SQL of each statement that is executed, in order, also where it was prepared by an earlier exchange. */
  readonly statements: readonly PgStatement[]
}

export interface PgStatement {
  readonly sql: string
  /** As they were sent; of a simple query none. */
  readonly values: readonly (Uint8Array | null)[]
  /** 0 is text and 1 is binary; none means text for all, one holds for all. */
  readonly formats: readonly number[]
  /** What the server had said of its parameters and columns, where an earlier exchange of the connection asked for it. */
  readonly described?: readonly PgMessage[]
}
