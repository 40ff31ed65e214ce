import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/**
 * Passes TCP connections on to where a URL leads, from a port of its own: so that a service that isn't ours can be made
 * unreachable, and so that what is sent can be seen from outside.
 *
 * @param {string} url
 * @param {(connection: number, bytes: Buffer) => void} [onAnswer] told all bytes that come back
 * @param {(connection: number, bytes: Buffer) => void} [onSent] told all bytes that go there
 */
export async function startRelay(url, onAnswer = () => {}, onSent = () => {}) {
  const target = new URL(url)
  const port = Number(target.port || { 'postgresql:': 5432, 'postgres:': 5432, 'redis:': 6379 }[target.protocol])
  const sockets = new Set()
  let connections = 0

  const server = createServer({ noDelay: true }, (client) => {
    const connection = connections++
    const service = connect({ port, host: target.hostname, noDelay: true })
    service.on('data', (bytes) => onAnswer(connection, bytes))
    client.on('data', (bytes) => onSent(connection, bytes))
    client.pipe(service).pipe(client)
    for (const [socket, other] of [
      [client, service],
      [service, client],
    ]) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroySoon()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  target.hostname = '127.0.0.1'
  target.port = String(server.address().port)
  return {
    url: target.href,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
