import { freePort, probe } from './probe.mjs'
import { start } from './start.mjs'

/** Why a test that needs Redis is skipped. */
export const noRedis = 'no Redis at 127.0.0.1:6379 and no redis-server in the PATH'

/** Finds a Redis: the one at 127.0.0.1:6379, else `redis-server` from the PATH, else none. */
export async function startRedis() {
  const answer = await probe(6379, 'PING\r\n')
  if (answer?.toString().startsWith('+PONG')) return { url: 'redis://127.0.0.1:6379', stop: async () => {} }
  return startRedisServer()
}

/** Starts `redis-server` from the PATH, in memory only. */
export async function startRedisServer() {
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  try {
    const { stop } = await start('redis-server', args, { ready: /Ready to accept connections/ })
    return { url: `redis://127.0.0.1:${port}`, stop }
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
