import { query } from './database.js'

/** What is printed on a parcel. */
export async function label({ id, send }) {
  const [{ name, address }] = await query('SELECT name, address FROM customers WHERE id = $1', [id])
  send(200, { lines: [name, ...address.split(', ')] })
}
