import { probe } from './probe.mjs'

/**
 * Finds a MySQL or MariaDB: the one that RETRACE_TEST_MYSQL_URL names, else the one at 127.0.0.1:3306, which has to let
 * root in without a password; else none.
 */
export async function startMySql() {
  const named = process.env.RETRACE_TEST_MYSQL_URL
  const url = named ?? 'mysql://root@127.0.0.1:3306/retrace_proof'
  // A server speaks first.
  if (!named && !(await probe(3306, ''))) return undefined
  return { url, stop: async () => {} }
}
