/** Tests of properties, as they are written for TypeScript under vitest, and for CommonJS under Jest. */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { UserProject } from '../project/project.ts'
import { planOf, userProject, writeFiles } from '../write/user-project.test-kit.ts'
import { shapeOf } from './shape.ts'
import { type PropertyPlan, writePropertyTest } from './write.ts'

const TSC = path.join(import.meta.dirname, '../../../node_modules/typescript/bin/tsc')

const typed = userProject({
  'package.json': '{ "type": "module", "devDependencies": { "vitest": "4" } }',
  'vitest.config.ts': `import { retrace } from '@retrace/vitest/plugin'
export default { plugins: [retrace()] }
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
    },
    include: ['src'],
  }),
  'src/errors.ts': `export class OutOfStock extends Error {}
`,
  'src/stock.ts': `import { OutOfStock } from './errors'

/** @throws {RangeError} where there is nothing to take */
export async function take(item: string, count: number): Promise<number> {
  if (count < 1) throw new RangeError('nothing')
  const response = await fetch('http://stock.test/items/' + item)
  const { left } = (await response.json()) as { left: number }
  if (left < count) throw new OutOfStock(item)
  return left - count
}

export async function leftOf(item: string): Promise<number> {
  const response = await fetch('http://stock.test/items/' + item)
  return ((await response.json()) as { left: number }).left
}
`,
})
const plain = userProject({
  'package.json': '{ "devDependencies": { "jest": "30" } }',
  'jest.config.js': "module.exports = { testEnvironment: '@retrace/jest-environment' };\n",
  'orders.js': `exports.Orders = class Orders {
    constructor(region) {
        this.region = region;
    }
    total(id) {
        return fetch('http://' + this.region + '.test/orders/' + id);
    }
};
`,
})
afterAll(() => {
  typed.remove()
  plain.remove()
})

const part = (
  operation: string,
  at: string,
  values: readonly unknown[],
  recorded = values,
): PropertyPlan['parts'][0] => ({
  operation,
  path: at,
  shape: shapeOf(values, recorded),
  types: undefined,
})

async function written(plan: PropertyPlan): Promise<{ file: string; text: string; title: string }> {
  const its = await writePropertyTest(plan, false)
  if (its.kind === 'impossible') throw new Error(its.what)
  return its
}

test('in TypeScript it passes the type checker, and catches the errors that are declared', async () => {
  const file = path.join(typed.folder, 'src/stock.ts')
  const call = { file, name: 'take', at: '(item: string', args: ['lamp', 2] }
  const { file: testFile, text } = await written({
    test: planOf(new UserProject(file), call, null),
    fixture: 'take does not throw TypeError',
    parts: [part('GET /items/lamp', '$.left', [7])],
    declared: ['RangeError', 'OutOfStock'],
  })
  expect(text).toMatchInlineSnapshot(`
    "import { test } from 'vitest'
    import { retrace } from '@retrace/vitest'
    import fc from 'fast-check'
    import { take } from './stock'
    import { OutOfStock } from './errors'

    // Recorded 2026-11-25T18:57:30Z
    // rec-1 e218cdff
    test('take fails only as it declares, whatever it is answered', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), async (left) => {
          const answers = { 'GET /items/lamp': { '$.left': left } }
          await retrace.record({ name: 'take does not throw TypeError', answers }, async () => {
            try {
              await take('lamp', 2)
            } catch (error) {
              if (!((error as Error).constructor.name === 'RangeError' || error instanceof OutOfStock)) throw error
            }
          })
        }),
        { seed: 1 },
      )
    }, 60_000)
    "
  `)
  writeFiles(typed.folder, { [testFile]: text })
  const other = { file, name: 'leftOf', at: '(item: string):', args: ['lamp'] }
  const both = await written({
    test: planOf(new UserProject(file), other, null),
    fixture: 'leftOf does not throw TypeError',
    parts: [
      part('GET /items/lamp', '$.left', [7]),
      part('GET /items/lamp', '$.leftOf', [7]),
      part('GET /stock/7', '$', [7]),
      part('GET v:cart:ada', '$', [7]),
    ],
    declared: [],
  })
  // What only another test has needs no other name; what it calls itself does.
  expect(both.text).toContain("import { leftOf, take } from './stock'")
  expect(both.text).toContain('async ({ left, leftOf2, stock, cart }) => {')
  expect(both.text).toContain("'GET /items/lamp': { '$.left': left, '$.leftOf': leftOf2 },")
  writeFiles(typed.folder, { [testFile]: both.text })
  const { stdout } = spawnSync(process.execPath, [TSC, '-p', typed.folder], { encoding: 'utf8' })
  expect(stdout).toBe('')
})

test('in CommonJS it makes its values anew for each run, and has one error by its name', async () => {
  const file = path.join(plain.folder, 'orders.js')
  class Orders {
    region = 'eu'
  }
  const call = { file, name: 'total', at: '(id)', args: [7], self: new Orders(), classes: new Map([[Orders, file]]) }
  const plan = {
    test: planOf(new UserProject(file), call, null),
    fixture: 'Orders.total does not throw TypeError',
    parts: [
      part('GET /orders/7', '$["created at"]', ['2026-11-25T18:57:30Z']),
      part('GET /orders/7', '$.lines[0].item', ['lamp', null]),
      part('select * from items', '$', [[{ id: 1 }], []]),
    ],
    declared: ['Error'],
  }
  const { file: testFile, text, title } = await written(plan)
  expect(text).toMatchInlineSnapshot(`
    "const { retrace } = require('@retrace/jest-environment');
    const fc = require('fast-check');
    const { Orders } = require('./orders');

    // Recorded 2026-11-25T18:57:30Z
    // rec-1 530eafd2
    test('Orders.total fails only as it declares, whatever it is answered', async () => {
        await fc.assert(
            fc.asyncProperty(
                fc.record({
                    createdAt: fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString()),
                    item: fc.option(fc.oneof(fc.constant('lamp'), fc.string())),
                    answer: fc.array(fc.record({ id: fc.nat() }), { maxLength: 1 }),
                }),
                async ({ createdAt, item, answer }) => {
                    const answers = {
                        'GET /orders/7': { '$["created at"]': createdAt, '$.lines[0].item': item },
                        'select * from items': { $: answer },
                    };
                    await retrace.record({ name: 'Orders.total does not throw TypeError', answers }, async () => {
                        const orders = new Orders('eu');
                        try {
                            await orders.total(7);
                        } catch (error) {
                            if (error.constructor.name !== 'Error') throw error;
                        }
                    });
                },
            ),
            { seed: 1 },
        );
    }, 60_000);
    "
  `)
  expect(title).toBe('Orders.total fails only as it declares, whatever it is answered')

  writeFiles(plain.folder, { [testFile]: text })
  const again = await written({ ...plan, declared: [] })
  expect(again.text.match(/^test\(.*/gm)).toEqual([
    "test('Orders.total does not fail, whatever it is answered', async () => {",
  ])
  writeFiles(plain.folder, { [testFile]: text.replace('constant', 'constantFrom') })
  await expect(written(plan)).rejects.toMatchObject({ code: 'TEST_EDITED' })
})

test('of the same case in another recording it takes the place of the one before, and of another case it is another one', async () => {
  const file = path.join(plain.folder, 'again.js')
  writeFiles(plain.folder, { [file]: "exports.askFor = (item) => fetch('http://stock.test/' + item);\n" })
  const call = { file, name: 'askFor', at: '(item)', args: ['lamp'] }
  const writtenOf = async (id: string, fixture: string): Promise<string> => {
    const plan = planOf(new UserProject(file), call, null)
    const test = { ...plan, recording: { ...plan.recording, id } }
    const its = await written({ test, fixture, parts: [part('GET /lamp', '$.left', [7])], declared: [] })
    writeFiles(plain.folder, { [its.file]: its.text })
    return its.text
  }
  const counted = (text: string): number => text.match(/whatever it is answered/g)?.length ?? 0
  await writtenOf('rec-1', 'askFor does not throw TypeError')
  const again = await writtenOf('rec-2', 'askFor does not throw TypeError')
  expect(counted(again)).toBe(1)
  expect(again).toContain('// rec-2 ')
  expect(counted(await writtenOf('rec-3', 'askFor does not throw TypeError (2)'))).toBe(2)
})
