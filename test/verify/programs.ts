/** A server that is recorded once, and what is changed in it: each change is planted at a line of its own. */

export const SERVER = `import { createServer } from 'node:http'
import { randomUUID } from 'node:crypto'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.POSTGRES, max: 2 })

async function order(id) {
  const { rows } = await pool.query('SELECT $1::int AS id, 2 AS lines', [id])
  return rows[0]
}

async function price(sku) {
  const response = await fetch(process.env.PRICES + '/price?sku=' + sku)
  return response.json()
}

async function answer(url) {
  const [, what, id] = url.split('/')
  if (what === 'orders') {
    const found = await order(Number(id))
    return { ...found, at: new Date(), trace: randomUUID() }
  }
  if (what === 'prices') {
    const { price: amount } = await price(id)
    return { id, amount }
  }
  if (what === 'numbers') {
    const seven = await pool.query('SELECT 7 AS seven')
    const eight = await pool.query('SELECT 8 AS eight')
    return [seven.rows, eight.rows]
  }
  if (what === 'crash') return null.missing
  return { unknown: what }
}

const server = createServer(async (request, response) => {
  try {
    const body = JSON.stringify(await answer(request.url))
    response.setHeader('content-type', 'application/json')
    response.end(body)
  } catch (error) {
    response.statusCode = 500
    response.end(error.message)
  }
})
server.listen(0, '127.0.0.1', () => console.log('listening on http://127.0.0.1:' + server.address().port))
process.once('SIGTERM', () => server.close(() => pool.end()))
`

export const PRICES = `import { createServer } from 'node:http'
const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ price: request.url.length, asked: request.url }))
})
server.listen(0, '127.0.0.1', () => console.log('listening on http://127.0.0.1:' + server.address().port))
`

/** A source with a text in the place of another. */
export function changed(source: string, from: string, to: string): string {
  if (!source.includes(from)) throw new Error(`there is no ${from}`)
  return source.replace(from, to)
}

/** The line of a text in a source. */
export function lineOf(source: string, text: string): number {
  return source.slice(0, source.indexOf(text)).split('\n').length
}
