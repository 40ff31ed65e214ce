/** Matchers for `expect.extend`, of Vitest, of Jest and of the `expect` package. */
import { toHaveQueried } from './queried.ts'
import { type ExpectedRequest, toHaveRequested } from './requested.ts'

export type { ExpectedRequest } from './requested.ts'

export interface Matchers {
  readonly toHaveRequested: typeof toHaveRequested
  readonly toHaveQueried: typeof toHaveQueried
}

export const matchers: Matchers = { toHaveRequested, toHaveQueried }

/** The same as methods of what `expect(recording)` gives. */
export interface RecordingMatchers<R = void> {
  /**
   * Whether an HTTP request was made.
   *
   * @param what - `POST /orders`, `GET https://api.test/orders?page=2`, or a pattern for `METHOD /path`
   * @param more - what else it had
   */
  toHaveRequested(what: string | RegExp, more?: ExpectedRequest): R
  /**
   * Whether a database was queried.
   *
   * @param sql - the text of the statement, whatever the white space in it; or a pattern for it
   * @param values - of its parameters
   */
  toHaveQueried(sql: string | RegExp, values?: readonly unknown[]): R
}
