// ioredis: commands of all types, pipelines, transactions, scripts, publishing, streams.
import { once } from 'node:events'
import { Redis } from 'ioredis'

export default async function drive({ see, fail, env }) {
  const key = (name) => `retrace-proof:ioredis:${name}`
  const client = new Redis(env.REDIS_URL)
  const old = await client.keys(key('*'))
  if (old.length > 0) await client.del(...old)
  see('set and get', [await client.set(key('a'), 'ü'), await client.get(key('a')), await client.getBuffer(key('a'))])
  see('binary', [await client.set(key('bin'), Buffer.from([0, 13, 10, 255])), await client.getBuffer(key('bin'))])
  see('nothing', [
    await client.get(key('none')),
    await client.mget(key('a'), key('none')),
    await client.hgetall(key('none')),
    await client.lrange(key('none'), 0, -1),
  ])
  see('numbers', [
    await client.incr(key('n')),
    await client.incrby(key('n'), 41),
    await client.incrbyfloat(key('f'), 1.5),
    await client.ttl(key('n')),
  ])
  see('hashes', [
    await client.hset(key('h'), { a: 1, b: 'two' }),
    await client.hgetall(key('h')),
    await client.hmget(key('h'), 'a', 'z'),
  ])
  see('lists', [
    await client.rpush(key('l'), 1, 2, 3),
    await client.lrange(key('l'), 0, -1),
    await client.blpop(key('l'), 1),
  ])
  see('sets', [
    await client.sadd(key('s'), 'x', 'y'),
    (await client.smembers(key('s'))).toSorted(),
    await client.sismember(key('s'), 'x'),
  ])
  see('sorted sets', [
    await client.zadd(key('z'), 1, 'a', 2.5, 'b'),
    await client.zrange(key('z'), 0, -1, 'WITHSCORES'),
    await client.zscore(key('z'), 'b'),
  ])
  see('a pipeline', await client.pipeline().get(key('a')).incr(key('n')).lpush(key('a'), 'x').get(key('none')).exec())
  see('a transaction', await client.multi().incr(key('n')).get(key('a')).exec())
  await client.watch(key('n'))
  const other = client.duplicate()
  await other.incr(key('n'))
  see('a transaction that is off', await client.multi().incr(key('n')).exec())
  await fail('a wrong type', () => client.lpush(key('a'), 'x'))
  await fail('a transaction with an error', () => client.multi().set(key('a')).get(key('a')).exec())
  client.defineCommand('twice', {
    numberOfKeys: 1,
    lua: `return {redis.call('get', KEYS[1]), ARGV[1] * 2, false, {1, 'x'}}`,
  })
  see('scripts', [
    await client.twice(key('a'), 21),
    await client.twice(key('a'), 4),
    await client.eval('return ARGV[1]', 0, 'x'),
  ])
  see('together', await Promise.all(Array.from({ length: 20 }, (_, n) => client.incrby(key('many'), n))))
  see('a scan', (await scanned(client.scanStream({ match: key('*'), count: 5 }))).toSorted())
  const subscriber = client.duplicate()
  await subscriber.subscribe(key('news'), key('more'))
  await subscriber.psubscribe(key('p*'))
  const came = []
  subscriber.on('message', (...message) => came.push(message))
  subscriber.on('pmessage', (...message) => came.push(message))
  see('receivers', [
    await client.publish(key('news'), 'one'),
    await client.publish(key('pattern'), 'two'),
    await client.publish(key('more'), 'three'),
  ])
  while (came.length < 3) await once(subscriber, came.length === 1 ? 'pmessage' : 'message')
  see('messages', came)
  await subscriber.unsubscribe(key('news'))
  const blocked = other.brpop(key('queue'), 5)
  await client.lpush(key('queue'), 'job')
  see('a blocking command', await blocked)
  await client.xadd(key('x'), '1-1', 'field', 'value')
  see('a stream', await client.xread('COUNT', 10, 'STREAMS', key('x'), '0'))
  const lazy = new Redis(env.REDIS_URL, { enableAutoPipelining: true, lazyConnect: true })
  see('auto pipelining', await Promise.all([lazy.get(key('a')), lazy.incr(key('n')), lazy.hgetall(key('h'))]))
  for (const each of [subscriber, other, lazy]) each.disconnect()
  see('quit', await client.quit())
}

async function scanned(stream) {
  const keys = new Set()
  for await (const some of stream) for (const key of some) keys.add(key)
  return [...keys]
}
