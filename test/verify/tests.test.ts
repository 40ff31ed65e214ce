/** `retrace verify` of fixtures: their tests are run, and what they ask is compared as that of processes is. */
import { readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Result, retrace, run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { startServers } from '../support/servers.ts'

const modules = path.join(import.meta.dirname, '../../node_modules')

/** Each change is planted at a line of its own. */
const SHOP = `import pg from 'pg'

const { web, postgresUrl } = JSON.parse(process.env.PORTS)
const pool = new pg.Pool({ connectionString: postgresUrl })
pool.on('error', () => {})

export async function order(id) {
  const { rows } = await pool.query('SELECT $1::int AS id, 2 AS lines', [id])
  await fetch('http://localhost:' + web + '/orders', { method: 'POST', body: JSON.stringify({ id, note: 'none' }) })
  return rows[0]
}

export async function prices() {
  const both = []
  for (const item of ['a', 'b']) both.push((await fetch('http://localhost:' + web + '/price/' + item)).status)
  return both
}

export const end = () => pool.end()
`

const TESTS = `
  test('an order', async () => {
    await retrace.record()
    expect(await order(7)).toMatchObject({ id: 7 })
  })
  test('prices', async () => {
    await retrace.record()
    expect(await prices()).toContain(200)
  })
  afterAll(end)
`

const FILES = {
  'package.json': '{ "type": "module" }',
  'vitest.config.js': `
    import { retrace } from '@retrace/vitest/plugin'
    export default { plugins: [retrace()], test: { include: ['*.spec.js'], testTimeout: 30000 } }
  `,
  'jest.config.json':
    '{ "testEnvironment": "@retrace/jest-environment", "transform": {}, "testMatch": ["**/*.test.js"], "testTimeout": 30000 }',
  'shop.js': SHOP,
  'shop.spec.js': `
    import { retrace } from '@retrace/vitest'
    import { afterAll, expect, test } from 'vitest'
    import { end, order, prices } from './shop.js'
    ${TESTS}`,
  'shop.test.js': `
    import { retrace } from '@retrace/jest-environment'
    import { end, order, prices } from './shop.js'
    ${TESTS}`,
}

interface Found {
  readonly id: string
  readonly kind: string
  readonly what: string
  readonly place: { readonly file: string; readonly line: number } | null
  readonly changes: readonly { readonly path: string }[]
  readonly recordings: readonly string[]
}

let project: Project
let env: Record<string, string>
const originals = new Map<string, string>()

const of = (name: string): string => `__recordings__/${name}`

beforeAll(async () => {
  project = makeProject(FILES)
  const servers = await startServers()
  env = { PORTS: JSON.stringify(servers.ports) }
  const once = { ...env, RETRACE_MODE: 'once' }
  const vitest = run(project.folder, [process.execPath, path.join(modules, 'vitest/vitest.mjs'), 'run'], { env: once })
  const jest = run(
    project.folder,
    [process.execPath, '--experimental-vm-modules', path.join(modules, 'jest/bin/jest.js')],
    { env: once },
  )
  await servers.stop()
  for (const { status, stdout, stderr } of [vitest, jest]) if (status !== 0) throw new Error(stdout + stderr)
  for (const name of ['shop.spec.js', 'shop.test.js'])
    for (const fixture of ['an order.json', 'prices.json']) {
      const file = path.join('__recordings__', name, fixture)
      originals.set(file, readFileSync(path.join(project.folder, file), 'utf8'))
    }
})
beforeEach(() => project.write({ ...FILES, ...Object.fromEntries(originals) }))
afterAll(() => project.remove())

function verify(source: string, ...args: readonly string[]): Result {
  project.write({ 'shop.js': source })
  return retrace(project.folder, args, { env: { ...env, NODE_OPTIONS: '--experimental-vm-modules' } })
}

function found(source: string, what: string): { status: number | null; found: Found[]; failed: { code: string }[] } {
  const { status, stdout, stderr } = verify(source, 'verify', what, '--reporter', 'json')
  if (!stdout.startsWith('{')) throw new Error(stdout + stderr)
  const { divergences, failed } = JSON.parse(stdout) as { divergences: Found[]; failed: { code: string }[] }
  return { status, found: divergences, failed }
}

function changed(...pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((source, [from, to]) => {
    expect(source).toContain(from)
    return source.replace(from, to)
  }, SHOP)
}

const QUERY = ['2 AS lines', '3 AS lines'] as const
const MORE = ["['a', 'b']", "['a', 'b', 'b']"] as const
const LESS = ["['a', 'b']", "['a']"] as const

test('all fixtures below a folder are found, and of unchanged code there is nothing to tell', () => {
  const { status, stdout } = verify(SHOP, 'verify', '.')
  expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('4 recordings') })
  expect(stdout).toContain(': 0 divergences')
})

