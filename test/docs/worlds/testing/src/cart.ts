import pg from 'pg'

export const cart = [7]

const shop = process.env['SHOP_URL']

/** The sum of the prices of items that are in stock. */
export async function sumUp(items: number[]): Promise<{ total: number; missing: number[] }> {
  const client = new pg.Client(process.env['DATABASE_URL'])
  await client.connect()
  await client.query('create temporary table stock (item int)')
  await client.query('insert into stock values ($1)', items)
  const missing: number[] = []
  let total = 0
  for (const item of items) {
    const { price } = (await (await fetch(`${shop}/items/${item}`)).json()) as { price: number | null }
    const { rows } = await client.query('select * from stock where item = $1', [item])
    if (price === null || rows.length === 0) missing.push(item)
    else total += price
  }
  await client.end()
  return { total, missing }
}

export async function checkOut(items: number[]): Promise<void> {
  const client = new pg.Client(process.env['DATABASE_URL'])
  await client.connect()
  await client.query('create temporary table orders (item text, count int)')
  await client.query('insert into orders values ($1, $2)', ['lamp', items.length])
  await client.end()
  await fetch(`${shop}/items?page=2`)
  await fetch(`${shop}/v1/charges`, { method: 'POST', body: JSON.stringify({ amount: 4200 }) })
}
