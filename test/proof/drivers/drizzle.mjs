// Drizzle, over pg, over Postgres.js and over mysql2.
import { eq, relations, sql } from 'drizzle-orm'
import * as mysqlCore from 'drizzle-orm/mysql-core'
import { drizzle as overMysql2 } from 'drizzle-orm/mysql2'
import { drizzle as overPg } from 'drizzle-orm/node-postgres'
import * as pgCore from 'drizzle-orm/pg-core'
import { drizzle as overPostgres } from 'drizzle-orm/postgres-js'
import mysql from 'mysql2/promise'
import pg from 'pg'
import postgres from 'postgres'

const pgPeople = pgCore.pgTable('retrace_drizzle_people', {
  id: pgCore.serial('id').primaryKey(),
  name: pgCore.text('name').notNull(),
  big: pgCore.bigint('big', { mode: 'bigint' }),
  balance: pgCore.numeric('balance'),
  settings: pgCore.jsonb('settings'),
  joined: pgCore.timestamp('joined', { withTimezone: true }),
})
const pgOrders = pgCore.pgTable('retrace_drizzle_orders', {
  id: pgCore.serial('id').primaryKey(),
  person: pgCore.integer('person'),
  item: pgCore.text('item'),
})
const mysqlPeople = mysqlCore.mysqlTable('retrace_drizzle_people', {
  id: mysqlCore.int('id').autoincrement().primaryKey(),
  name: mysqlCore.varchar('name', { length: 50 }).notNull(),
  big: mysqlCore.bigint('big', { mode: 'bigint' }),
  balance: mysqlCore.decimal('balance', { precision: 12, scale: 2 }),
  settings: mysqlCore.json('settings'),
  joined: mysqlCore.datetime('joined'),
})
const mysqlOrders = mysqlCore.mysqlTable('retrace_drizzle_orders', {
  id: mysqlCore.int('id').autoincrement().primaryKey(),
  person: mysqlCore.int('person'),
  item: mysqlCore.varchar('item', { length: 50 }),
})

const related = (people, orders) => ({
  people,
  orders,
  peopleRelations: relations(people, ({ many }) => ({ orders: many(orders) })),
  ordersRelations: relations(orders, ({ one }) => ({
    owner: one(people, { fields: [orders.person], references: [people.id] }),
  })),
})

export default async function drive({ see, fail, env }) {
  const pool = new pg.Pool({ connectionString: env.POSTGRES_URL, max: 3 })
  const client = postgres(env.POSTGRES_URL, { max: 3, onnotice: () => {} })
  const mysqlPool = mysql.createPool({ uri: env.MYSQL_URL, connectionLimit: 3 })
  const onPg = related(pgPeople, pgOrders)
  const onMysql = related(mysqlPeople, mysqlOrders)
  const ways = [
    ['pg', overPg(pool, { schema: onPg }), onPg],
    ['postgres', overPostgres(client, { schema: onPg }), onPg],
    ['mysql2', overMysql2(mysqlPool, { schema: onMysql, mode: 'default' }), onMysql],
  ]
  for (const [name, db, tables] of ways)
    await query({
      name,
      db,
      tables,
      see: (what, value) => see(`${what}, ${name}`, value),
      fail: (what, run) => fail(`${what}, ${name}`, run),
    })
  await Promise.all([pool.end(), client.end(), mysqlPool.end()])
}

async function query({ name, db, tables: { people, orders }, see, fail }) {
  const id = name === 'mysql2' ? 'int auto_increment primary key' : 'serial primary key'
  await db.execute(sql.raw('drop table if exists retrace_drizzle_people'))
  await db.execute(sql.raw('drop table if exists retrace_drizzle_orders'))
  const [json, time] = name === 'mysql2' ? ['json', 'datetime'] : ['jsonb', 'timestamptz']
  await db.execute(
    sql.raw(
      `create table retrace_drizzle_people (id ${id}, name varchar(50) not null unique, big bigint, balance numeric(12, 2), settings ${json}, joined ${time})`,
    ),
  )
  await db.execute(sql.raw(`create table retrace_drizzle_orders (id ${id}, person int, item varchar(50))`))
  const joined = new Date('2024-02-29T12:34:56Z')
  const ada = {
    name: 'Ada',
    big: 9007199254740993n,
    balance: '10.50',
    settings: { dark: true, list: [1, null] },
    joined,
  }
  await db.insert(people).values([ada, { name: 'Bob' }])
  see('selected', await db.select().from(people).orderBy(people.id))
  see('none', await db.select().from(people).where(eq(people.name, 'Zoe')))
  await fail('a unique violation', () => db.insert(people).values({ name: 'Ada' }))
  await db.transaction(async (transaction) => {
    await transaction.insert(orders).values([
      { person: 1, item: 'lamp' },
      { person: 1, item: 'chair' },
    ])
    await transaction.update(people).set({ balance: '3.25' }).where(eq(people.id, 2))
  })
  await fail('a transaction that is rolled back', () =>
    db.transaction(async (transaction) => {
      await transaction.delete(orders)
      transaction.rollback()
    }),
  )
  // MariaDB has no lateral joins.
  if (name !== 'mysql2')
    see(
      'with relations',
      await db.query.people.findMany({ with: { orders: true }, orderBy: (table, { asc }) => asc(table.id) }),
    )
  see(
    'joined',
    await db
      .select({ name: people.name, item: orders.item })
      .from(people)
      .leftJoin(orders, eq(people.id, orders.person))
      .orderBy(people.id, orders.id),
  )
  const prepared = db
    .select()
    .from(people)
    .where(eq(people.id, sql.placeholder('id')))
    .prepare(...(name === 'mysql2' ? [] : ['by_id']))
  see('prepared', [await prepared.execute({ id: 1 }), await prepared.execute({ id: 2 })])
  see('in parallel', await Promise.all([1, 2, 1, 2, 1].map((n) => db.select().from(people).where(eq(people.id, n)))))
  await db.execute(sql.raw('drop table retrace_drizzle_people'))
  await db.execute(sql.raw('drop table retrace_drizzle_orders'))
}