describe.each(['shop.spec.js', 'shop.test.js'])('the tests of %s', (name) => {
  test('a query, a request and a repetition are told by their kinds, at the lines that make them', () => {
    const source = changed(QUERY, ["'none'", "'some'"], MORE)
    const { status, found: all } = found(source, of(name))
    expect(status).toBe(1)
    const told = all.map(({ kind, place, changes }) => [
      kind,
      `${place?.file}:${place?.line}`,
      changes.map((its) => its.path),
    ])
    expect(told.toSorted(([a], [b]) => String(a).localeCompare(String(b)))).toEqual([
      ['changed-query', 'shop.js:8', ['$.operation.select[1]']],
      ['changed-request', 'shop.js:9', ['$.body.note']],
      ['slower-in-calls', 'shop.js:15', []],
    ])
    expect(all.find(({ kind }) => kind === 'changed-query')?.recordings).toEqual([`${of(name)}/an order.json`])
  })

  test('one divergence is accepted into its fixture alone, and all of them leave nothing', () => {
    const source = changed(QUERY, ["'none'", "'some'"], MORE)
    const query = found(source, of(name)).found.find(({ kind }) => kind === 'changed-query')
    const accepted = verify(source, 'accept', of(name), '--id', String(query?.id))
    expect(accepted).toMatchObject({ status: 0, stdout: expect.stringContaining(`-> ${of(name)}/an order.json`) })
    expect(readFileSync(path.join(project.folder, of(name), 'an order.json'), 'utf8')).toContain('3 AS lines')
    expect(
      found(source, of(name))
        .found.map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(['changed-request', 'slower-in-calls'])
    expect(verify(source, 'accept', of(name), '--all').status).toBe(0)
    expect(found(source, of(name))).toMatchObject({ status: 0, found: [] })
    // And so it is in the runner.
    expect(
      found(SHOP, of(name))
        .found.map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(['changed-query', 'changed-request', 'missing'])
  })
})

test('what is not asked for any more is missing, and accepted by taking it out', () => {
  const source = changed(LESS)
  const { status, found: all } = found(source, of('shop.spec.js'))
  expect({ status, all }).toMatchObject({
    status: 1,
    all: [{ kind: 'missing', what: expect.stringMatching(/^GET \/price\/b /) }],
  })
  expect(verify(source, 'accept', of('shop.spec.js'), '--kind', 'missing').status).toBe(0)
  expect(readFileSync(path.join(project.folder, of('shop.spec.js'), 'prices.json'), 'utf8')).not.toContain('/price/b')
})

test('a test that fails is a crash at its line, and what has no answer can not be accepted', () => {
  const file = `${of('shop.spec.js')}/prices.json`
  const crashed = found(changed(['return both', 'return null.both']), file)
  expect(crashed).toMatchObject({ status: 1, found: [{ kind: 'crashed', place: { file: 'shop.js', line: 16 } }] })
  const extra = changed(
    ["['a', 'b']", "['a', 'b', 'c/d/e?f=1']"],
    ["'/price/' + item", "(item.length > 1 ? '/other' : '/price/' + item)"],
  )
  expect(found(extra, file)).toMatchObject({
    status: 1,
    found: [{ kind: 'extra', what: expect.stringMatching(/^GET \/other /) }],
  })
  const { status, stderr, stdout } = verify(extra, 'accept', file, '--all')
  expect({ status, stdout }).toMatchObject({ status: 2 })
  expect(stderr).toContain('RETRACE_MODE=all npx vitest shop.spec.js')
  expect(readFileSync(path.join(project.folder, file), 'utf8')).toBe(originals.get(file))
})

test('the same reporters tell of them', () => {
  const { stdout } = verify(
    changed(QUERY),
    'verify',
    of('shop.spec.js'),
    '--reporter',
    'github',
    '--reporter',
    'html=report.html',
    '--reporter',
    'junit=report.xml',
  )
  expect(stdout).toMatch(/^::error file=shop\.js,line=8,col=\d+,title=changed-query%3A/m)
  const [page, xml] = ['report.html', 'report.xml'].map((name) => readFileSync(path.join(project.folder, name), 'utf8'))
  expect(page).toContain('3 AS lines')
  expect(xml).toContain('__recordings__/shop.spec.js/an order.json')
})

test('a fixture that no test asks for, one without its test, and tests that can not be loaded: exit code 2', () => {
  const from = path.join(project.folder, of('shop.spec.js'))
  const stray = JSON.stringify({
    ...(JSON.parse(originals.get(path.join('__recordings__/shop.spec.js/prices.json')) ?? '') as object),
    test: 'gone',
  })
  project.write({ '__recordings__/shop.spec.js/gone.json': stray })
  expect(found(SHOP, `${of('shop.spec.js')}/gone.json`)).toMatchObject({
    status: 2,
    failed: [{ code: 'VERIFY_UNASKED' }],
  })
  renameSync(path.join(from, 'gone.json'), path.join(project.folder, 'gone.json'))
  project.write({ '__recordings__/no.spec.js/gone.json': stray })
  const lost = found(SHOP, of('no.spec.js'))
  expect(lost).toMatchObject({ status: 2, failed: [{ code: 'VERIFY_UNASKED' }] })
  renameSync(path.join(project.folder, of('no.spec.js'), 'gone.json'), path.join(project.folder, 'gone.json'))
  const broken = found(`throw new Error('no settings')\n${SHOP}`, of('shop.spec.js'))
  expect(broken.failed[0]).toMatchObject({
    code: 'VERIFY_TESTS_FAILED',
    message: expect.stringContaining('no settings'),
  })
  expect(broken.status).toBe(2)
})
