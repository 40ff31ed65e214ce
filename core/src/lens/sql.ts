/** What the lenses of databases know of SQL. */

/** Where a transaction begins or ends, or a part of it. */
export const TRANSACTION: RegExp = /^\s*(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release)\b/i
