/** `retrace verify`: a recorded server, and what is said of it once its code has changed. */
import { cpSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres } from '../services/postgres.mjs'
import { start } from '../services/start.mjs'
import { type Result, retrace } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { changed, lineOf, PRICES, SERVER } from './programs.ts'
import { recordServer } from './record-server.ts'

interface Found {
  readonly id: string
  readonly kind: string
  readonly what: string
  readonly count: number
  readonly requests: readonly string[]
  readonly place: { readonly file: string; readonly line: number } | null
  readonly recordedPlace: { readonly file: string; readonly line: number } | null
  readonly changes: readonly { readonly path: string; readonly recorded: unknown; readonly actual: unknown }[]
  readonly times?: object
}

const REQUESTS = ['/orders/1', '/prices/lamp', '/orders/2', '/crash', '/other', '/numbers', '/orders/1']

let project: Project

beforeAll(async () => {
  project = makeProject({ 'package.json': '{"type":"module"}', 'server.js': SERVER, 'prices.js': PRICES })
  const postgres = await startPostgres()
  const prices = await start(process.execPath, [path.join(project.folder, 'prices.js')], { ready: /on (\S+)/ })
  await recordServer(project.folder, { POSTGRES: postgres.url, PRICES: prices.found[1] as string }, async (url) => {
    for (const target of REQUESTS) await (await fetch(new URL(target, url))).arrayBuffer()
  })
  await prices.stop()
  await postgres.stop()
})

afterAll(() => project.remove())

function verify(source: string, ...args: readonly string[]): Result {
  project.write({ 'server.js': source })
  return retrace(project.folder, ['verify', 'recording', ...args])
}

function divergences(source: string): Found[] {
  const { stdout, status, stderr } = verify(source, '--reporter', 'json')
  expect(stderr).toBe('')
  const { divergences: found } = JSON.parse(stdout) as { divergences: Found[] }
  expect(status).toBe(found.length > 0 ? 1 : 0)
  return found
}

test('code that is as it was does nothing otherwise, though times are others', () => {
  const { stdout, status } = verify(SERVER)
  expect(stdout).toContain('1 recording, 7 requests: 0 divergences')
  expect(status).toBe(0)
})

test('each change is told once, at its line, and nothing else', () => {
  const source = [
    ["'SELECT $1::int AS id, 2 AS lines'", "'SELECT $1::int AS id, 2 AS lines, 3 AS more'"],
    ['return { ...found,', 'for (let i = 0; i < 3; i++) await order(Number(id))\n    return { ...found,'],
    ['const { price: amount } = await price(id)', 'const amount = 30'],
    ['return null.missing', 'return {}'],
  ].reduce((its, [from, to]) => changed(its, String(from), String(to)), SERVER)
  const found = divergences(source)
  const query = { file: 'server.js', line: lineOf(source, 'pool.query') }
  const answer = { file: 'server.js', line: lineOf(source, 'response.end(body)') }
  expect(found).toMatchObject([
    {
      kind: 'changed-response',
      what: 'GET /prices/lamp',
      place: answer,
      changes: [{ path: '$.body.amount', recorded: 15, actual: 30 }],
    },
    {
      kind: 'changed-query',
      requests: ['GET /orders/1', 'GET /orders/2'],
      count: 3,
      place: query,
      recordedPlace: query,
    },
    { kind: 'missing', place: null, recordedPlace: { file: 'server.js', line: lineOf(SERVER, 'await price(id)') } },
    { kind: 'slower-in-calls', times: { recorded: 1, actual: 4 }, place: query },
    { kind: 'fixed', what: 'GET /crash' },
  ])
  expect(found).toHaveLength(5)
})

test('a request that nothing recorded is like is extra, and a crash is told with the request that led to it', () => {
  const asked = 'const response = await fetch('
  const other = changed(SERVER, asked, `await fetch(process.env.PRICES + '/stock')\n  ${asked}`)
  const crashing = changed(
    other,
    'return { unknown: what }',
    'return setTimeout(() => null.gone, 0) && { unknown: what }',
  )
  const found = divergences(crashing)
  expect(found.map(({ kind, what }) => [kind, what.split(' (')[0]])).toEqual([
    ['crashed', 'TypeError: Cannot read properties of null'],
    ['extra', 'GET /stock'],
  ])
  expect(found[0]).toMatchObject({ place: { line: lineOf(crashing, 'null.gone') }, requests: ['GET /other'] })
})

test('a handler that throws crashes where it throws, and not where something answers for it', () => {
  const crashing = changed(SERVER, 'return { ...found,', 'return { ...found.gone.on,')
  expect(divergences(crashing)).toMatchObject([
    { kind: 'crashed', what: 'GET /orders/1', place: { line: lineOf(crashing, 'gone.on') } },
  ])
})

