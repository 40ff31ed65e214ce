/** Starts what a program says its secrets to. */
import path from 'node:path'
import { startPostgres } from '../services/postgres.mjs'
import { probe } from '../services/probe.mjs'
import { startRedis } from '../services/redis.mjs'
import { start } from '../services/start.mjs'

export interface PlantedServers {
  readonly ports: Readonly<Record<string, string | number>>
  stop(): Promise<void>
}

export async function startServers(planted: Readonly<Record<string, string>>): Promise<PlantedServers> {
  const postgres = await startPostgres()
  const redis = await startRedis()
  if (!redis) throw new Error('this test needs a Redis')
  const { port } = new URL(redis.url)
  await probe(Number(port), `ACL SETUSER retrace_planted on >${planted['redisPassword']} ~retrace:* +@all\r\n`)
  const servers = await start(process.execPath, [path.join(import.meta.dirname, 'servers.mjs')], {
    env: { PLANTED: JSON.stringify(planted), POSTGRES_PORT: new URL(postgres.url).port },
    ready: /listening on (.*)\n/,
  })
  return {
    ports: { ...(JSON.parse(servers.found[1] as string) as Record<string, number>), redis: port },
    async stop() {
      await servers.stop()
      await probe(Number(port), 'ACL DELUSER retrace_planted\r\n')
      await redis.stop()
      await postgres.stop()
    },
  }
}
