// Knex, over pg and over mysql2.
import Knex from 'knex'

export default async function drive({ see, fail, env }) {
  for (const [client, connection] of [
    ['pg', env.POSTGRES_URL],
    ['mysql2', env.MYSQL_URL],
  ])
    await query({
      client,
      knex: Knex({ client, connection, pool: { min: 0, max: 3 } }),
      see: (name, value) => see(`${name}, ${client}`, value),
      fail: (name, run) => fail(`${name}, ${client}`, run),
    })
}

async function query({ client, knex, see, fail }) {
  const [people, orders] = ['retrace_knex_people', 'retrace_knex_orders']
  await knex.schema.dropTableIfExists(orders)
  await knex.schema.dropTableIfExists(people)
  await knex.schema.createTable(people, (table) => {
    table.increments('id')
    table.string('name').notNullable().unique()
    table.decimal('balance', 12, 2)
    table.json('settings')
    table.timestamp('joined')
  })
  await knex.schema.createTable(orders, (table) => {
    table.increments('id')
    table.integer('person').unsigned().references('id').inTable(people)
    table.string('item')
  })
  const joined = new Date('2024-02-29T12:34:56Z')
  see(
    'inserted',
    await knex(people).insert([
      { name: 'Ada', balance: 10.5, settings: JSON.stringify({ dark: true }), joined },
      { name: 'Bob' },
    ]),
  )
  see('selected', await knex(people).select('*').orderBy('id'))
  see('the first', await knex(people).where({ name: 'Ada' }).first())
  see('none', [await knex(people).where({ name: 'Zoe' }).first(), await knex(people).where('id', '<', 0)])
  await fail('a unique violation', () => knex(people).insert({ name: 'Ada' }))
  await knex.transaction(async (transaction) => {
    const { id } = await transaction(people).where({ name: 'Bob' }).first('id')
    await transaction(orders).insert({ person: id, item: 'lamp' })
    await transaction(people).where({ id }).increment('balance', 5)
  })
  await fail('a transaction that is rolled back', () =>
    knex.transaction(async (transaction) => {
      await transaction(orders).insert({ person: 1, item: 'chair' })
      throw new Error('no chairs')
    }),
  )
  see(
    'joined',
    await knex(orders).join(people, `${people}.id`, `${orders}.person`).select('name', 'item').orderBy('name'),
  )
  see('counted', await knex(orders).count({ all: '*' }))
  see('raw', await knex.raw('select ? as x', ['y']).then((result) => (client === 'pg' ? result.rows : result[0])))
  see('in parallel', await Promise.all([1, 2, 3, 4, 5, 6].map((n) => knex.select(knex.raw('? as n', [n])).first())))
  const streamed = []
  for await (const row of knex(people).orderBy('id').stream()) streamed.push(row.name)
  see('a stream', streamed)
  see('deleted', await knex(orders).del())
  await knex.schema.dropTable(orders)
  await knex.schema.dropTable(people)
  await knex.destroy()
}
