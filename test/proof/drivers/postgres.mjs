// postgres (Postgres.js).
import postgres from 'postgres'
import { TABLE } from './postgres-sample.mjs'

export default async function drive({ see, fail, env }) {
  const sql = postgres(env.POSTGRES_URL, { max: 4, onnotice: () => {}, types: { bigint: postgres.BigInt } })
  const one = await sql.reserve()
  await one`create temporary table ${one.unsafe(TABLE)}`
  const sample = {
    name: 'Žluťoučký kůň 🐎',
    big: 9007199254740993n,
    amount: '12345678901234.5678',
    ratio: -0.1,
    at: new Date('2024-02-29T12:34:56.789Z'),
    day: '2024-02-29',
    doc: { nested: [1, null, { deep: true }] },
    bytes: Buffer.from([0, 1, 127, 128, 255]),
    tags: ['a', 'b"c', ''],
    flag: true,
  }
  see('a row of all types', await one`insert into samples ${one(sample)} returning *`.then(rowsOf))
  see('a row of nulls', await one`insert into samples default values returning *`.then(rowsOf))
  see('no rows', await one`select * from samples where id = ${-1}`.then(rowsOf))
  see('rows as arrays', await one`select id, name, big from samples order by id`.values().then(rowsOf))
  see('the raw bytes', await one`select id, name from samples order by id`.raw().then(rowsOf))
  see('several statements', (await one.unsafe('select 1 as a; select 2 as b').simple()).map(rowsOf))
  see(
    'described',
    (await one`select id, at from samples where id = ${1}`.describe()).columns.map(({ name, type }) => [name, type]),
  )
  await fail('a syntax error', () => one`selec 1`)
  await fail('a unique violation', () => one`insert into samples (id) values (1)`)
  const cursor = []
  for await (const rows of one`select generate_series(1, 7) as n`.cursor(3)) cursor.push(rowsOf(rows))
  see('a cursor', cursor)
  const each = []
  await one`select generate_series(1, 3) as n`.forEach(({ n }) => each.push(n))
  see('row by row', each)
  await copy({ see, one })
  one.release()

  await sql.begin(async (transaction) => {
    await transaction`create temporary table accounts (id int, balance numeric) on commit drop`
    await transaction`insert into accounts ${transaction([
      { id: 1, balance: '100' },
      { id: 2, balance: '0' },
    ])}`
    await transaction
      .savepoint(async (inner) => {
        await inner`update accounts set balance = balance - 10`
        throw new Error('back')
      })
      .catch(() => {})
    see('after a savepoint', await transaction`select * from accounts order by id`.then(rowsOf))
    see(
      'pipelined',
      await Promise.all([1, 2, 3].map((n) => transaction`select ${n}::int as n`)).then((all) => all.map(rowsOf)),
    )
  })
  await fail('a transaction that is rolled back', () => sql.begin((transaction) => transaction`select 1 / 0`))
  see(
    'in parallel',
    (await Promise.all(Array.from({ length: 12 }, (_, n) => sql`select ${n}::int as n, pg_sleep(0.002)`))).map(
      ([row]) => row.n,
    ),
  )
  let arrived
  const notified = new Promise((resolve) => (arrived = resolve))
  const { unlisten } = await sql.listen('retrace_proof_js', (payload) => arrived(payload))
  await sql.notify('retrace_proof_js', 'hello')
  see('a notification', await notified)
  await unlisten()
  await sql.end()
}

async function copy({ see, one }) {
  await one`create temporary table copied (a int, b text)`
  const into = await one`copy copied from stdin`.writable()
  await new Promise((resolve, reject) => {
    into.on('error', reject).on('finish', resolve)
    into.write('1\tone\n')
    into.end('2\ttwo\n')
  })
  const out = []
  for await (const piece of await one`copy copied to stdout`.readable()) out.push(piece.toString())
  see('copied in and out', out.join(''))
}

const rowsOf = (result) => [...result].map((row) => (Array.isArray(row) ? [...row] : row))
