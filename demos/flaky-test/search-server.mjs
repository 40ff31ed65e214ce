// The service of suggestions, which takes longer for one request and less for another.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const items = ['lace', 'ladder', 'lamp', 'lamp shade', 'lantern', 'light']

export async function startSearch() {
  const server = createServer(async (request, response) => {
    const typed = new URL(request.url, 'http://localhost').searchParams.get('q')
    await sleep(10 + Math.random() * 30)
    response.end(JSON.stringify(items.filter((item) => item.startsWith(typed))))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
