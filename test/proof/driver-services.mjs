import { fileURLToPath } from 'node:url'
import { startChatServer } from '../services/chat-server.mjs'
import { startMySql } from '../services/mysql.mjs'
import { startPostgres } from '../services/postgres.mjs'
import { startRedis } from '../services/redis.mjs'
import { start } from '../services/start.mjs'
import { startRelay } from './relay.mjs'

const webServer = fileURLToPath(new URL('drivers/web-server.mjs', import.meta.url))

const makers = {
  postgres: throughRelay('POSTGRES_URL', startPostgres),
  mysql: throughRelay('MYSQL_URL', startMySql),
  redis: throughRelay('REDIS_URL', startRedis),
  async web() {
    const { found, stop } = await start(process.execPath, [webServer], { ready: /listening on (\S+)/ })
    return { env: { WEB_URL: found[1] }, stop }
  },
  chat: startChatServer,
}

/**
 * Starts what drivers talk to. All of it can be stopped, also where a server isn't ours.
 *
 * @param names - of services
 * @returns `env`, which leads to them; `missing`, the names of those that this machine doesn't have
 */
export async function startDriverServices(names) {
  const started = await Promise.all(names.map((name) => makers[name]()))
  const here = started.filter((service) => service !== undefined)
  return {
    env: Object.assign({}, ...here.map(({ env }) => env)),
    missing: names.filter((_, index) => started[index] === undefined),
    stop: () => Promise.all(here.map((service) => service.stop())),
  }
}

function throughRelay(variable, startService) {
  return async () => {
    const service = await startService()
    if (!service) return undefined
    const relay = await startRelay(service.url)
    return {
      env: { [variable]: relay.url },
      async stop() {
        await relay.stop()
        await service.stop()
      },
    }
  }
}
