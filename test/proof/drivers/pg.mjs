// pg: pool and clients, all kinds of queries and values, COPY, cursors, notifications.
import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { COLUMNS, SAMPLE, TABLE } from './postgres-sample.mjs'

export default async function drive({ see, fail, env }) {
  const pool = new pg.Pool({ connectionString: env.POSTGRES_URL, max: 4 })
  const client = new pg.Client({ connectionString: env.POSTGRES_URL })
  await client.connect()
  const rows = async (...query) => (await client.query(...query)).rows

  await client.query(`create temporary table ${TABLE}`)
  const inserted = await client.query(
    `insert into samples (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning *`,
    SAMPLE,
  )
  see('a row of all types', inserted.rows)
  see('its command and count', [inserted.command, inserted.rowCount])
  see(
    'its columns',
    inserted.fields.map(({ name, dataTypeID, format }) => [name, dataTypeID, format]),
  )
  see('a row of nulls', await rows('insert into samples default values returning *'))
  see('rows as arrays', await rows({ text: 'select id, name, big from samples order by id', rowMode: 'array' }))
  see(
    'no rows',
    await client
      .query('select * from samples where id = $1', [-1])
      .then(({ rows: none, fields }) => [none, fields.length]),
  )
  see(
    'several statements',
    (await client.query('select 1 as a; select 2 as b; delete from samples where id = -1')).map((result) => [
      result.command,
      result.rowCount,
      result.rows,
    ]),
  )
  for (const n of [1, 2, 3])
    see(`a named statement, ${n}`, await rows({ name: 'plus', text: 'select $1::int + 1 as n', values: [n] }))
  see(
    'binary results',
    await rows({ text: 'select $1::int as i, $2::text as t, true as b', values: [7, 'x'], binary: true }),
  )

  await fail('a syntax error', () => client.query('selec 1'))
  await fail('a unique violation', () => client.query('insert into samples (id) values (1)'))
  await fail('a wrong value', () => client.query('select $1::int', ['x']))
  see('the connection goes on', await rows('select 1 as one'))

  const notices = []
  client.on('notice', ({ message, severity }) => notices.push([severity, message]))
  await client.query(`do $$ begin raise notice 'take %', 'note'; end $$`)
  see('notices', notices)

  await transactions({ see, fail, pool })
  see(
    'in parallel',
    (
      await Promise.all(Array.from({ length: 12 }, (_, n) => pool.query('select $1::int as n, pg_sleep(0.002)', [n])))
    ).map(({ rows: [row] }) => row.n),
  )

  const listener = await pool.connect()
  await listener.query('listen retrace_proof')
  const notified = once(listener, 'notification')
  await pool.query(`select pg_notify('retrace_proof', 'hello')`)
  const [{ channel, payload }] = await notified
  see('a notification', [channel, payload])
  await listener.query('unlisten retrace_proof')
  listener.release()

  await extras({ see, client })
  await client.query('drop table samples')
  await client.end()
  await pool.end()
}

async function transactions({ see, fail, pool }) {
  const client = await pool.connect()
  await client.query('create temporary table accounts (id int primary key, balance numeric check (balance >= 0))')
  await client.query('insert into accounts values (1, 100), (2, 0)')
  const move = async (amount) => {
    await client.query('begin')
    try {
      await client.query('update accounts set balance = balance + $1 where id = 2', [amount])
      await client.query('update accounts set balance = balance - $1 where id = 1', [amount])
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    }
  }
  await move(30)
  await fail('a transaction that is rolled back', () => move(1000))
  await move(30)
  see('balances', (await client.query('select * from accounts order by id')).rows)
  await client.query('begin')
  await client.query('savepoint one')
  await fail('an error within a transaction', () => client.query('select 1 / 0'))
  await fail('a query after it', () => client.query('select 1'))
  await client.query('rollback to savepoint one')
  see('after the savepoint', (await client.query('select count(*) from accounts')).rows)
  await client.query('commit')
  client.release()
}

/** What add-ons of pg do; only where they are installed. */
async function extras({ see, client }) {
  const found = await Promise.all(
    ['pg-cursor', 'pg-query-stream', 'pg-copy-streams'].map((name) => import(name).catch(() => null)),
  )
  if (found.includes(null)) return
  const [{ default: Cursor }, { default: QueryStream }, { from, to }] = found
  const cursor = client.query(new Cursor('select generate_series(1, $1::int) as n', [5]))
  see('a cursor', [await cursor.read(2), await cursor.read(2), await cursor.read(2), await cursor.read(2)])
  await cursor.close()
  const half = client.query(new Cursor('select generate_series(1, 100) as n'))
  see('a cursor that is left', await half.read(1))
  await half.close()
  const streamed = []
  for await (const { n } of client.query(
    new QueryStream('select generate_series(1, 250) as n', [], { batchSize: 100 }),
  ))
    streamed.push(n)
  see('a stream of rows', [streamed.length, streamed.reduce((sum, n) => sum + n, 0)])
  await client.query('create temporary table copied (a int, b text)')
  const into = client.query(from('copy copied from stdin with (format csv)'))
  await pipeline(Readable.from(['1,one\n2,', 'two\n', '3,"th,ree"\n']), into)
  see('rows copied in', into.rowCount)
  see('rows copied out', await text(client.query(to('copy copied to stdout'))))
}
