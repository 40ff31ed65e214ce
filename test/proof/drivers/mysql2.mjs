// mysql2: pools and connections, text and prepared statements, streams, procedures.
import mysql from 'mysql2/promise'

export default async function drive({ see, fail, env }) {
  const uri = env.MYSQL_URL
  const one = await mysql.createConnection({
    uri,
    multipleStatements: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
  })
  await one.query(`create temporary table samples (id int auto_increment primary key, name varchar(100), big bigint,
    amount decimal(20, 4), ratio double, at datetime(3), day date, doc json, bytes varbinary(20), flag bool, bits bit(8))`)
  const sample = [
    'Žluťoučký kůň 🐎',
    '9007199254740993',
    '12345678901234.5678',
    -0.1,
    new Date('2024-02-29T12:34:56.789Z'),
    '2024-02-29',
    JSON.stringify({ a: [1, null] }),
    Buffer.from([0, 1, 127, 128, 255]),
    true,
  ]
  const insert =
    'insert into samples (name, big, amount, ratio, at, day, doc, bytes, flag) values (?, ?, ?, ?, ?, ?, ?, ?, ?)'
  for (const way of ['query', 'execute']) {
    see(`inserted by ${way}`, (await one[way](insert, sample))[0])
    const [rows, fields] = await one[way]('select * from samples where id = ?', [1])
    see(`a row of all types by ${way}`, [rows, fields.map(({ name, type }) => [name, type])])
    see(`no rows by ${way}`, (await one[way]('select * from samples where id = ?', [-1]))[0])
  }
  await one.query('insert into samples () values ()')
  see('a row of nulls', (await one.query('select * from samples where name is null'))[0])
  for (const n of [1, 2, 3])
    see(`prepared once, ${n}`, (await one.execute('select ? + 1 as n, ? as text', [n, `t${n}`]))[0])
  const statement = await one.prepare('select id, name from samples where id >= ? order by id')
  see('a statement', [(await statement.execute([1]))[0], (await statement.execute([2]))[0]])
  await statement.close()
  see('several statements', (await one.query('select 1 as a; select 2 as b; set @x = 3; select @x as x'))[0])
  see('rows as arrays', (await one.query({ sql: 'select id, name from samples order by id', rowsAsArray: true }))[0])
  see('a count', (await one.execute('update samples set flag = ? where id < ?', [false, 3]))[0])
  await fail('a syntax error', () => one.query('selec 1'))
  await fail('a syntax error that is prepared', () => one.execute('selec ?', [1]))
  await fail('a duplicate key', () => one.query('insert into samples (id) values (1)'))
  see('ping', await one.ping())
  const streamed = []
  for await (const { seq } of one.connection.query('select seq from seq_1_to_250').stream()) streamed.push(seq)
  see('a stream', [streamed.length, streamed.at(-1)])
  see('a large row', (await one.query(`select repeat('x', 70000) as x`))[0][0].x.length)

  const pool = mysql.createPool({ uri, connectionLimit: 4 })
  see(
    'in parallel',
    (await Promise.all(Array.from({ length: 12 }, (_, n) => pool.query('select ? as n, sleep(0.002) as s', [n])))).map(
      ([[row]]) => row,
    ),
  )
  see(
    'prepared in parallel',
    (await Promise.all(Array.from({ length: 12 }, (_, n) => pool.execute('select ? as m', [n])))).map(([[row]]) => row),
  )
  await transactions({ see, fail, pool })
  await one.changeUser({ user: 'root' })
  see('after a change of user', (await one.query('select current_user() as u'))[0])
  await one.end()
  await pool.end()
}

async function transactions({ see, fail, pool }) {
  const connection = await pool.getConnection()
  await connection.query('create temporary table accounts (id int primary key, balance int unsigned)')
  await connection.query('insert into accounts values ?', [
    [
      [1, 100],
      [2, 0],
    ],
  ])
  const move = async (amount) => {
    await connection.beginTransaction()
    try {
      await connection.execute('update accounts set balance = balance + ? where id = 2', [amount])
      await connection.execute('update accounts set balance = balance - ? where id = 1', [amount])
      await connection.commit()
    } catch (error) {
      await connection.rollback()
      throw error
    }
  }
  await move(30)
  await fail('a transaction that is rolled back', () => move(1000))
  await move(30)
  see('balances', (await connection.query('select * from accounts order by id'))[0])
  connection.release()
}
