import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** Sends bytes to a local port; gives the first bytes of the answer, or undefined when none comes within a second. */
export async function probe(port, bytes) {
  const socket = connect(port, '127.0.0.1')
  const answer = new Promise((resolve) => {
    socket.setTimeout(1000, () => resolve(undefined))
    socket.once('error', () => resolve(undefined))
    socket.once('close', () => resolve(undefined))
    socket.once('data', resolve)
  })
  socket.write(bytes)
  return answer.finally(() => socket.destroy())
}

/** A port that nothing listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
