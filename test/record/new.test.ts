/** The mode `new`: what a fixture doesn't have is asked of the real servers, and added to it. */
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { type Servers, startServers } from '../support/servers.ts'

type Ask = readonly unknown[]

interface Outcome {
  readonly mode: string
  readonly came: readonly unknown[]
  readonly exchanges: readonly string[]
  readonly error?: string
}

interface FixtureFile {
  readonly exchanges: readonly { readonly protocol: string; readonly request?: { readonly target: string } }[]
}

let project: Project
let servers: Servers

function ask(mode: string, asks: readonly Ask[], more: object = {}): Outcome {
  const what = JSON.stringify({ ports: servers.ports, asks, ...more })
  const { stdout, stderr } = run(project.folder, [process.execPath, 'asks.mjs', what], { env: { RETRACE_MODE: mode } })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Outcome
}

const file = (): string => path.join(project.folder, '__recordings__/asks.mjs/asks.json')
const text = (): string => readFileSync(file(), 'utf8')
const fixture = (): FixtureFile => JSON.parse(text()) as FixtureFile

const count = (value: unknown): number => (value as { readonly count: number }).count

const A = ['http', 'GET', '/a']
const B = ['http', 'GET', '/b']
const NEW = ['http', 'POST', '/new', { of: [1, 2] }]
const NOW = ['postgres', 'select clock_timestamp()::text as now']
const ROW = (n: number): Ask => ['postgres', 'select $1::int as n, clock_timestamp()::text as now', [n]]

beforeAll(async () => {
  project = makeProject({ 'asks.mjs': readFileSync(path.join(import.meta.dirname, 'asks.mjs'), 'utf8') })
  servers = await startServers()
})

beforeEach(() => rmSync(path.dirname(file()), { recursive: true, force: true }))

afterAll(async () => {
  await servers.stop()
  project.remove()
})

test('a test without a fixture is recorded', () => {
  expect(ask('new', [A]).mode).toBe('record')
  expect(ask('none', [A]).mode).toBe('replay')
})

test('what is there is replayed, and stays as it stands; what is new stands where it came', () => {
  const before = ask('once', [A, B])
  const [first, last] = fixture().exchanges
  const after = ask('new', [A, NEW, B])
  expect(after.mode).toBe('replay')
  expect([after.came[0], after.came[2]]).toEqual(before.came)
  expect(count(after.came[1])).toBe(count(before.came[1]) + 1)
  expect(after.exchanges).toEqual(['GET /a', 'POST /new', 'GET /b'])
  const { exchanges } = fixture()
  expect(exchanges.map(({ request }) => request?.target)).toEqual(['/a', '/new', '/b'])
  expect([exchanges[0], exchanges[2]]).toEqual([first, last])
  expect(ask('none', [A, NEW, B]).came).toEqual(after.came)
})

test('where nothing is new nothing is written', () => {
  ask('once', [A, NOW])
  const before = text()
  ask('new', [A, NOW])
  expect(text()).toBe(before)
})

test('a request that is asked once more than it was recorded is new, and so is one with another body', () => {
  const before = ask('once', [A, NEW])
  const other = ['http', 'POST', '/new', { of: [1, 3] }]
  const after = ask('new', [A, A, NEW, other])
  expect([after.came[0], after.came[2]]).toEqual(before.came)
  expect(count(after.came[1])).toBe(count(before.came[1]) + 1)
  expect(count(after.came[3])).toBe(count(before.came[1]) + 2)
  expect(ask('none', [A, A, NEW, other]).came).toEqual(after.came)
})

test('a database is logged in to, and asked only what is new', () => {
  const before = ask('once', [ROW(1), NOW, ROW(2)])
  const asks = [ROW(1), ROW(3), NOW, ['postgres', 'selec'], ROW(2), NOW]
  const after = ask('new', asks)
  expect([after.came[0], after.came[2], after.came[4]]).toEqual(before.came)
  expect(after.came[1]).toMatchObject([{ n: 3 }])
  expect(after.came[3]).toContain('syntax error')
  expect(after.came[5]).not.toEqual(after.came[2])
  expect(ask('none', asks).came).toEqual(after.came)
})

test('requests that are under way together on one connection are answered in their order', () => {
  if (!servers.hasRedis) return
  const get = (key: string): Ask => ['redis', 'ECHO', key]
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(get) as [Ask, Ask, Ask, Ask]
  expect(ask('once', [b, d], { together: true }).came).toEqual(['b', 'd'])
  const all = [a, b, c, d, a]
  expect(ask('new', all, { together: true }).came).toEqual(['a', 'b', 'c', 'd', 'a'])
  const asked = fixture().exchanges.filter(({ protocol }) => protocol === 'redis')
  expect(asked.length).toBeGreaterThanOrEqual(all.length)
  expect(ask('none', all, { together: true }).came).toEqual(['a', 'b', 'c', 'd', 'a'])
})

test('a transaction is one to the server too', () => {
  const rows = (sql: string): Ask => ['postgres', sql]
  const [begin, make] = [rows('begin'), rows('create temporary table things (n int) on commit drop')]
  ask('once', [begin, ROW(1), rows('commit')])
  const asks = [
    begin,
    ROW(1),
    make,
    rows('insert into things values (7)'),
    rows('select n from things'),
    rows('commit'),
  ]
  const after = ask('new', asks)
  expect(after.came[4]).toEqual([{ n: 7 }])
  expect(ask('none', asks).came).toEqual(after.came)
})

test('what builds on requests that the server has not seen is refused', () => {
  const named = (n: number): Ask => [...ROW(n), 'by name']
  ask('once', [named(1)])
  expect(ask('new', [named(1), named(2)]).error).toContain('or has not been told how this connection began')
  if (!servers.hasRedis) return
  const redis = (...command: string[]): Ask => ['redis', ...command]
  ask('all', [redis('MULTI'), redis('ECHO', 'a'), redis('EXEC')])
  const { error } = ask('new', [redis('MULTI'), redis('ECHO', 'b'), redis('EXEC')])
  expect(error).toContain('Failed to answer ECHO b (redis, localhost:')
})

test('a server that comes in only now is recorded with its log-in', () => {
  const before = ask('once', [A])
  const after = ask('new', [A, ROW(1), NOW])
  expect(after.came[0]).toEqual(before.came[0])
  expect(ask('none', [A, ROW(1), NOW]).came).toEqual(after.came)
})

test('where servers can not be reached fixtures stand in, and what they lack fails', async () => {
  const asks = [A, ROW(1)]
  const before = ask('once', asks)
  const was = text()
  const { ports } = servers
  await servers.stop()
  expect(ask('new', asks).came).toEqual(before.came)
  const { error } = ask('new', [...asks, NOW])
  expect(error).toContain('Failed to answer select clock_timestamp()::text as now (postgres, localhost:')
  expect(error).toContain('can not be reached')
  expect(text()).toBe(was)
  servers = await startServers()
  expect(servers.ports).not.toEqual(ports)
})

test.each([
  ['lines', []],
  ['lines', ['one']],
  ['lines', ['one', 'two']],
  ['websocket', []],
  ['websocket', ['one']],
  ['websocket', ['one', 'two']],
])(
  'a conversation that goes on when the test ends is added with all that was said until then: %s, %j',
  (kind, said) => {
    ask('once', [A])
    const after = ask('new', [A, [kind, ...said]])
    expect(after.came[1]).toHaveLength(said.length + 1)
    const again = ask('none', [A, [kind, ...said]])
    expect(again).toMatchObject({ mode: 'replay', came: after.came })
  },
)
