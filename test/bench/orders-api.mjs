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
  const server = await startOrdersApi({ env, recording, requests: warmUp + requests })
  await server.load({ requests: warmUp, seed: 1 })
  const summary = await server.load({ requests, seed: 2, rate })
  await server.end()
  const seconds = (performance.now() - start) / 1000
  return { ...summary, seconds, allRequests: warmUp + requests + 1 }
}

/** Starts the orders API, recorded if a folder is given, for so many requests and one more, by which it ends. */
export async function startOrdersApi({ env, recording, requests }) {
  const server = spawn(process.execPath, nodeArgs(script, { recording }), {
    env: { ...process.env, ...env, ORDERS_API_MAX_REQUESTS: String(requests + 1) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(server, 'close')
  const url = await addressOf(server, closed)
  return {
    /** Gives the summary, with the CPU seconds that a request took. */
    async load(options) {
      const before = cpuSeconds(server.pid)
      const summary = await load({ url, ...options })
      const cpuPerRequest = (cpuSeconds(server.pid) - before) / options.requests
      if (summary.problems.length > 0) throw new Error(`The orders API answered wrongly: ${summary.problems[0]}`)
      return { ...summary, cpuPerRequest }
    },
    async end() {
      await (await fetch(new URL('/orders', url))).text()
      const [code] = await closed
      if (code !== 0) throw new Error(`The orders API ended with ${code}`)
    },
  }
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
