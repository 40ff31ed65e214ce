/** `toHaveRequested` and `toHaveQueried`, under a real Vitest, a real Jest, and by themselves. */
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Recording } from '@retrace/vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { type Servers, startServers } from '../support/servers.ts'

const modules = path.join(import.meta.dirname, '../../node_modules')

/** @param head - makes `retrace` and the functions of the runner known */
const orders = (head: string): string => `
  ${head}
  const pg = require('pg')
  const { web, postgresUrl } = JSON.parse(process.env.PORTS)
  const url = 'http://localhost:' + web
  async function place() {
    const recording = await retrace.record({ name: 'orders' })
    await fetch(url + '/orders?page=2&tag=a&tag=b')
    await fetch(url + '/orders', { method: 'POST', body: JSON.stringify({ item: 'lamp', count: 2, id: 'x-1' }) })
    const client = new pg.Client({ connectionString: postgresUrl })
    await client.connect()
    await client.query('select $1::text as item,\\n  $2::int as n, $3::jsonb as j', ['lamp', 2, { a: 1 }])
    await client.end()
    return recording
  }
  test('what was asked is found', async () => {
    const recording = await place()
    expect(recording).toHaveRequested('POST /orders')
    expect(recording).toHaveRequested('POST /orders', { body: { item: 'lamp', count: 2, id: expect.any(String) } })
    expect(recording).toHaveRequested('POST /orders', { body: expect.objectContaining({ item: 'lamp' }), host: 'localhost' })
    expect(recording).toHaveRequested('GET /orders?page=2&tag=a&tag=b')
    expect(recording).toHaveRequested('GET /orders', { query: { page: '2', tag: ['a', 'b'] } })
    expect(recording).toHaveRequested(url.replace(/^/, 'GET ') + '/orders')
    expect(recording).toHaveRequested(/^(GET|HEAD) .orders/)
    expect(recording).not.toHaveRequested('DELETE /orders')
    expect(recording).not.toHaveRequested('POST /orders', { body: { item: 'lamp' } })
    expect(recording).toHaveQueried(/select .* as item/)
    expect(recording).toHaveQueried('select $1::text as item, $2::int as n, $3::jsonb as j')
    expect(recording).toHaveQueried(/as item/, ['lamp', 2, { a: 1 }])
    expect(recording).toHaveQueried(/as item/, [expect.stringMatching(/^l/), expect.any(Number), expect.anything()])
    expect(recording).not.toHaveQueried(/as item/, ['lamp', 3, { a: 1 }])
    expect(recording).not.toHaveQueried(/insert/)
    if (process.env.WRONG === 'request') expect(recording).toHaveRequested('POST /orders', { body: { item: 'lamp', count: 3, id: 'x-1' } })
    if (process.env.WRONG === 'query') expect(recording).toHaveQueried(/as item/, ['chair', 2, { a: 1 }])
    if (process.env.WRONG === 'not') expect(recording).not.toHaveRequested('POST /orders')
    if (process.env.WRONG === 'what') expect({}).not.toHaveRequested('POST /orders')
  })
`

const FILES = {
  'package.json': '{}',
  'jest.config.json':
    '{ "testEnvironment": "@retrace/jest-environment", "transform": {}, "testMatch": ["**/*.test.js"] }',
  'orders.test.js': orders(`const { retrace } = require('@retrace/jest-environment')`),
  'vitest.config.mjs': `
    import { defineConfig } from 'vitest/config'
    import { retrace } from '@retrace/vitest/plugin'
    export default defineConfig({ plugins: [retrace()], test: { include: ['*.spec.js'], globals: true } })
  `,
  'orders.spec.js': orders(`
    import { createRequire } from 'node:module'
    import { retrace } from '@retrace/vitest'
    const require = createRequire(import.meta.url)`),
}

const RUNNERS = {
  vitest: ['vitest/vitest.mjs', 'run', '--no-color'],
  jest: ['jest/bin/jest.js', '--no-cache', '-i'],
} as const

