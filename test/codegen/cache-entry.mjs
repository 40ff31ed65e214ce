import { Redis } from 'ioredis'

/**
 * Puts a text into Redis.
 *
 * @returns what takes it out again
 */
export async function putCacheEntry(url, key, text) {
  await ask(url, (redis) => redis.set(key, text))
  return () => ask(url, (redis) => redis.del(key))
}

async function ask(url, question) {
  const redis = new Redis(url)
  try {
    await question(redis)
  } finally {
    await redis.quit()
  }
}
