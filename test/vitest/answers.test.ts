/** Tests that are answered otherwise than recorded, in a real vitest. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const VITEST = path.join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')
const FIXTURE = '__recordings__/prices.test.ts/sums up.json'

const exchange = (connection: number, target: string, json: unknown): object => ({
  protocol: 'http',
  to: 'prices.test:80',
  connection,
  at: connection,
  ended: connection + 0.5,
  request: { method: 'GET', target, headers: ['Host: prices.test'] },
  response: { at: connection + 0.5, status: 200, headers: ['Content-Length: 2'], body: { json } },
})

const fixture = JSON.stringify({
  format: 1,
  test: 'sums up',
  recorded: '2026-11-25T18:57:30.000Z',
  random: {},
  exchanges: [
    exchange(1, '/items', { items: [{ id: 1 }, { id: 2 }], next: null }),
    exchange(2, '/price?of=2', { price: 4 }),
  ],
})

let project: Project
beforeAll(() => {
  project = makeProject({
    'package.json': '{ "type": "module" }',
    'vitest.config.ts': `
      import { retrace } from '@retrace/vitest/plugin'
      export default { plugins: [retrace()] }
    `,
    [FIXTURE]: fixture,
    'prices.test.ts': `
      import { retrace } from '@retrace/vitest'
      import { expect, test } from 'vitest'
      const get = async (target: string) => (await fetch('http://prices.test' + target)).json()
      async function last() {
        const { items, next } = await get('/items')
        if (next) await get('/items?page=' + next)
        const { price } = await get('/price?of=' + items.at(-1).id)
        return items.at(-1).id * price
      }
      const varied = (answers, run = last) => retrace.record({ name: 'sums up', answers }, run)

      test('sums up', async () => {
        await retrace.record()
        expect(await last()).toBe(8)
      })
      test('is answered otherwise', async () => {
        expect(await varied({ 'GET /items': { '$.items[*].id': 20 } })).toBe(80)
        expect(await varied({ 'GET /items': { $: { items: [{ id: 3 }] } }, 'GET /price': { price: 1.5 } })).toBe(4.5)
        await expect(varied({ 'GET /items': { '$.items': [] } })).rejects.toThrow(TypeError)
      })
      test('says nothing where it would have to know more', async () => {
        expect(await varied({ 'GET /items': { '$.next': 2 } })).toBe(undefined)
        expect(await varied({ 'GET /items': { '$.next': 2 } }, () => last().catch(() => 'no page'))).toBe(undefined)
      })
      test('must mean what is there', async () => {
        await expect(varied({ 'GET /items': { '$.itmes': [] } })).rejects.toThrow('nothing at GET /items $.itmes')
        await expect(varied({ 'POST /items': { '$.items': [] } })).rejects.toThrow('nothing at POST /items $.items')
        await expect(retrace.record({ name: 'sums up', answers: {} })).rejects.toMatchObject({ code: 'ANSWERS_WITHOUT_FUNCTION' })
        await expect(varied({ 'GET /items': { 'items[': [] } })).rejects.toMatchObject({ code: 'OPTION_WRONG' })
      })
    `,
  })
})
afterAll(() => project.remove())

test.each(['none', 'all', 'off'])(
  'a recording with other answers is replayed in the mode %s, and its fixture only read',
  (mode) => {
    const command = [process.execPath, VITEST, 'run', '--no-color', '-t', 'answered|says|must']
    const { stdout, stderr } = run(project.folder, command, { env: { RETRACE_MODE: mode } })
    expect(stdout + stderr).toContain('Tests  3 passed | 1 skipped (4)')
    expect(readFileSync(path.join(project.folder, FIXTURE), 'utf8')).toBe(fixture)
  },
)

test('it can be beside the test whose fixture it is', () => {
  const { stdout, stderr } = run(project.folder, [process.execPath, VITEST, 'run', '--no-color'], {
    env: { RETRACE_MODE: 'none' },
  })
  expect(stdout + stderr).toContain('Tests  4 passed (4)')
  expect(stdout).not.toMatch(/diverged|unused/)
})
