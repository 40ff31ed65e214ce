/** What the service talks to while it is recorded, and the requests on which it fails. */
import { randomUUID } from 'node:crypto'
import { putCacheEntry } from '../codegen/cache-entry.mjs'
import { makeSchema } from '../codegen/schema.mjs'
import { startRecord } from './command.mjs'
import { startDriverServices } from './driver-services.mjs'
import { addressOf } from './orders-api.mjs'
import { setup } from './orders-crash-projects.mjs'

export const failing = '/orders/2/delivery'

/** The row, the cache entry and the time of day of which each one alone would do no harm. */
const tariff = {
  carrier: 'Nordpost',
  usual: { standard: { centsPerKilo: 450, days: 5 }, express: { centsPerKilo: 900, days: 2 } },
  // Written before there was express delivery in the peak season.
  peak: { standard: { centsPerKilo: 600, days: 8 } },
}

/** Starts a database with orders, and a cache with a tariff whose peak season is now. */
export async function startOrdersWorld() {
  const services = await startDriverServices(['postgres', 'redis'])
  if (services.missing.length > 0) throw new Error(`this machine has no ${services.missing.join(' and ')}`)
  const { POSTGRES_URL, REDIS_URL } = services.env
  const schema = await makeSchema(POSTGRES_URL, setup)
  const namespace = `orders-crash-${randomUUID()}`
  const entry = JSON.stringify({ ...tariff, ...seasonAround(Date.now()) })
  const removeEntry = await putCacheEntry(REDIS_URL, `${namespace}:tariff:NO`, entry)
  return {
    env: { POSTGRES_URL: schema.url, REDIS_URL, ORDERS_NAMESPACE: namespace },
    async stop() {
      await removeEntry()
      await schema.drop()
      await services.stop()
    },
  }
}

const week = 7 * 24 * 60 * 60 * 1000

function seasonAround(now) {
  return { peakFrom: new Date(now - week).toISOString(), peakUntil: new Date(now + week).toISOString() }
}

/** Records the service through requests of which the last one fails. */
export async function recordOrders(recording, { language, cwd, cli, env }) {
  const server = language === 'typescript' ? 'dist/server.js' : 'src/server.js'
  const started = startRecord(recording, [server], { cwd, cli, env })
  const address = await addressOf(started)
  const statuses = []
  for (const target of ['/orders/1/delivery', '/orders/9/delivery', failing]) {
    const response = await fetch(new URL(target, address))
    await response.text()
    statuses.push(response.status)
  }
  started.child.kill('SIGTERM')
  const { stderr } = await started.outcome
  if (statuses.join(' ') !== '200 404 500')
    throw new Error(`the service answers with ${statuses.join(', ')}:\n${stderr}`)
}
