/** The plugin, in a real vitest of its own. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { startServers } from '../support/servers.ts'

const VITEST = path.join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')
const MANY = 50

const FILES = {
  'vitest.config.ts': `
    import { defineConfig } from 'vitest/config'
    import { retrace } from '@retrace/vitest/plugin'
    export default defineConfig({ plugins: [retrace()], test: { maxConcurrency: ${MANY}, include: ['*.test.ts'] } })
  `,
  'orders.test.ts': `
    import { retrace } from '@retrace/vitest'
    import pg from 'pg'
    import { afterAll, beforeAll, describe, expect, test } from 'vitest'
    const { web, postgresUrl } = JSON.parse(process.env.PORTS!)
    const url = 'http://localhost:' + web
    const pool = new pg.Pool({ connectionString: postgresUrl })
    // Lost while nobody is there.
    pool.on('error', () => {})
    beforeAll(async () => void (await pool.connect().then((client) => client.release())))
    describe('orders', () => {
      test('one that is named by its suites', async () => {
        const r = await retrace.record()
        const { count } = await (await fetch(url + '/orders')).json() as { count: number }
        expect(count).toBeGreaterThan(0)
        expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
        expect(r.exchanges.map(({ operation }) => operation)).toEqual(['GET /orders', 'select 1 as one'])
      })
      test('one that asks for something else', async () => {
        await using recording = await retrace.record()
        await fetch(url + (process.env.ELSE ?? '/orders'))
      })
      test('one with a query of its own', async () => {
        await using recording = await retrace.record()
        const { rows } = await pool.query('select 2 as two' + (process.env.MORE ?? ''))
        expect(rows).toEqual([{ two: 2 }])
      })
    })
    test('one without a recording', () => expect(1 + 1).toBe(2))
  `,
  'concurrent.test.ts': `
    import { retrace } from '@retrace/vitest'
    import pg from 'pg'
    import { expect, test } from 'vitest'
    const { web, postgresUrl } = JSON.parse(process.env.PORTS!)
    const pool = new pg.Pool({ connectionString: postgresUrl })
    pool.on('error', () => {})
    for (let i = 0; i < ${MANY}; i++) test.concurrent('number ' + i, async () => {
      await retrace.record()
      const rows = async (query: string, values?: unknown[]) => (await pool.query(query, values)).rows[0]
      const first = await rows('select $1::int as n, pg_sleep(0.01)', [i])
      const page = await (await fetch('http://localhost:' + web + '/page' + i)).json() as { url: string, count: number }
      const same = await rows('select clock_timestamp()::text as now')
      const last = await rows('select $1::int * 2 as n', [i])
      expect([first.n, page.url, last.n]).toEqual([i, '/page' + i, i * 2])
      console.log('SEEN ' + JSON.stringify([i, page.count, same.now]))
    })
  `,
}

let project: Project
let env: Record<string, string> = {}
let first: Run

interface Exchange {
  readonly request?: { readonly target: string }
  readonly statements?: readonly { readonly sql: string; readonly values?: readonly string[] }[]
}

interface Run {
  readonly status: number | null
  readonly output: string
}

function vitest(args: readonly string[], more: Record<string, string> = {}): Run {
  const command = [process.execPath, VITEST, 'run', '--reporter=verbose', '--no-color', ...args]
  const { status, stdout, stderr } = run(project.folder, command, { env: { ...env, ...more } })
  return { status, output: stdout + stderr }
}

/** What the concurrent tests have seen, in their order. */
function seen(output: string): unknown[] {
  const all = [...output.matchAll(/^SEEN (.*)$/gm)].map(([, json]) => JSON.parse(json as string) as [number])
  return all.toSorted(([a], [b]) => a - b)
}

const recordings = (file: string): string => path.join(project.folder, '__recordings__', file)

beforeAll(async () => {
  project = makeProject(FILES)
  const servers = await startServers()
  env = { PORTS: JSON.stringify(servers.ports) }
  first = vitest([], { RETRACE_MODE: 'once' })
  await servers.stop()
})

afterAll(() => project.remove())

test('a first run records, and passes', () => {
  expect(first.output).toContain('Tests  54 passed')
  expect(first.status).toBe(0)
})

test('fixtures stand beside the test, by its full name', () => {
  expect(readdirSync(recordings('orders.test.ts'))).toEqual([
    'orders one that asks for something else.json',
    'orders one that is named by its suites.json',
    'orders one with a query of its own.json',
  ])
})

