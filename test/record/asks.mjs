// Asks servers for what it is told to, inside of a recording, and says what came of it. Each ask is a line of JSON:
// ["http", "GET", "/path", body], ["postgres", "select 1", values, name], ["redis", "GET", "key"], ["lines", "a line"] or
// ["websocket", "a message"]. Conversations go on when the recording is over.
import { retrace } from '@retrace/core'
import net from 'node:net'
import { Redis } from 'ioredis'
import pg from 'pg'
import { WebSocket } from 'ws'

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
  lines(...said) {
    const socket = net.connect(ports.lines, 'localhost')
    return converse(socket, 'data', (it) => socket.write(it), said)
  },
  websocket(...said) {
    const socket = new WebSocket(`ws://localhost:${ports.web}`)
    return converse(socket, 'message', (it) => socket.send(it), said)
  },
}

/** What a server says first, and to each thing that it is told. */
async function converse(emitter, event, say, said) {
  const next = () => new Promise((resolve, reject) => emitter.once(event, resolve).once('error', reject))
  const came = [String(await next())]
  for (const it of said) {
    say(it)
    came.push(String(await next()))
  }
  setTimeout(() => process.exit(), 50)
  return came
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
