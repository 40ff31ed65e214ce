// A server of orders, kept in PostgreSQL.
import { createServer } from 'node:http'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })

async function order(id) {
  const { rows } = await pool.query('SELECT $1::int AS id, 2 AS lines', [id])
  return { ...rows[0], at: new Date() }
}

async function answer(request, response) {
  const found = await order(Number(request.url.split('/')[2]))
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(found))
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => response.writeHead(500).end(error.message))
})

server.listen(process.env.PORT ?? 0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`)
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close(() => pool.end()))
