/** Tests that are written for a project in TypeScript, with path aliases, under vitest. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { UserProject } from '../project/project.ts'
import { differenceFrom } from '../prove/compare.ts'
import { runTest } from '../prove/run.ts'
import type { TestPlan } from './plan.ts'
import { type Call, callOf, keep, placeOf, planOf, userProject } from './user-project.test-kit.ts'

const RECORDING = { id: 'rec-2026-11-25-3f2a', began: '2026-11-25T18:57:30.123Z' }

const user = userProject({
  'package.json': '{ "type": "module", "devDependencies": { "vitest": "4" } }',
  'vitest.config.ts': `import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { retrace } from '@retrace/vitest/plugin'

export default defineConfig({
  plugins: [retrace()],
  resolve: { alias: { '@': path.join(import.meta.dirname, 'src') } },
})
`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noUnusedLocals: true,
      target: 'es2022',
      module: 'preserve',
      moduleResolution: 'bundler',
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
      paths: { '@/*': ['./src/*'] },
    },
    include: ['src', 'tests'],
  }),
  'src/services/order.ts': `export interface Line {
  item: string
  price: number
  note?: string
}

export interface Order {
  id: number
  status: 'open' | 'paid'
  at: Date
  lines: Line[]
}

export function total(order: Order, rates: Map<string, number>): number {
  return order.lines.reduce((sum, line) => sum + line.price * rates.get(line.item.toUpperCase())!.valueOf(), 0)
}

export class OutOfStock extends Error {}

export class Stock {
  #left: Map<string, number>
  constructor(left: Map<string, number>) {
    this.#left = left
  }
  take(item: string, done: (left: number) => void): number {
    const left = this.#left.get(item)
    if (left === undefined) throw new OutOfStock('there is no ' + item)
    done(left)
    return left
  }
}

export async function ship(order: Order): Promise<void> {
  if (order.lines.length === 0) throw Object.assign(new Error('nothing to ship'), { code: 'EMPTY' })
}

export async function summary(order: Order): Promise<{ id: number; count: number }> {
  return { id: order.id, count: order.lines.length }
}
`,
  'tests/status.test.ts': `import { expect, it } from 'vitest'
import { total } from '@/services/order'
import type { Order } from '@/services/order'

it('has a total', () => {
  const order: Order = {
    id: 1,
    status: 'open',
    at: new Date(),
    lines: [],
  }
  expect(total(order, new Map())).toBe(0)
})
`,
})
afterAll(() => user.remove())

const file = path.join(user.folder, 'src/services/order.ts')
let project: UserProject
beforeAll(() => {
  project = new UserProject(file)
})

function planFor(call: Omit<Call, 'file'>, more: Partial<TestPlan> = {}): TestPlan {
  const at = placeOf(file, 'order.lines.reduce')
  return { ...planOf(project, { file, ...call }, at), recording: RECORDING, ...more }
}

const lines = [
  { item: 'lamp', price: 20 },
  { item: null, price: 1 },
]
const order = { id: 7, status: 'open', at: new Date(0), lines }
const crash = {
  name: 'total',
  at: '(order: Order, rates',
  args: [order, new Map([['LAMP', 2]])],
  error: { message: "Cannot read properties of null (reading 'toUpperCase')", stack: 'TypeError: Cannot read' },
}

function strictly(): string {
  const tsc = path.join(import.meta.dirname, '../../../node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', user.folder], { cwd: user.folder, encoding: 'utf8' })
  return stdout
}

test('a crash of a function becomes a test in the style of the others, which fails for the same reason', async () => {
  const plan = planFor(crash)
  const written = await keep(plan)
  expect(path.relative(user.folder, written.file)).toBe('tests/order.test.ts')
  expect(written.text).toMatchInlineSnapshot(`
    "import { it } from 'vitest'
    import { retrace } from '@retrace/vitest'
    import { total } from '@/services/order'

    // Recorded 2026-11-25T18:57:30Z
    // rec-2026-11-25-3f2a a580790e
    it('total does not throw TypeError', async () => {
      await retrace.record()
      // TODO: expect what it should give instead
      total(
        {
          id: 7,
          status: 'open',
          at: new Date('1970-01-01T00:00:00.000Z'),
          lines: [{ item: 'lamp', price: 20 }, { item: null as never, price: 1 }],
        },
        new Map([['LAMP', 2]]),
      )
    })
    "
  `)
  const { title } = written
  const outcome = await runTest({ project, file: written.file, title })
  expect(outcome).toMatchObject({ kind: 'failed', error: { name: 'TypeError', message: crash.error.message } })
  expect(
    differenceFrom({ ...crash.error, class: 'TypeError', code: null, isOwn: false }, plan.failure!.at, outcome),
  ).toBe(null)
  expect(strictly()).toBe('')
})

test('the same test, with the error pinned, passes', async () => {
  const written = await keep(planFor(crash), true)
  expect(written.replaced).toBe(written.title)
  expect(written.text).toMatchInlineSnapshot(`
    "import { expect, it } from 'vitest'
    import { retrace } from '@retrace/vitest'
    import { total } from '@/services/order'

    // Recorded 2026-11-25T18:57:30Z
    // rec-2026-11-25-3f2a f547269b
    it('total does not throw TypeError', async () => {
      await retrace.record()
      expect(() => total(
        {
          id: 7,
          status: 'open',
          at: new Date('1970-01-01T00:00:00.000Z'),
          lines: [{ item: 'lamp', price: 20 }, { item: null as never, price: 1 }],
        },
        new Map([['LAMP', 2]]),
      )).toThrow(TypeError)
    })
    "
  `)
  expect(await runTest({ project, file: written.file, title: written.title })).toEqual({ kind: 'passed' })
  expect(strictly()).toBe('')
})

test('a method is called on an object that its constructor makes', async () => {
  class Stock {}
  const classes = new Map<unknown, string>([[Stock, file]])
  const self = new Stock()
  const call = callOf({
    file,
    name: 'Stock.take',
    at: '(item: string',
    args: ['lamp', () => undefined],
    self,
    classes,
    error: { class: 'OutOfStock', message: 'there is no lamp', isOwn: true, stack: 'Error: there is no lamp' },
  })
  // A private field, as a replay has seen it.
  const nodes = [...call.values.nodes]
  const { thisRoot } = call
  nodes.push({ kind: 'map', entries: [] })
  const left = { key: 'left', value: nodes.length - 1, enumerable: false, isPrivate: true }
  nodes[thisRoot as number] = { ...(nodes[thisRoot as number] as object), properties: [left] } as never
  const plan = planFor({ name: 'Stock.take', at: '(item: string', args: [] }, { assertion: 'error' })
  const written = await keep({ ...plan, call: { ...call, values: { nodes } } })
  expect(written.text.slice(written.text.indexOf('Stock.take'))).toMatchInlineSnapshot(`
    "Stock.take throws OutOfStock', async () => {
      await retrace.record()
      const stock = new Stock(new Map())
      expect(() => stock.take('lamp', () => undefined)).toThrow(OutOfStock)
    })
    "
  `)
  expect(await runTest({ project, file: written.file, title: written.title })).toEqual({ kind: 'passed' })
  expect(strictly()).toBe('')
})

test('a promise that is rejected, and one that gives a result', async () => {
  const args = [{ ...order, lines: [] }]
  const error = { class: 'Error', message: 'nothing to ship', code: 'EMPTY', isOwn: true }
  const rejected = await keep(
    planFor({ name: 'ship', at: '(order: Order): Promise<void>', args, error }, { assertion: 'error' }),
  )
  expect(rejected.text.slice(rejected.text.indexOf("it('ship"))).toMatchInlineSnapshot(`
    "it('ship throws Error EMPTY', async () => {
      await retrace.record()
      await expect(ship({ id: 7, status: 'open', at: new Date('1970-01-01T00:00:00.000Z'), lines: [] })).rejects.toMatchObject({
        name: 'Error',
        code: 'EMPTY',
        message: 'nothing to ship',
      })
    })
    "
  `)
  expect(await runTest({ project, file: rejected.file, title: rejected.title })).toEqual({ kind: 'passed' })
  const settled = planFor({ name: 'ship', at: '(order: Order): Promise<void>', args, error })
  const kept = await keep(settled)
  const outcome = await runTest({ project, file: kept.file, title: kept.title })
  expect(differenceFrom(settled.failure!.error!, placeOf(file, 'if (order.lines.length'), outcome)).toBe(null)

  const healthy = { name: 'summary', at: '(order: Order): Promise<{', args: [order], result: { id: 7, count: 2 } }
  const result = await keep(planFor(healthy, { failure: null, assertion: 'result' }))
  expect(result.text.slice(result.text.indexOf("it('summary"))).toMatchInlineSnapshot(`
    "it('summary gives the recorded result', async () => {
      await retrace.record()
      const result = await summary({
        id: 7,
        status: 'open',
        at: new Date('1970-01-01T00:00:00.000Z'),
        lines: [{ item: 'lamp', price: 20 }, { item: null as never, price: 1 }],
      })
      expect(result).toEqual({ id: 7, count: 2 })
    })
    "
  `)
  expect(await runTest({ project, file: result.file, title: result.title })).toEqual({ kind: 'passed' })
  expect(strictly()).toBe('')
})

test('a test that is as it was written is written again, and one that was edited is left alone', async () => {
  const plan = planFor({ ...crash, args: [{ ...order, id: 8 }, new Map()] })
  const again = await keep(plan)
  expect(again.before).toContain(again.title)
  expect(again.text.match(/total does not throw/g)).toHaveLength(1)
  expect(again.text).toContain('id: 8')
  // A formatter is no edit.
  const formatted = again.text
    .replaceAll("'", '"')
    .replaceAll(')\n', ');\n')
    .replaceAll(/\(\n\s+/g, '(')
  writeFileSync(again.file, formatted)
  expect((await keep(plan)).replaced).toBe(again.title)
  const edited = readFileSync(again.file, 'utf8').replace(/( +)\/\/ TODO.*\n/, '$1// It is free.\n')
  writeFileSync(again.file, edited)
  await expect(keep(plan)).rejects.toMatchObject({ code: 'TEST_EDITED' })
  expect(readFileSync(again.file, 'utf8')).toBe(edited)
})
