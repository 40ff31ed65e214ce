import { probe } from './probe.mjs'
import { startFixture } from './start.mjs'

/**
 * Finds a PostgreSQL: the one that RETRACE_TEST_POSTGRES_URL names, else the one at 127.0.0.1:5432 if it lets the user
 * postgres in without a password, else an embedded one, which takes some seconds to start.
 */
export async function startPostgres() {
  const named = process.env.RETRACE_TEST_POSTGRES_URL
  if (named) return { url: named, embedded: false, stop: async () => {} }
  for (const database of ['test', 'postgres']) {
    if (!(await accepts(database))) continue
    return { url: `postgresql://postgres@127.0.0.1:5432/${database}`, embedded: false, stop: async () => {} }
  }
  return startEmbeddedPostgres()
}

/** Starts a PostgreSQL in memory, whatever else there is. */
export async function startEmbeddedPostgres() {
  return { ...(await startFixture('embedded-postgres/server.js')), embedded: true }
}

async function accepts(database) {
  const parameters = Buffer.from(`user\0postgres\0database\0${database}\0\0`)
  const header = Buffer.alloc(8)
  header.writeInt32BE(header.length + parameters.length)
  header.writeInt32BE(3 << 16, 4) // version 3.0 of the protocol
  const answer = await probe(5432, Buffer.concat([header, parameters]))
  // AuthenticationOk: the type R, a length of 8, and 0. The database is looked up after that, and may not be there.
  return answer?.subarray(0, 9).toString('latin1') === 'R\0\0\0\x08\0\0\0\0' && !answer.includes(`3D000`)
}
