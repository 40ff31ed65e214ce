/** Tests that are written for a project in CommonJS JavaScript, under Jest. */
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { UserProject } from '../project/project.ts'
import { differenceFrom } from '../prove/compare.ts'
import { runTest } from '../prove/run.ts'
import type { TestPlan } from './plan.ts'
import { type Call, callOf, keep, placeOf, planOf, userProject } from './user-project.test-kit.ts'

const user = userProject({
  'package.json': '{ "devDependencies": { "jest": "30" } }',
  'jest.config.js': 'module.exports = { transform: {} };\n',
  'lib/orders.js': `"use strict";

class NotFound extends Error {}

class Order {
  constructor(id, lines) {
    this.id = id;
    this.lines = lines;
  }
  get total() {
    return this.lines.map((line) => line.price.amount).reduce((a, b) => a + b);
  }
}

const cache = new Map();

async function find(id, options) {
  if (!cache.has(id)) throw new NotFound("no order " + id);
  return cache.get(id);
}

function parse(text) {
  return JSON.parse(text);
}

function* pages(list) {
  for (const item of list) yield item.name.length;
}

module.exports = { Order, find, parse, pages, cache };
`,
  'lib/__tests__/other.spec.js': `const { parse } = require("../orders");

test("it parses", () => {
    expect(parse("1")).toBe(1);
});
`,
})
afterAll(() => user.remove())

const file = path.join(user.folder, 'lib/orders.js')
let project: UserProject
beforeAll(() => {
  project = new UserProject(file)
})

function planFor(call: Omit<Call, 'file'>, more: Partial<TestPlan> = {}): TestPlan {
  return { ...planOf(project, { file, ...call }, null), ...more }
}

test('an error of the engine is known by its name, in a folder and a style like the others', async () => {
  const error = { class: 'SyntaxError', message: 'Unexpected token', stack: 'SyntaxError: Unexpected token' }
  const plan = planFor({ name: 'parse', at: '(text)', args: ["It's prose"], error })
  const kept = await keep(plan)
  expect(path.relative(user.folder, kept.file)).toBe('lib/__tests__/orders.spec.js')
  expect(kept.text).toMatchInlineSnapshot(`
    "/** @jest-environment @retrace/jest-environment */
    const { retrace } = require("@retrace/jest-environment");
    const { parse } = require("../orders");

    // Recorded 2026-11-25T18:57:30Z
    // rec-1 731b719e
    test("parse does not throw SyntaxError", async () => {
        await retrace.record();
        // TODO: expect what it should give instead
        parse("It's prose");
    });
    "
  `)
  const outcome = await runTest({ project, file: kept.file, title: kept.title })
  expect(differenceFrom(plan.failure!.error!, placeOf(file, 'JSON.parse'), outcome)).toBe(null)
  const pinned = await keep(plan, true)
  expect(pinned.text).toContain(
    'expect(() => parse("It\'s prose")).toThrow(expect.objectContaining({ name: "SyntaxError" }));',
  )
  expect(await runTest({ project, file: pinned.file, title: pinned.title })).toEqual({ kind: 'passed' })
})

test('a promise that is rejected with a class of its own', async () => {
  const error = { class: 'NotFound', message: 'no order 7', isOwn: true, stack: 'Error: no order 7' }
  const plan = planFor({ name: 'find', at: '(id, options)', args: [7, { deep: true }], error }, { assertion: 'error' })
  const written = await keep(plan)
  expect(written.text.slice(written.text.lastIndexOf('test('))).toMatchInlineSnapshot(`
    "test("find throws NotFound", async () => {
        await retrace.record();
        await expect(find(7, { deep: true })).rejects.toMatchObject({ name: "Error", message: "no order 7" });
    });
    "
  `)
  expect(await runTest({ project, file: written.file, title: written.title })).toEqual({ kind: 'passed' })
  const outcome = await runTest({
    project,
    file: (await keep({ ...plan, assertion: 'no-crash' })).file,
    title: 'find does not throw NotFound',
  })
  expect(differenceFrom({ ...plan.failure!.error! }, placeOf(file, 'if (!cache'), outcome)).toBe(null)
})

