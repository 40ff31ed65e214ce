import { once } from 'node:events'
import { createServer } from 'node:http'
import { startRelay } from '../relay.mjs'
import { postgresReader, redisReader } from './wire.mjs'
import { busy } from './traffic.mjs'

/**
 * What the orders API talks to, as it is each time: PostgreSQL and Redis behind relays, and a price list of ours. All that is said
 * to them is told.
 */
export async function startWorld({ postgres, redis }, onSaid = () => {}) {
  const toPostgres = await relayed(
    postgres,
    (on) => postgresReader(on),
    (said) => onSaid('postgres', said),
  )
  const toRedis = await relayed(
    redis,
    (on) => redisReader(on),
    (said) => onSaid('redis', said),
  )
  const prices = await startPrices((said) => onSaid('prices', said))
  const all = [toPostgres, toRedis, prices]
  return {
    env: { DATABASE_URL: toPostgres.url, REDIS_URL: toRedis.url, UPSTREAM_URL: prices.url },
    reset: prices.reset,
    async stop() {
      for (const service of all) await service.stop()
    },
  }
}

async function relayed(url, readerOf, onSaid) {
  const readers = new Map()
  return startRelay(url, undefined, (connection, bytes) => {
    if (!readers.has(connection)) readers.set(connection, readerOf(onSaid))
    readers.get(connection)(bytes)
  })
}

/** Busy as often as it is said, and with prices that are always the same. */
async function startPrices(onSaid) {
  const asked = new Map()
  const server = createServer((request, response) => {
    const headers = request.rawHeaders.flatMap((name, i) => (i % 2 ? [] : [`${name}: ${request.rawHeaders[i + 1]}`]))
    onSaid(`${request.method} ${request.url} | ${headers.join(', ')}`)
    const sku = decodeURIComponent(request.url.split('/').at(-1))
    const count = (asked.get(sku) ?? 0) + 1
    asked.set(sku, count)
    const isBusy = count <= (busy[sku] ?? 0)
    response.writeHead(isBusy ? 503 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isBusy ? { error: 'busy' } : { sku, price: sku.length * 100, currency: 'EUR' }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    reset: () => asked.clear(),
    async stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}
