import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, type TestContext } from 'vitest'
import { startChatServer } from './chat-server.mjs'
import { type Postgres, startEmbeddedPostgres, startPostgres } from './postgres.mjs'
import { noRedis, startRedis } from './redis.mjs'
import { run } from './run.ts'
import { type Service, startFixture } from './start.mjs'
import { startUpstream } from './upstream.mjs'

// The programs that the other tests record have to work by themselves first.

test('the intent classifier prints an intent and a reply when the model answers in JSON', async () => {
  const { env } = await during(startChatServer({ proseRate: 0 }))
  const { code, stdout, stderr } = await run('intent-classifier/app.js', ['Where is it?'], env)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^message: +Where is it\?\nintent: +\w+\nconfidence: +[\d.]+\nsubject: .+\nreply: .+\n$/)
})

test('the intent classifier crashes with a SyntaxError when the model answers in prose', async () => {
  const { env } = await during(startChatServer({ proseRate: 1 }))
  const { code, stderr } = await run('intent-classifier/app.js', [], env)
  expect(code).toBe(1)
  expect(stderr).toMatch(/SyntaxError: Unexpected token .*\n +at JSON\.parse .*\n +at classifyIntent /)
})

test('the orders API answers 1,000 requests over 20 connections', async (context) => {
  await driveOrdersApi(context, startPostgres())
})

test('the orders API works on an embedded PostgreSQL', async (context) => {
  await driveOrdersApi(context, startEmbeddedPostgres())
})

async function driveOrdersApi({ skip }: TestContext, starting: Promise<Postgres>): Promise<void> {
  const postgres = await during(starting)
  const redis = await startRedis()
  if (!redis) return skip(noRedis)
  onTestFinished(redis.stop)
  const upstream = await during(startUpstream())

  const server = await during(
    startFixture('orders-api/server.js', {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      UPSTREAM_URL: upstream.url,
    }),
  )
  const { code, stdout, stderr } = await run('orders-api/drive.js', [server.url])
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toMatchObject({ requests: 1000, connections: 20, problems: [] })
  expect(code).toBe(0)
}

test('the report job writes a report and a compressed copy', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'report-job-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const { code, stdout, stderr } = await run('report-job/job.js', ['report-job/sales.csv', folder])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('git version')
  const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as { regions: object }
  expect(report).toMatchObject({ input: 'sales.csv', bytes: 12399 })
  expect(Object.keys(report.regions).sort()).toEqual(['Zürich', 'east', 'north', 'south', 'west'])
})

test('the races are run', async () => {
  const { url } = await during(startFixture('race/server.js'))
  const races = [run('race/race.js', [`${url}/left`, `${url}/right`]), run('race/files.js'), run('race/pipes.js')]
  for (const { code, stdout, stderr } of await Promise.all(races)) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).not.toBe('')
  }
})

/** A service that is stopped when the test is over. */
async function during<T extends Service>(starting: Promise<T>): Promise<T> {
  const service = await starting
  onTestFinished(service.stop)
  return service
}
