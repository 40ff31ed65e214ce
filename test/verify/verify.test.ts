/** `retrace verify`: a recorded server, and what is said of it once its code has changed. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres } from '../services/postgres.mjs'
import { start } from '../services/start.mjs'
import { type Result, retrace } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { changed, lineOf, PRICES, SERVER } from './programs.ts'
import { recordServer } from './record-server.ts'

interface Found {
  readonly kind: string
  readonly what: string
  readonly count: number
  readonly requests: readonly string[]
  readonly place: { readonly file: string; readonly line: number } | null
  readonly changes: readonly { readonly path: string; readonly recorded: unknown; readonly actual: unknown }[]
  readonly times?: object
}

const REQUESTS = ['/orders/1', '/prices/lamp', '/orders/2', '/crash', '/other', '/orders/1']

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
  const report = JSON.parse(stdout) as { recordings: { divergences: Found[] }[] }
  const found = report.recordings.flatMap((its) => its.divergences)
  expect(status).toBe(found.length > 0 ? 1 : 0)
  return found
}

test('code that is as it was does nothing otherwise, though times are others', () => {
  const { stdout, status } = verify(SERVER)
  expect(stdout).toContain('1 recording, 6 requests: 0 divergences')
  expect(status).toBe(0)
})

test('a query that has changed is named at its line, and the requests that it is asked for', () => {
  const source = changed('2 AS lines', '2 AS lines, 3 AS more')
  const [found, ...others] = divergences(source)
  expect(others).toEqual([])
  expect(found).toMatchObject({
    kind: 'changed-query',
    count: 3,
    requests: ['GET /orders/1', 'GET /orders/2'],
    place: { file: 'server.js', line: lineOf(source, 'pool.query') },
  })
})

test('a response that has changed is compared value by value', () => {
  const source = changed('{ id, amount }', '{ id, amount: amount * 2 }')
  expect(divergences(source)).toMatchObject([
    {
      kind: 'changed-response',
      what: 'GET /prices/lamp',
      place: { file: 'server.js', line: lineOf(source, 'response.end(body)') },
      changes: [{ path: '$.body.amount', recorded: 15, actual: 30 }],
    },
  ])
})

test('the same statement asked more often is one divergence', () => {
  const source = changed(
    'return { ...found,',
    'for (let i = 0; i < 3; i++) await order(Number(id))\n    return { ...found,',
  )
  expect(divergences(source)).toMatchObject([
    { kind: 'slower-in-calls', times: { recorded: 1, actual: 4 }, place: { line: lineOf(source, 'pool.query') } },
  ])
})

test('a request that is new, and one that is gone', () => {
  const source = changed("'/price?sku=' + sku", "'/stock'")
  expect(divergences(source).map(({ kind, what }) => [kind, what.slice(0, 10)])).toEqual(
    expect.arrayContaining([
      ['extra', 'GET /stock'],
      ['missing', 'GET /price'],
    ]),
  )
})

test('a crash that is mended, and one that is new', () => {
  expect(divergences(changed('return null.missing', 'return {}'))).toMatchObject([
    { kind: 'fixed', what: 'GET /crash' },
  ])
  const crash = changed("what === 'prices'", "what === 'prices' && setTimeout(() => null.gone, 0)")
  const [found, ...others] = divergences(crash)
  expect(others).toEqual([])
  expect(found).toMatchObject({ kind: 'crashed', place: { line: lineOf(crash, 'null.gone') } })
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
  project.write({ 'server.js': changed('2 AS lines', '2 AS lines, 3 AS more') })
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
