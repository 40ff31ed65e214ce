/** Tests of the request on which a program failed. */
import { expect, test } from 'vitest'
import type { Project } from '../support/project.ts'
import { generate, outcomeOf, projectOf, record, type Runner, type Syntax, textIn, textOf } from './level-projects.ts'

/** It answers an order that it doesn't know with 500, and one without lines with nothing. */
const SERVER = `const orders = new Map([['/orders/7', { lines: [{ price: 5 }] }], ['/orders/9', {}]])

const server = http.createServer((request, response) => {
  const order = orders.get(request.url)
  const answer = ({ lines }) => response.end(JSON.stringify({ total: lines.reduce((sum, { price }) => sum + price, 0) }))
  if (order && !order.lines) return
  try {
    answer(order)
  } catch (error) {
    response.writeHead(500).end(error.message)
  }
})
server.listen(0, '127.0.0.1', () => console.log(\`listening on http://127.0.0.1:\${server.address().port}\`))
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
`
const MENDED = SERVER.replace(
  'if (order && !order.lines) return',
  'if (!order?.lines) return response.writeHead(404).end()',
)

async function recorded(runner: Runner, syntax: Syntax, ...targets: readonly string[]): Promise<Project> {
  const project = projectOf(runner, syntax, { 'app.js': { imports: { 'node:http': 'http' }, source: SERVER } })
  await record(project, async (address) => {
    for (const target of targets)
      await fetch(new URL(target, address), { signal: AbortSignal.timeout(2000) }).catch(() => {})
  })
  return project
}

function mend(project: Project, syntax: Syntax): void {
  project.write({ 'app.js': textOf({ imports: { 'node:http': 'http' }, source: MENDED }, syntax) })
}

test.each<[Runner, Syntax]>([
  ['vitest', 'ESM'],
  ['jest', 'CommonJS'],
])('one that was answered with 500 (%s, %s)', async (runner, syntax) => {
  const project = await recorded(runner, syntax, '/orders/7', '/orders/8')
  const generated = await generate(project, '--request', 'GET /orders/8')
  expect(generated).toMatchObject({
    level: 'request',
    function: null,
    title: 'GET /orders/8 does not answer with 500',
    rejected: [],
  })
  expect(textIn(project, generated)).toContain("await server.fetch('/orders/8')\n")
  const red = { kind: 'failed', error: { message: expect.stringMatching(/less ?than[^]*\b500\b/i) as string } }
  expect(await outcomeOf(project, generated)).toMatchObject(red)
  mend(project, syntax)
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})

test.each<[Runner, Syntax]>([
  ['vitest', 'CommonJS'],
  ['jest', 'ESM'],
])('one that was never answered (%s, %s)', async (runner, syntax) => {
  // What was thrown for the last one did not leave the one before without an answer.
  const project = await recorded(runner, syntax, '/orders/7', '/orders/9', '/orders/8')
  const generated = await generate(project, '--request', 'GET /orders/9')
  expect(generated).toMatchObject({ level: 'request', function: null, title: 'GET /orders/9 is answered' })
  expect(await outcomeOf(project, generated)).toMatchObject({ kind: 'failed' })
  mend(project, syntax)
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})
