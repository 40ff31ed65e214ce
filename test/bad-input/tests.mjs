// What tests do wrong, and what comes of it: the error, and its cause. It is run in a folder of its own.
import { retrace } from '@retrace/core'
import { Redis } from 'ioredis'
import pg from 'pg'

const [json, what, phase = ''] = process.argv.slice(2)
const { web, postgresUrl, redis: redisPort } = JSON.parse(json)

const get = async (path, init) => (await fetch(`http://localhost:${web}${path}`, init)).text()
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

function clientOf() {
  const client = new pg.Client({ connectionString: postgresUrl })
  client.on('error', () => {})
  return client
}

const cases = {
  nested: () =>
    retrace.record('outer', async () => {
      await get('/a')
      return retrace.record('inner', () => get('/b'))
    }),
  sameName: async () => {
    const both = [retrace.record('same', () => get('/slow')), retrace.record('same', () => get('/b'))]
    await Promise.allSettled(both)
    await Promise.all(both)
  },
  inFlight: async () => {
    const over = new AbortController()
    try {
      return await retrace.record('in flight', async () => {
        const unanswered = get('/never', { signal: over.signal })
        unanswered.catch(() => {})
        await get('/a')
        if (phase === 'awaited') await unanswered
        return 'over'
      })
    } finally {
      over.abort()
    }
  },
  shared: async () => {
    const redis = new Redis({ port: redisPort, retryStrategy: null })
    const left = await retrace.record('leaves requests', async () => {
      await redis.set('retrace:left', 'left')
      const requests = [redis.blpop('retrace:none', 0.1), redis.get('retrace:left')]
      for (const request of requests) request.catch(() => {})
      return { requests }
    })
    const next = await retrace.record('asks next', async () => {
      await redis.set('retrace:next', 'next')
      return redis.get('retrace:next')
    })
    const requests = await Promise.allSettled(left.requests)
    redis.disconnect()
    return { left: requests.map(({ value, reason }) => reason?.message ?? value), next }
  },
  throws: () =>
    retrace.record('throws', async () => {
      await get('/a')
      if (phase === '') throw new Error('the test itself')
      return get('/b').catch((error) => {
        throw phase === 'hidden' ? new Error('something else') : error
      })
    }),
  twice: () =>
    retrace.record('twice', async () => {
      await get('/a')
      if (phase !== '') await get('/a')
    }),
  several: () =>
    retrace.record('several', async () => {
      await get('/orders/1')
      await get('/items')
      if (phase !== '') for (const path of ['/orders/2', '/other']) await get(path).catch(() => {})
    }),
  outside: async () => {
    const client = clientOf()
    await client.connect()
    const ask = async (n) => (await client.query(`select ${n} as n`)).rows[0].n
    if (phase === '') await retrace.record('inside', () => ask(1))
    else await ask(7)
    await client.end()
  },
  connection: async () => {
    const client = clientOf()
    const ask = async (n) => (await client.query(`select ${n} as n`)).rows[0].n
    await retrace.record('first', async () => {
      await client.connect()
      return ask(1)
    })
    await retrace.record('second', () => ask(2))
    await client.end()
  },
}

/** An error and what caused it, in turn. */
const causes = (error) => (error ? [`${error.code ?? error.name}: ${error.message}`, ...causes(error.cause)] : [])

const outcome = await cases[what]().then(
  (value) => ({ value }),
  (error) => ({ errors: causes(error) }),
)
console.log(JSON.stringify(outcome))
// Warnings are printed by and by.
await wait(10)
process.exit()
