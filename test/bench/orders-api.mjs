import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { load } from '../../fixtures/programs/orders-api/load.js'
import { startPostgres } from '../services/postgres.mjs'
import { noRedis, startRedis } from '../services/redis.mjs'
import { startUpstream } from '../services/upstream.mjs'
import { cpuSeconds } from './cpu.mjs'
import { nodeArgs } from './retrace.mjs'

const script = fileURLToPath(new URL('../../fixtures/programs/orders-api/server.js', import.meta.url))
const warmUp = 500

/** Starts what the orders API needs for the time of `use`, which gets the environment that leads to it. */
export async function withOrdersServices(use) {
  const redis = await startRedis()
  if (!redis) throw new Error(`This bench can't run: ${noRedis}`)
  const services = [redis, await startPostgres(), await startUpstream({ busyRate: 0.1 })]
  const [, postgres, upstream] = services
  try {
    return await use({ REDIS_URL: redis.url, DATABASE_URL: postgres.url, UPSTREAM_URL: upstream.url })
  } finally {
    await Promise.all(services.map((service) => service.stop()))
  }
}

/**
 * One run of the orders API under load, from its start to its end. Recorded if a folder is given. What is measured
 * comes after a warm-up; `seconds` is the whole run.
 */
export async function runOrdersApi({ env, recording, requests, rate }) {
  const start = performance.now()
  const all = warmUp + requests + 1
  const server = spawn(process.execPath, nodeArgs(script, { recording }), {
    env: { ...process.env, ...env, ORDERS_API_MAX_REQUESTS: String(all) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(server, 'close')
  const url = await addressOf(server, closed)

  await loadAll({ url, requests: warmUp, seed: 1 })
  const before = cpuSeconds(server.pid)
  const summary = await loadAll({ url, requests, seed: 2, rate })
  const cpu = cpuSeconds(server.pid) - before
  // The last request lets the server end by itself, once its CPU time has been read.
  await (await fetch(new URL('/orders', url))).text()
  const [code] = await closed
  if (code !== 0) throw new Error(`The orders API ended with ${code}`)

  const seconds = (performance.now() - start) / 1000
  return { ...summary, cpuPerRequest: cpu / requests, seconds, allRequests: all }
}

async function loadAll(options) {
  const summary = await load(options)
  if (summary.problems.length > 0) throw new Error(`The orders API answered wrongly: ${summary.problems[0]}`)
  return summary
}

async function addressOf(server, closed) {
  const lines = createInterface(server.stdout)
  const address = (async () => {
    for await (const line of lines) {
      const found = /listening on (\S+)/.exec(line)
      if (found) return found[1]
    }
  })()
  const url = await Promise.race([address, closed.then(() => undefined)])
  if (!url) throw new Error('The orders API ended before it listened')
  server.stdout.resume()
  return url
}
