import { randomUUID } from 'node:crypto'
import { json } from 'node:stream/consumers'
import { query } from './database.js'
import { priceOf } from './prices.js'

export async function show({ id, send }) {
  const [order] = await query('SELECT id, customer_id, placed_at FROM orders WHERE id = $1', [id])
  if (!order) return send(404, { error: `there is no order ${id}` })
  const lines = await query('SELECT sku, quantity, price FROM lines WHERE order_id = $1 ORDER BY sku', [id])
  send(200, { ...order, lines, total: lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0) })
}

export async function list({ id, send }) {
  const orders = await query('SELECT id, placed_at FROM orders WHERE customer_id = $1 ORDER BY id', [id])
  const ids = orders.map((order) => order.id)
  const lines = await query('SELECT order_id, sku FROM lines WHERE order_id = ANY($1) ORDER BY order_id, sku', [ids])
  const skusOf = (order) => lines.filter((line) => line.order_id === order.id).map(({ sku }) => sku)
  send(
    200,
    orders.map((order) => ({ ...order, skus: skusOf(order) })),
  )
}

export async function create({ request, send }) {
  const { customer, sku, quantity } = await json(request)
  const { price } = await priceOf(sku)
  const [{ id }] = await query('INSERT INTO orders (customer_id, placed_at) VALUES ($1, now()) RETURNING id', [
    customer,
  ])
  await query('INSERT INTO lines (order_id, sku, quantity, price) VALUES ($1, $2, $3, $4)', [id, sku, quantity, price])
  send(200, { id, reference: randomUUID(), total: quantity * price, at: new Date() })
}
