/** Tests of requests that a program answers by asking itself. */
import { expect, test } from 'vitest'
import { generate, outcomeOf, projectOf, record, type Runner, type Syntax, textIn, textOf } from './level-projects.ts'

/** It knows of one order what was paid, and asks itself for it. At its end nothing has gone wrong with it. */
const PROGRAM = `const paid = new Map([['7', { price: 12 }]])

const server = http.createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  const [, kind, id] = pathname.split('/')
  const here = \`http://127.0.0.1:\${server.address().port}\`
  try {
    if (kind === 'paid') return response.end(JSON.stringify({ price: paid.get(id).price }))
    const answer = await fetch(\`\${here}/paid/\${id}\`)
    if (!answer.ok) return response.writeHead(502).end()
    response.end(String((await answer.json()).price))
  } catch (error) {
    response.writeHead(500).end()
  }
})
server.listen(0, '127.0.0.1', async () => {
  for (const id of [7, 8]) {
    const { status } = await fetch(\`http://127.0.0.1:\${server.address().port}/orders/\${id}\`)
    console.log(id, status)
  }
  server.close()
})
`
const MENDED = PROGRAM.replace('paid.get(id).price', 'paid.get(id)?.price ?? 0')

test.each<[Runner, Syntax]>([
  ['vitest', 'CommonJS'],
  ['jest', 'ESM'],
])('what it asks itself is asked in the test too (%s, %s)', async (runner, syntax) => {
  const imports = { 'node:http': 'http' }
  const project = projectOf(runner, syntax, { 'app.js': { imports, source: PROGRAM } })
  await record(project)
  const generated = await generate(project, '--request', 'GET /orders/8')
  expect(generated).toMatchObject({ level: 'request', title: 'GET /orders/8 does not answer with 502', rejected: [] })
  expect(textIn(project, generated)).toContain("await server.fetch('/orders/8')\n")
  const red = { kind: 'failed', error: { message: expect.stringMatching(/\b502\b/) as string } }
  expect(await outcomeOf(project, generated)).toMatchObject(red)
  project.write({ 'app.js': textOf({ imports, source: MENDED }, syntax) })
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})
