import { randomUUID } from 'node:crypto'
import pg from 'pg'

/**
 * Makes a schema of its own in a database, and fills it.
 *
 * @returns `url`, by which the database is seen as if it had that schema only
 */
export async function makeSchema(database, sql) {
  const schema = `crash_${randomUUID().replaceAll('-', '')}`
  const url = new URL(database)
  url.searchParams.set('options', `-c search_path=${schema}`)
  await query(database, `create schema ${schema}`)
  await query(url.href, sql)
  return { url: url.href, drop: () => query(database, `drop schema ${schema} cascade`) }
}

async function query(connectionString, sql) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