test('a getter, and a generator', async () => {
  class Order {}
  const self = Object.assign(new Order(), { id: 1, lines: [{ price: null }] })
  const classes = new Map<unknown, string>([[Order, file]])
  const getter = await keep(
    planFor({ name: 'get total', at: '() {\n    return this.lines', args: [], self, classes, error: {} }),
  )
  expect(getter.text.slice(getter.text.lastIndexOf('test('))).toMatchInlineSnapshot(`
    "test("Order.total does not throw TypeError", async () => {
        await retrace.record();
        const order = new Order(1, [{ price: null }]);
        // TODO: expect what it should give instead
        void order.total;
    });
    "
  `)
  const outcome = await runTest({ project, file: getter.file, title: getter.title })
  expect(outcome).toMatchObject({ kind: 'failed', error: { name: 'TypeError', at: placeOf(file, 'amount).reduce') } })
  const pages = planFor({ name: 'pages', at: '(list)', args: [[{ name: 'a' }, {}]], error: {} }, { assertion: 'error' })
  const written = await keep(pages)
  expect(written.text.slice(written.text.lastIndexOf('test('))).toMatchInlineSnapshot(`
    "test("pages throws TypeError", async () => {
        await retrace.record();
        expect(() => Array.from(pages([{ name: "a" }, {}]))).toThrow(
            expect.objectContaining({ name: "TypeError" }),
        );
    });
    "
  `)
  expect(await runTest({ project, file: written.file, title: written.title })).toEqual({ kind: 'passed' })
})

test('the state of the module, where it is exported', async () => {
  const call = callOf({ file, name: 'find', at: '(id, options)', args: [7], result: { id: 7 } })
  const nodes = [
    ...call.values.nodes,
    { kind: 'map' as const, entries: [[call.argumentRoots[0]!, (call.outcome as { root: number }).root] as const] },
  ]
  const moduleState = [{ file, name: 'cache', root: nodes.length - 1 }]
  const plan = planFor(
    { name: 'find', at: '(id, options)', args: [7], result: { id: 7 } },
    { assertion: 'result', failure: null },
  )
  const written = await keep({ ...plan, call: { ...call, values: { nodes }, moduleState } })
  expect(written.text.slice(written.text.lastIndexOf('test('))).toMatchInlineSnapshot(`
    "test("find gives the recorded result", async () => {
        await retrace.record();
        jest.resetModules();
        const { find, cache } = require("../orders");
        cache.clear();
        cache.set(7, { id: 7 });
        const result = await find(7);
        expect(result).toEqual({ id: 7 });
    });
    "
  `)
  expect(await runTest({ project, file: written.file, title: written.title })).toEqual({ kind: 'passed' })
})

test('what can not be had is told, and nothing is written', async () => {
  const plan = planFor({ name: 'find', at: '(id, options)', args: [7, { socket: null }], error: {} })
  const nodes = plan.call.values.nodes.map((node) =>
    node.kind === 'primitive' && node.type === 'null' ? { kind: 'native' as const, what: 'a net.Socket' } : node,
  )
  const { writeTest } = await import('./test.ts')
  const written = await writeTest({ ...plan, call: { ...plan.call, values: { nodes } } })
  expect(written).toEqual({ kind: 'impossible', path: 'options.socket', what: 'a net.Socket' })
})

test('a value that is too large is read from a file beside the test', async () => {
  const list = Array.from({ length: 300 }, (_, i) => ({ name: `item ${i}`, at: i === 3 ? null : new Date(i) }))
  const plan = planFor({ name: 'pages', at: '(list)', args: [[...list, {}]], error: {} }, { assertion: 'error' })
  const written = await keep({ ...plan, recording: { ...plan.recording, id: 'rec-2' } })
  expect(written.data.map((each) => path.relative(user.folder, each.file))).toEqual([
    'lib/__tests__/orders.spec.list.json',
  ])
  expect(written.text.slice(written.text.lastIndexOf('test('))).toMatchInlineSnapshot(`
    "test("pages throws TypeError (2)", async () => {
        await retrace.record();
        const list = JSON.parse(
            readFileSync(join(__dirname, "orders.spec.list.json"), "utf8"),
            (key, value) => (value !== null && key === "at" ? new Date(value) : value),
        );
        expect(() => Array.from(pages(list))).toThrow(expect.objectContaining({ name: "TypeError" }));
    });
    "
  `)
  expect(await runTest({ project, file: written.file, title: written.title })).toEqual({ kind: 'passed' })
})

test('so is a result, and what it is compared with', async () => {
  const result = 'word '.repeat(1000)
  const call = { name: 'parse', at: '(text)', args: [JSON.stringify(result)], result }
  const written = await keep(planFor(call, { assertion: 'result', failure: null }))
  expect(written.text.slice(written.text.lastIndexOf('test('))).toMatchInlineSnapshot(`
    "test("parse gives the recorded result", async () => {
        await retrace.record();
        const text = readFileSync(join(__dirname, "orders.spec.text.txt"), "utf8");
        const result = readFileSync(join(__dirname, "orders.spec.result.txt"), "utf8");
        expect(parse(text)).toBe(result);
    });
    "
  `)
  expect(await runTest({ project, file: written.file, title: written.title })).toEqual({ kind: 'passed' })
})