test('the suite replays with nobody to talk to, and writes nothing', () => {
  const before = readdirSync(recordings('.'), { recursive: true })
  const { status, output } = vitest([], { RETRACE_MODE: 'none' })
  expect(output).toContain('Tests  54 passed')
  expect(status).toBe(0)
  expect(readdirSync(recordings('.'), { recursive: true })).toEqual(before)
})

test.each([['threads'], ['vmThreads'], ['vmForks'], ['forks', '--no-isolate']])(
  'one test file after another replays in the pool %s',
  (...pool) => {
    const { status, output } = vitest(['--maxWorkers=1', '--pool', ...pool], {
      RETRACE_MODE: 'none',
    })
    expect(output).toContain('Tests  54 passed')
    expect(status).toBe(0)
  },
)

describe('tests that run at the same time over one pool', () => {
  test('have a fixture each, with what they asked for themselves', () => {
    for (let i = 0; i < MANY; i++) {
      const text = readFileSync(path.join(recordings('concurrent.test.ts'), `number ${i}.json`), 'utf8')
      const asked = (JSON.parse(text) as { exchanges: Exchange[] }).exchanges.flatMap(({ request, statements = [] }) =>
        request ? [[request.target]] : statements.map(({ sql, values = [] }) => [sql, ...values]),
      )
      expect(asked).toEqual([
        ['select $1::int as n, pg_sleep(0.01)', `${i}`],
        [`/page${i}`],
        ['select clock_timestamp()::text as now'],
        ['select $1::int * 2 as n', `${i}`],
      ])
    }
  })

  test('see the values of their own fixtures again', () => {
    for (let again = 0; again < 3; again++) {
      const { output } = vitest(['concurrent.test.ts'], { RETRACE_MODE: 'none' })
      expect(seen(output)).toEqual(seen(first.output))
    }
  })
})

test('a request that was never recorded fails its test, and says what is left', () => {
  const { status, output } = vitest(['orders.test.ts'], { RETRACE_MODE: 'none', ELSE: '/customers' })
  expect(status).toBe(1)
  expect(output).toContain('Failed to answer GET /customers (http, localhost:')
  expect(output).toContain('of "orders one that asks for something else" has no such exchange')
  expect(output).toContain('Left there:')
  expect(output).toMatch(/GET http:\/\/localhost:\d+\/orders → 200/)
})

test.each([['forks'], ['vmForks']])(
  'another query fails the test by what differs, beside what its client threw, in the pool %s',
  (pool) => {
    const { output } = vitest(['orders.test.ts', '--pool', pool], { RETRACE_MODE: 'none', MORE: ', 3 as three' })
    expect(output).toContain('Tests  1 failed | 3 passed (4)')
    expect(output).toContain('error: Failed to answer select 2 as two, 3 as three (postgres, ')
    expect(output).toContain('RetraceError: changed-query: select 2 as two, 3 as three (postgres, ')
    expect(output).toContain('$.operation.select[1] added\n+ "3 AS three"')
    expect(output).not.toContain('SuppressedError')
    expect(output).toMatch(/^Serialized Error: \{ code: 'EXCHANGE_MISSING' \}$/m)
  },
)

test('under CI a test without a fixture fails, and nothing is recorded', () => {
  const { status, output } = vitest(['-t', 'named'], { CI: 'true', RETRACE_MODE: '' })
  expect(status).toBe(0)
  project.write({ 'new.test.ts': FILES['concurrent.test.ts'] })
  const other = vitest(['new.test.ts', '-t', 'number 7'], { CI: 'true', RETRACE_MODE: '' })
  expect(other.status).toBe(1)
  expect(other.output).toContain('Failed to replay "number 7": there is no fixture')
  expect(existsSync(recordings('new.test.ts'))).toBe(false)
  expect(output).not.toContain('Failed')
})

test('a body that was edited by hand is what the test gets', () => {
  const file = path.join(recordings('orders.test.ts'), 'orders one that is named by its suites.json')
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace(/"count": \d+/, '"count": -1000000'))
  const { output } = vitest(['orders.test.ts', '-t', 'named'], { RETRACE_MODE: 'none' })
  writeFileSync(file, text)
  expect(output).toContain('expected -1000000 to be greater than 0')
})

test('options of the configuration hold, and unknown ones are refused', () => {
  project.write({ 'wrong.config.ts': FILES['vitest.config.ts'].replace('retrace()', 'retrace({ moed: 1 } as never)') })
  const { status, output } = vitest(['--config', 'wrong.config.ts', 'orders.test.ts'])
  expect(status).toBe(1)
  expect(output).toContain('there is no option `moed`')
})