test('a request that the same line makes to another place has changed', () => {
  const other = changed(SERVER, "'/price?sku=' + sku", "'/stock'")
  expect(divergences(other)).toMatchObject([
    {
      kind: 'changed-request',
      what: expect.stringContaining('GET /stock'),
      place: { file: 'server.js', line: lineOf(other, '/stock') },
      leadsTo: [{ kind: 'crashed', what: 'GET /prices/lamp' }],
    },
  ])
})

test('queries that one request makes in another order are reordered', () => {
  const [seven, eight] = ['7 AS seven', '8 AS eight'].map((its) => `await pool.query('SELECT ${its}')`)
  const source = changed(
    changed(SERVER, `seven = ${seven}`, `eight = ${eight}`),
    `const eight = ${eight}\n    return`,
    `const seven = ${seven}\n    return`,
  )
  expect(divergences(source)).toMatchObject([
    { kind: 'reordered', requests: ['GET /numbers'], place: { file: 'server.js', line: lineOf(source, 'SELECT 8') } },
  ])
})

test('what keeps it from being verified is no divergence', () => {
  expect(verify(SERVER.replace('server.listen(0', 'if (0) server.listen(0'))).toMatchObject({
    status: 2,
    stdout: expect.stringContaining('VERIFY_NOT_LISTENING'),
  })
  expect(retrace(project.folder, ['verify', 'nowhere']).status).toBe(2)
  expect(retrace(project.folder, ['verify', 'recording', '--reporter', 'poem']).status).toBe(2)
})

test('reports are written as many as are wanted, to files and to stdout', () => {
  project.write({ 'server.js': changed(SERVER, '2 AS lines', '2 AS lines, 3 AS more') })
  const args = ['verify', 'recording', '--reporter', 'github', '--reporter', 'junit=reports/retrace.xml']
  const summary = path.join(project.folder, 'summary.md')
  const { stdout, status } = retrace(project.folder, args, { env: { GITHUB_STEP_SUMMARY: summary } })
  expect(status).toBe(1)
  expect(stdout).toMatch(/^::error file=server\.js,line=\d+,col=\d+,title=changed-query/)
  expect(readFileSync(summary, 'utf8')).toContain('### changed-query')
  expect(readFileSync(path.join(project.folder, 'reports/retrace.xml'), 'utf8')).toContain('failures="1"')
})

test('a report that can not be written is said, and that the harness failed', () => {
  project.write({ 'server.js': SERVER })
  const { stderr, status } = verify(SERVER, '--reporter', 'sarif=.')
  expect(stderr).toContain('Failed to write the report')
  expect(status).toBe(2)
})

test('it is the clone that the recording lies in that is verified, and not the one that it was made in', () => {
  project.write({ 'server.js': SERVER })
  const clone = makeProject({})
  try {
    cpSync(project.folder, clone.folder, { recursive: true })
    clone.write({ 'server.js': changed(SERVER, '2 AS lines', '2 AS lines, 3 AS more') })
    const { stdout, status } = retrace(clone.folder, ['verify', 'recording'])
    expect(stdout).toContain('changed-query')
    expect(status).toBe(1)
  } finally {
    clone.remove()
  }
})

test('what is accepted is no divergence any more, and to do again what was recorded is one', () => {
  const mended = changed(SERVER, 'return null.missing', 'return {}')
  const source = changed(mended, '2 AS lines', '2 AS lines, 3 AS more')
  const accept = (...args: readonly string[]): Result => retrace(project.folder, ['accept', 'recording', ...args])
  const kinds = (its: string): string[] => divergences(its).map(({ kind }) => kind)
  const [query] = divergences(source) as [Found]
  const shown = accept('--id', query.id, '--dry-run')
  expect(shown.stdout).toContain('+ "3 AS more"')
  expect(shown.stdout).toContain(path.join('recording', 'accepted.json'))
  expect(accept('--id', query.id).stdout).toContain('1 of 2 divergences accepted')
  expect(kinds(source)).toEqual(['fixed'])
  expect(accept('--kind', 'fixed')).toMatchObject({ status: 0 })
  expect(verify(source)).toMatchObject({ status: 0, stdout: expect.stringContaining('as accepted: 4') })
  expect(kinds(SERVER).toSorted()).toEqual(['changed-query', 'crashed'])
  expect(accept('--id', 'nowhere')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Found no divergence nowhere'),
  })
  expect(accept('--all')).toMatchObject({ status: 0 })
  expect(verify(SERVER)).toMatchObject({ status: 0 })
})
