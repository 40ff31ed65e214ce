import { createServer } from 'node:http'
import { pool } from './database.js'
import { routes } from './routes.js'

const server = createServer(async (request, response) => {
  const send = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  try {
    for (const { method, path, handle } of routes) {
      const found = method === request.method && path.exec(request.url)
      if (found) return await handle({ id: Number(found[1]), request, send })
    }
    send(404, { error: 'there is no such page' })
  } catch (error) {
    send(500, { error: error.message })
  }
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`)
})
process.once('SIGTERM', () => server.close(() => pool.end()))
