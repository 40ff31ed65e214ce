// redis (node-redis), with version 2 and 3 of the protocol.
import { createClient, createClientPool } from 'redis'

export default async function drive({ see, fail, env }) {
  for (const RESP of [2, 3])
    await speak({
      see: (name, value) => see(`${name}, RESP${RESP}`, value),
      fail: (name, run) => fail(`${name}, RESP${RESP}`, run),
      url: env.REDIS_URL,
      RESP,
    })
}

async function speak({ see, fail, url, RESP }) {
  const key = (name) => `retrace-proof:redis-${RESP}:${name}`
  const client = createClient({ url, RESP })
  client.on('error', () => {})
  await client.connect()
  const old = await client.keys(key('*'))
  if (old.length > 0) await client.del(old)
  see('set and get', [
    await client.set(key('a'), 'ü'),
    await client.get(key('a')),
    await client.set(key('a'), 'x', { NX: true }),
  ])
  see('nothing', [
    await client.get(key('none')),
    await client.mGet([key('a'), key('none')]),
    await client.hGetAll(key('none')),
  ])
  see('numbers', [await client.incr(key('n')), await client.incrByFloat(key('f'), 1.5), await client.ttl(key('n'))])
  see('hashes', [
    await client.hSet(key('h'), { a: '1', b: 'two' }),
    await client.hGetAll(key('h')),
    await client.hExists(key('h'), 'a'),
  ])
  see('sets', [
    await client.sAdd(key('s'), ['x', 'y']),
    [...(await client.sMembers(key('s')))].toSorted(),
    await client.sIsMember(key('s'), 'x'),
  ])
  see('sorted sets', [
    await client.zAdd(key('z'), [
      { score: 1, value: 'a' },
      { score: 2.5, value: 'b' },
    ]),
    await client.zRangeWithScores(key('z'), 0, -1),
    await client.zScore(key('z'), 'b'),
  ])
  see('together', await Promise.all(Array.from({ length: 20 }, (_, n) => client.incrBy(key('many'), n))))
  see('a transaction', await client.multi().incr(key('n')).get(key('a')).hGetAll(key('h')).exec())
  await fail('a transaction with an error', () => client.multi().incr(key('n')).lPush(key('a'), 'x').exec())
  await fail('a wrong type', () => client.lPush(key('a'), 'x'))
  see('a script', await client.eval(`return {KEYS[1], ARGV[1], 7}`, { keys: [key('a')], arguments: ['y'] }))
  const keys = new Set()
  for await (const some of client.scanIterator({ MATCH: key('*'), COUNT: 5 }))
    for (const it of [some].flat()) keys.add(it)
  see('a scan', [...keys].toSorted())
  const subscriber = await client.duplicate().connect()
  const came = []
  let arrived
  const all = new Promise((resolve) => (arrived = resolve))
  const take = (...message) => came.push(message) === 2 && arrived()
  await subscriber.subscribe(key('news'), take)
  await subscriber.pSubscribe(key('p*'), take)
  see('receivers', [await client.publish(key('news'), 'one'), await client.publish(key('pattern'), 'two')])
  await all
  see('messages', came)
  await subscriber.unsubscribe(key('news'))
  await client.xAdd(key('x'), '1-1', { field: 'value' })
  see('a stream', await client.xRead({ key: key('x'), id: '0' }))
  const pool = await createClientPool({ url, RESP }, { minimum: 1, maximum: 3 }).connect()
  see(
    'a pool',
    await Promise.all([1, 2, 3, 4, 5].map((n) => pool.incrBy(key('pooled'), n))).then((sums) => sums.length),
  )
  await pool.close()
  await subscriber.close()
  await client.close()
}
