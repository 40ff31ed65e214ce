/** The servers of `test/record/servers.mjs`, with ways to a PostgreSQL and a Redis. */
import path from 'node:path'
import { startPostgres } from '../services/postgres.mjs'
import { startRedis } from '../services/redis.mjs'
import { start } from '../services/start.mjs'

export interface Servers {
  /** Ports by name; also the certificate of the one that is secure, and how PostgreSQL is reached. */
  readonly ports: Readonly<Record<string, string | number>>
  readonly hasRedis: boolean
  stop(): Promise<void>
}

export async function startServers(): Promise<Servers> {
  const postgres = await startPostgres()
  const redis = await startRedis()
  const servers = await start(process.execPath, [path.join(import.meta.dirname, '../record/servers.mjs')], {
    env: { POSTGRES_PORT: new URL(postgres.url).port, REDIS_PORT: redis ? new URL(redis.url).port : '1' },
    ready: /listening on (.*)\n/,
  })
  const ports = JSON.parse(servers.found[1] as string) as Servers['ports']
  return {
    ports: { ...ports, postgresUrl: postgres.url.replace(/:\d+\//, `:${ports['postgres']}/`) },
    hasRedis: redis !== undefined,
    async stop() {
      await servers.stop()
      await redis?.stop()
      await postgres.stop()
    },
  }
}
