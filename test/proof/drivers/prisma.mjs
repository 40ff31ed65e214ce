// Prisma, over pg, with the query compiler in WebAssembly.
import { PrismaPg } from '@prisma/adapter-pg'
import { Prisma, PrismaClient } from './prisma-client/index.js'

const tables = [
  'drop table if exists retrace_prisma_orders, retrace_prisma_people',
  `create table retrace_prisma_people (id serial primary key, name text not null unique, big bigint, balance numeric,
    settings jsonb, bytes bytea, tags text[] not null default '{}', joined timestamp(3))`,
  `create table retrace_prisma_orders (id serial primary key, item text not null,
    "personId" int not null references retrace_prisma_people (id))`,
]

export default async function drive({ see, fail, env }) {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: env.POSTGRES_URL, max: 4 }) })
  for (const table of tables) await prisma.$executeRawUnsafe(table)
  const ada = {
    name: 'Ada',
    big: 9007199254740993n,
    balance: new Prisma.Decimal('12345678901234.5678'),
    settings: { dark: true, list: [1, null] },
    bytes: Buffer.from([0, 1, 254, 255]),
    tags: ['a', 'b"c'],
    joined: new Date('2024-02-29T12:34:56.789Z'),
  }
  see(
    'created',
    await prisma.person.create({ data: { ...ada, orders: { create: [{ item: 'lamp' }, { item: 'chair' }] } } }),
  )
  see('created many', await prisma.person.createMany({ data: [{ name: 'Bob' }, { name: 'Cyd' }] }))
  see('with relations', await prisma.person.findMany({ include: { orders: true }, orderBy: { id: 'asc' } }))
  see('one', await prisma.person.findUnique({ where: { name: 'Bob' } }))
  see('none', [
    await prisma.person.findFirst({ where: { name: 'Zoe' } }),
    await prisma.person.findMany({ where: { id: -1 } }),
  ])
  see(
    'filtered',
    await prisma.person.findMany({
      where: { OR: [{ name: { contains: 'd' } }, { big: { gt: 1n } }] },
      select: { name: true },
      orderBy: { name: 'desc' },
    }),
  )
  see('updated', await prisma.person.update({ where: { name: 'Bob' }, data: { balance: { increment: 5 } } }))
  see(
    'upserted',
    await prisma.person.upsert({ where: { name: 'Dan' }, create: { name: 'Dan' }, update: { name: 'Dan' } }),
  )
  see('counted', [
    await prisma.order.count(),
    await prisma.person.aggregate({ _sum: { balance: true }, _max: { joined: true } }),
  ])
  see('grouped', await prisma.order.groupBy({ by: ['personId'], _count: true }))
  see(
    'raw',
    await prisma.$queryRaw`select ${1}::int as i, now() as at, ${'x'}::text as t, 5::bigint as b, 1.5::numeric as n`,
  )
  await fail('a unique violation', () => prisma.person.create({ data: { name: 'Ada' } }))
  await fail('nothing to update', () => prisma.person.update({ where: { id: -1 }, data: { name: 'x' } }))
  see(
    'a transaction',
    await prisma.$transaction([prisma.order.count(), prisma.order.create({ data: { item: 'desk', personId: 1 } })]),
  )
  see(
    'an interactive transaction',
    await prisma.$transaction(async (transaction) => {
      const { id } = await transaction.person.findUniqueOrThrow({ where: { name: 'Cyd' } })
      return transaction.order.create({ data: { item: 'sofa', personId: id }, include: { person: true } })
    }),
  )
  await fail('a transaction that is rolled back', () =>
    prisma.$transaction(async (transaction) => {
      await transaction.order.deleteMany()
      throw new Error('kept')
    }),
  )
  see(
    'in parallel',
    await Promise.all(
      ['Ada', 'Bob', 'Cyd', 'Dan', 'Ada', 'Bob'].map((name) => prisma.person.findUnique({ where: { name } })),
    ),
  )
  see('deleted', await prisma.order.deleteMany())
  await prisma.$executeRawUnsafe(tables[0])
  await prisma.$disconnect()
}
