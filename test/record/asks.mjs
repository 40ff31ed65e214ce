// Asks servers for what it is told to, inside of a recording, and says what came of it. Each ask is a line of JSON:
// ["http", "GET", "/path", body], ["postgres", "select 1", values, name] or ["redis", "GET", "key"].
import { retrace } from '@retrace/core'
import { Redis } from 'ioredis'
import pg from 'pg'

const { ports, options = {}, asks, together = false } = JSON.parse(process.argv[2])

const clients = {}
const open = {
  postgres: () => new pg.Client({ connectionString: ports.postgresUrl }),
  redis: () => new Redis({ host: 'localhost', port: ports.redis, retryStrategy: null }),
}
const close = {
  postgres: (client) => client.end(),
  redis: (client) => client.disconnect(),
}

async function clientOf(kind) {
  if (!clients[kind]) {
    clients[kind] = open[kind]()
    if (kind === 'postgres') await clients[kind].connect()
  }
  return clients[kind]
}

const parts = {
  async http(method, path, body) {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    return (await fetch(`http://localhost:${ports.web}${path}`, { method, ...sent })).json()
  },
  async postgres(text, values, name) {
    return (await (await clientOf('postgres')).query({ text, values, name })).rows
  },
  async redis(...command) {
    return (await clientOf('redis')).call(...command)
  },
}

async function ask([kind, ...its]) {
  try {
    return await parts[kind](...its)
  } catch (error) {
    return `${error.message} ${error.cause?.message ?? ''}`
  }
}

const outcome = await retrace
  .record({ name: 'asks', ...options }, async (recording) => {
    const came = []
    if (together) came.push(...(await Promise.all(asks.map(ask))))
    else for (const it of asks) came.push(await ask(it))
    for (const [kind, client] of Object.entries(clients)) await close[kind](client)
    return {
      mode: recording.mode,
      came,
      exchanges: recording.exchanges.map(({ operation }) => operation),
      divergences: recording.divergences,
    }
  })
  .catch((error) => ({ error: error.message }))
console.log(JSON.stringify(outcome))
