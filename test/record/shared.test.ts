/** Tests that are replayed, recorded and neither, in any order over the same pool, client and agent. */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { type Servers, startServers } from '../support/servers.ts'

const modules = path.join(import.meta.dirname, '../../node_modules')

/** The tests that `TESTS` names: `r…` is recorded, `l…` asks what its recording leaves out, `u…` has no recording. */
const tests = (head: string): string => `
  ${head}
  const http = require('node:http')
  const https = require('node:https')
  const { Redis } = require('ioredis')
  const pg = require('pg')
  const ports = JSON.parse(process.env.PORTS)
  // Nobody listens to what becomes of its idle clients.
  const pool = new pg.Pool({ connectionString: ports.postgresUrl, max: 1 })
  pool.on('connect', (client) => client.query("set application_name = 'shared'"))
  const redis = new Redis({ port: ports.redis, lazyConnect: true, db: 3, retryStrategy: null })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const secure = new https.Agent({ keepAlive: true, maxSockets: 1, ca: ports.certificate })
  const get = (protocol, options) =>
    new Promise((resolve, reject) => {
      const request = protocol.get(options, (response) => {
        let text = ''
        response.on('data', (chunk) => (text += chunk)).on('end', () => resolve(JSON.parse(text)))
      })
      request.on('error', reject)
    })
  async function asked() {
    const text = "select current_setting('application_name') as app, clock_timestamp()::text as now"
    const [row] = (await pool.query({ name: 'prepared', text })).rows
    const { count } = await get(http, { port: ports.web, path: '/shared', agent })
    await get(https, { port: ports.secure, path: '/secure', agent: secure })
    await (await fetch('http://localhost:' + ports.web + '/fetched')).json()
    // In the database that was chosen when it connected.
    const stored = process.env.HAS_REDIS ? await redis.incr('retrace:shared') : 0
    return { ...row, count, stored }
  }
  afterAll(async () => {
    await pool.end()
    redis.disconnect()
    agent.destroy()
    secure.destroy()
  })
  for (const name of process.env.TESTS.split(' '))
    test(name, async () => {
      if (!name.startsWith('u')) await retrace.record()
      const seen = name.startsWith('l') ? await retrace.live(asked) : await asked()
      console.log('SEEN ' + JSON.stringify([name, seen]))
    })
`

const RUNNERS = [
  {
    name: 'Vitest',
    command: [path.join(modules, 'vitest/vitest.mjs'), 'run', '--no-color'],
    files: {
      'vitest.config.mjs': `
        import { defineConfig } from 'vitest/config'
        import { retrace } from '@retrace/vitest/plugin'
        export default defineConfig({ plugins: [retrace()], test: { globals: true } })
      `,
      'shared.test.mjs': tests(`
        import { createRequire } from 'node:module'
        import { retrace } from '@retrace/vitest'
        const require = createRequire(import.meta.url)
      `),
    },
  },
  {
    name: 'Jest',
    command: [path.join(modules, 'jest/bin/jest.js'), '--no-cache'],
    files: {
      'package.json': '{}',
      'jest.config.json': '{ "testEnvironment": "@retrace/jest-environment", "transform": {} }',
      'shared.test.js': tests(`const { retrace } = require('@retrace/jest-environment')`),
    },
  },
]

interface Asked {
  readonly app: string
  readonly now: string
  readonly count: number
  readonly stored: number
}

type Seen = Readonly<Record<string, Asked>>

let servers: Servers

beforeAll(async () => {
  servers = await startServers()
})

afterAll(() => servers.stop())

describe.each(RUNNERS)('under $name', ({ command, files }) => {
  let project: Project

  beforeAll(() => {
    project = makeProject(files)
  })

  beforeEach(() => rmSync(path.join(project.folder, '__recordings__'), { recursive: true, force: true }))

  afterAll(() => project.remove())

  function start(mode: string, names: string, ports: Servers['ports'] = servers.ports): ReturnType<typeof run> {
    const env = {
      PORTS: JSON.stringify(ports),
      HAS_REDIS: servers.hasRedis ? '1' : '',
      RETRACE_MODE: mode,
      TESTS: names,
    }
    return run(project.folder, [process.execPath, ...command], { env })
  }

  function seen(mode: string, names: string): Seen {
    const { status, stdout, stderr } = start(mode, names)
    expect(status, stdout + stderr).toBe(0)
    expect(stdout + stderr).not.toMatch(/unhandled|CONNECTION_REPLAYED/i)
    const all = [...stdout.matchAll(/SEEN (.*)$/gm)].map(([, json]) => JSON.parse(json as string) as [string, never])
    return Object.fromEntries(all)
  }

  test.each(['r1 r3 r2', 'r1 u1 r2', 'u1 r1 r3 u2 r2 l1 r4 u3', 'r1 l1 r2 u1'])('in the order %s', (order) => {
    const before = seen('once', 'r1 r2')
    const after = seen('once', order)
    expect(Object.keys(after)).toEqual(order.split(' '))
    expect([after['r1'], after['r2']]).toEqual([before['r1'], before['r2']])
    const live = Object.entries(after).flatMap(([name, it]) => (name in before ? [] : [it]))
    const last = before['r2'] as Asked
    for (const it of live) {
      expect(it.app).toBe('shared')
      expect(it.now > last.now).toBe(true)
    }
    // Nothing else was asked.
    expect(live.map(({ count }) => count)).toEqual(live.map((_, i) => last.count + 3 * (i + 1)))
    const stored = live.map((_, i) => last.stored + i + 1)
    expect(live.map((it) => it.stored)).toEqual(servers.hasRedis ? stored : live.map(() => 0))
    const recorded = order.split(' ').filter((name) => name.startsWith('r'))
    expect(seen('none', recorded.join(' '))).toEqual(Object.fromEntries(recorded.map((name) => [name, after[name]])))
  })

  test('where there is no server the test that needs one says so, and the others pass', () => {
    seen('once', 'r1 r2')
    const unreachable = { ...servers.ports, postgresUrl: 'postgres://postgres@localhost:1/test' }
    const { status, stdout, stderr } = start('none', 'r1 u1 r2', unreachable)
    expect(status).toBe(1)
    expect(stdout + stderr).toContain(
      'Failed to go on with a connection to localhost:1: tests that are replayed have used it, and its server can not be reached (ECONNREFUSED).',
    )
    expect(stdout + stderr).toMatch(/1 failed.*2 passed/)
  })
})
