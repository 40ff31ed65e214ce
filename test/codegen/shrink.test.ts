/** `retrace shrink`, on tests that real runners run. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Result, retrace } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const VITEST = {
  'package.json': '{ "private": true, "type": "module" }',
  'vitest.config.js': `import { retrace } from '@retrace/vitest/plugin'
export default { plugins: [retrace({ capture: 'on-failure' })] }
`,
}

function project(files: Readonly<Record<string, string>>): Project {
  const made = makeProject(files)
  onTestFinished(() => made.remove())
  return made
}

interface Answer {
  readonly at: number
  readonly said: object
}

function http(to: string, target: string, { at, said }: Answer, request: object = {}): object {
  return {
    protocol: 'http',
    to,
    connection: at,
    at,
    ended: at + 1,
    request: { method: 'GET', target, headers: [`host: ${to}`, 'accept: */*'], ...request },
    response: { at: at + 1, status: 200, headers: ['Content-Type: application/json'], body: { json: said } },
  }
}

function fixture(title: string, exchanges: readonly object[]): string {
  const its = { format: 1, test: title, recorded: '2026-11-25T16:02:29.600Z', random: {}, exchanges }
  return JSON.stringify(its, null, 2)
}

function read(made: Project, file: string): { exchanges: Record<string, unknown>[] } {
  return JSON.parse(readFileSync(path.join(made.folder, file), 'utf8')) as { exchanges: Record<string, unknown>[] }
}

function shrink(made: Project, ...args: readonly string[]): Result & { readonly said: Record<string, unknown> } {
  const result = retrace(made.folder, ['shrink', ...args, '--json'])
  expect(result.status, result.stderr).toBe(0)
  return { ...result, said: JSON.parse(result.stdout) as Record<string, unknown> }
}

const BILL = `import pg from 'pg'

export async function bill(id) {
  const client = new pg.Client({ host: 'db.test', user: 'shop', database: 'shop' })
  await client.connect()
  const { rows } = await client.query('select id, name, rate from customers')
  await client.end()
  const order = await (await fetch(\`http://orders.test/orders/\${id}\`)).json()
  const answer = await (await fetch('http://llm.test/v1/chat', { method: 'POST', body: '{"about":7}' })).json()
  const { discount } = JSON.parse(answer.choices[0].message.content)
  return order.items.reduce((sum, item) => sum + item.price.amount * discount, rows[1].rate)
}
`
const BILL_TEST = `import { retrace } from '@retrace/vitest'
import { test } from 'vitest'
import { bill } from './bill.js'

test('bill does not throw', async () => {
  await retrace.record()
  await bill(7)
})
`

test('of large answers is left what makes the test fail in the same way', () => {
  const prices = Array.from({ length: 20 }, (_, i) => (i === 13 ? null : { amount: i, currency: 'EUR' }))
  const names = ['id', 'name', 'rate']
  const made = project({
    ...VITEST,
    'bill.js': BILL,
    'bill.test.js': BILL_TEST,
    '__recordings__/bill.test.js/bill does not throw.json': fixture('bill does not throw', [
      {
        protocol: 'postgres',
        to: 'db.test:5432',
        connection: 1,
        at: 1,
        ended: 2,
        statements: [{ sql: 'select id, name, rate from customers' }],
        asked: ['query'],
        answers: [
          {
            at: 2,
            messages: [
              {
                columns: names.map((name, i) => ({ name, type: ['int4', 'text', 'float8'][i] })),
                rows: Array.from({ length: 12 }, (_, i) => [i, `customer ${i}`, i / 2]),
              },
              { complete: 'SELECT #' },
              'ready',
            ],
          },
        ],
      },
      http('orders.test:80', '/orders/7', {
        at: 3,
        said: { id: 7, customer: { name: 'Ada', city: 'London' }, items: prices.map((price, id) => ({ id, price })) },
      }),
      http(
        'llm.test:80',
        '/v1/chat',
        { at: 5, said: { id: 'c1', choices: [{ index: 0, message: { content: '{"why":"loyal","discount":0.5}' } }] } },
        { method: 'POST', body: { json: { about: 7 } } },
      ),
      http('log.test:80', '/never-asked', { at: 7, said: {} }),
    ]),
  })
  const { said, stderr } = shrink(made, '__recordings__/bill.test.js/bill does not throw.json')
  console.log(said, stderr)
  console.log(readFileSync(path.join(made.folder, '__recordings__/bill.test.js/bill does not throw.json'), 'utf8'))
})