let project: Project
let servers: Servers

function start(runner: keyof typeof RUNNERS, WRONG = ''): { status: number | null; output: string } {
  const [program, ...args] = RUNNERS[runner]
  const env = { PORTS: JSON.stringify(servers.ports), RETRACE_MODE: 'once', WRONG }
  const { status, stdout, stderr } = run(project.folder, [process.execPath, path.join(modules, program), ...args], {
    env,
  })
  return { status, output: stdout + stderr }
}

beforeAll(async () => {
  project = makeProject(FILES)
  servers = await startServers()
})

afterAll(async () => {
  await servers.stop()
  project.remove()
})

describe.for(['vitest', 'jest'] as const)('under %s', (runner) => {
  test('requests and queries are found, with asymmetric matchers too', () => {
    const { status, output } = start(runner)
    expect(output).not.toContain('expect(recording)')
    expect(status).toBe(0)
  })

  test('one that was not made is a failure that says which were, the nearest first with what differs', () => {
    const { status, output } = start(runner, 'request')
    expect(status).toBe(1)
    expect(output).toContain(`expect(recording).toHaveRequested('POST /orders', {`)
    expect(output).toContain('There was no such request in "orders". There were, the nearest first:')
    expect(output.indexOf('POST http://localhost')).toBeGreaterThan(0)
    expect(output.indexOf('POST http://localhost')).toBeLessThan(output.indexOf('GET http://localhost'))
    expect(output).toMatch(/- +"count": 3/)
    expect(output).toMatch(/\+ +"count": 2/)
  })

  test('a query with other values names those that it had', () => {
    const { output } = start(runner, 'query')
    expect(output).toContain('There was no such query in "orders".')
    expect(output).toMatch(/- +"chair"/)
    expect(output).toMatch(/\+ +"lamp"/)
  })

  test('one that was not to be made is named', () => {
    const { output } = start(runner, 'not')
    expect(output).toContain(`expect(recording).not.toHaveRequested('POST /orders')`)
    expect(output).toMatch(/No such request was expected, but there was:\s+POST http/)
  })

  test('what is no recording fails in both senses', () => {
    expect(start(runner, 'what').output).toContain('What is expected of is no recording, but {}.')
  })
})

test('they go with the `expect` of others, and by themselves', () => {
  project.write({
    'alone.mjs': `
      import { matchers, retrace } from '@retrace/core'
      import { expect } from 'expect'
      expect.extend({ ...matchers })
      await retrace.record('alone', async (recording) => {
        await fetch('http://localhost:' + JSON.parse(process.env.PORTS).web + '/a', { method: 'PUT', body: '{"n":1}' })
        expect(recording).toHaveRequested('PUT /a', { body: { n: expect.any(Number) } })
        const { pass } = matchers.toHaveRequested(recording, 'PUT /a', { body: { n: 1 } })
        const other = matchers.toHaveRequested(recording, 'PUT /a', { body: { n: 2 } })
        console.log(pass, other.pass, other.message())
      })
    `,
  })
  const env = { PORTS: JSON.stringify(servers.ports), RETRACE_MODE: 'once' }
  const { stdout, stderr } = run(project.folder, [process.execPath, 'alone.mjs'], { env })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^true false expect\(recording\)\.toHaveRequested\('PUT \/a', \{ body: \{ n: 2 \} \}\)/)
  expect(stdout).toContain('expected { body: { n: 2 } }')
})

test('they have types under Vitest', () => {
  const check = (recording: Recording): void => {
    expect(recording).toHaveRequested('GET /', { body: expect.any(Object) })
    expect(recording).not.toHaveQueried(/select/, [1, expect.any(String)])
    // @ts-expect-error -- A method and a path, or a pattern.
    expect(recording).toHaveRequested(5)
  }
  expect(check).toBeTypeOf('function')
})
