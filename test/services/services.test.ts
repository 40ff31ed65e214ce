import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { startChatServer } from './chat-server.mjs'
import { startEmbeddedPostgres, startPostgres } from './postgres.mjs'
import { noRedis, startRedis, startRedisServer } from './redis.mjs'
import type { Service } from './start.mjs'
import { startUpstream } from './upstream.mjs'

const running: Service[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()))
})

async function listens(service: Service): Promise<void> {
  running.push(service)
  const { hostname, port } = new URL(service.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.destroy()
}

test('a PostgreSQL is found or started', async () => {
  await listens(await startPostgres())
})

test('an embedded PostgreSQL starts where there is none', async () => {
  const postgres = await startEmbeddedPostgres()
  expect(postgres.embedded).toBe(true)
  await listens(postgres)
})

test('a Redis is found or started', async ({ skip }) => {
  const redis = await startRedis()
  if (!redis) return skip(noRedis)
  await listens(redis)
})

test('a redis-server from the PATH starts', async ({ skip }) => {
  const redis = await startRedisServer()
  if (!redis) return skip(noRedis)
  await listens(redis)
})

test('the chat server and the price list start', async () => {
  await listens(await startChatServer())
  await listens(await startUpstream())
})
