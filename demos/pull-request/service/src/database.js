import pg from 'pg'

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 })

export async function query(text, values) {
  const { rows } = await pool.query(text, values)
  return rows
}
