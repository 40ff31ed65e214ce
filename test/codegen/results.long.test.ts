/** Tests that are generated of healthy runs: what came out of them is to come again. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { retrace } from '../support/cli.ts'
import {
  generate,
  type Generated,
  outcomeOf,
  outside,
  projectOf,
  record,
  type Runner,
  type Syntax,
  textIn,
} from './level-projects.ts'
import type { Project } from '../support/project.ts'

const QUOTE = {
  imports: { 'node:crypto': '{ randomUUID }' },
  source: `class Basket {
  constructor(items) {
    this.items = items
  }
  total() {
    return this.items.reduce((sum, { price }) => sum + price, 0)
  }
}

async function quote(basket, rates) {
  const { eur } = await (await fetch(rates + '/rate')).json()
  return { id: randomUUID(), at: new Date(), total: basket.total() * eur, items: basket.items.length }
}
`,
  exports: ['Basket', 'quote'],
}

/** A server that goes when it is told to. */
const app = (rates: string) => ({
  imports: { 'node:http': 'http', './quote.js': '{ Basket, quote }' },
  source: `const server = http.createServer(async (request, response) => {
  const basket = new Basket([{ name: 'tea', price: 3 }, { name: 'cup', price: 7 }])
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(await quote(basket, '${rates}')))
})
process.once('SIGTERM', () => process.exit())
server.listen(0, () => console.log('listening on http://127.0.0.1:' + server.address().port))
`,
})

async function recorded(runner: Runner, syntax: Syntax): Promise<Project> {
  const rates = await outside((_, response) => response.end('{"eur":2}'))
  const project = projectOf(runner, syntax, { 'quote.js': QUOTE, 'app.js': app(rates) })
  await record(project, async (address) => {
    await (await fetch(`${address}/quote?of=tea`)).text()
  })
  return project
}

/** It passes, and fails once the project does otherwise. */
async function expectToNotice(project: Project, generated: Generated): Promise<void> {
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
  const file = path.join(project.folder, 'quote.js')
  writeFileSync(file, readFileSync(file, 'utf8').replace('* eur', '* eur + 1'))
  expect(await outcomeOf(project, generated)).toMatchObject({ kind: 'failed' })
}

describe.each([
  ['vitest', 'ESM'],
  ['jest', 'CommonJS'],
] as const)('under %s in %s', (runner, syntax) => {
  test('a function gives again what it gave, but for what is another each time', async () => {
    const project = await recorded(runner, syntax)
    const generated = await generate(project, '--function', 'quote')
    expect(generated).toMatchObject({ level: 'function', function: 'quote', title: 'quote gives the recorded result' })
    expect(textIn(project, generated)).toContain(`  expect(result).toEqual({
    id: expect.stringMatching(/^[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}$/),
    at: expect.any(Date),
    total: 20,
    items: 2,
  })`)
    await expectToNotice(project, generated)
  })
})

test('a request is answered again as it was', async () => {
  const project = await recorded('jest', 'CommonJS')
  const generated = await generate(project, '--assert', 'result', '--request', 'GET /quote?of=tea')
  expect(generated).toMatchObject({
    level: 'request',
    function: null,
    title: 'GET /quote answers as it was recorded',
  })
  const text = textIn(project, generated)
  expect(text).toContain("const response = await server.fetch('/quote?of=tea')\n  expect(response.status).toBe(200)")
  expect(text).toContain('total: 20,')
  await expectToNotice(project, generated)
})

test('of a healthy run it has to be said what the test is about', async () => {
  const project = await recorded('vitest', 'ESM')
  const ask = (...args: string[]) => retrace(project.folder, ['generate', 'recording', ...args])
  expect(ask()).toMatchObject({ status: 66, stderr: expect.stringContaining('nothing failed in') })
  expect(ask('--function', 'quota')).toMatchObject({ status: 66, stderr: expect.stringContaining('was called in') })
  expect(ask('--request', 'GET /')).toMatchObject({ status: 66, stderr: expect.stringContaining('was called in') })
})
