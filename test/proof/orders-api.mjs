import { startPostgres } from '../services/postgres.mjs'
import { noRedis, startRedis } from '../services/redis.mjs'
import { startUpstream } from '../services/upstream.mjs'
import { startRelay } from './relay.mjs'

/** Starts what the orders API talks to; all of it can't be reached any more once it is stopped. */
export async function startOrdersServices() {
  const redis = await startRedis()
  if (!redis) throw new Error(`The orders API can't run: ${noRedis}`)
  const postgres = await startPostgres()
  const upstream = await startUpstream()
  const relays = await Promise.all([startRelay(postgres.url), startRelay(redis.url)])
  const [toPostgres, toRedis] = relays
  return {
    env: { DATABASE_URL: toPostgres.url, REDIS_URL: toRedis.url, UPSTREAM_URL: upstream.url },
    async stop() {
      for (const service of [...relays, redis, postgres, upstream]) await service.stop()
    },
  }
}

/** Waits until an orders API that was started says where it listens. */
export async function addressOf({ child, outcome }) {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
      const found = /listening on (\S+)/.exec(output)
      if (found) resolve(found[1])
    })
    outcome.then(({ stderr }) => reject(new Error(`The orders API ended before it listened:\n${stderr}`)), reject)
  })
}
