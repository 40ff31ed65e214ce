/** `retrace verify` of code that draws more, or less, at random than it did: what it had drawn before keeps its values. */
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { start } from '../services/start.mjs'
import { retrace } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { changed, lineOf } from './programs.ts'
import { recordServer } from './record-server.ts'

const SERVER = `import { createServer } from 'node:http'
import { randomUUID } from 'node:crypto'

function newId() {
  return randomUUID()
}

async function stock(target, init) {
  const response = await fetch(process.env.STOCK + target, init)
  return response.json()
}

async function answer({ method, url }) {
  if (method === 'GET') return stock(url)
  const id = newId()
  const body = JSON.stringify({ id, batch: Math.floor(Math.random() * 1e6) })
  await stock('/orders', { method: 'POST', body })
  return { id }
}

const server = createServer(async (request, response) => {
  response.end(JSON.stringify(await answer(request)))
})
server.listen(0, '127.0.0.1', () => console.log('listening on http://127.0.0.1:' + server.address().port))
process.once('SIGTERM', () => server.close())
`

const STOCK = `import { createServer } from 'node:http'
const server = createServer((request, response) => response.end(JSON.stringify({ asked: request.url })))
server.listen(0, '127.0.0.1', () => console.log('listening on http://127.0.0.1:' + server.address().port))
`

let project: Project

beforeAll(async () => {
  project = makeProject({ 'package.json': '{"type":"module"}', 'server.js': SERVER, 'stock.js': STOCK })
  const stock = await start(process.execPath, [path.join(project.folder, 'stock.js')], { ready: /on (\S+)/ })
  await recordServer(project.folder, { STOCK: stock.found[1] as string }, async (url) => {
    for (let i = 0; i < 3; i++) {
      const { id } = (await (await fetch(url, { method: 'POST' })).json()) as { id: string }
      await (await fetch(new URL(`/orders/${id}`, url))).json()
    }
  })
  await stock.stop()
})

afterAll(() => project.remove())

function found(source: string): { kind: string; place: { line: number } | null; changes: { path: string }[] }[] {
  project.write({ 'server.js': source })
  const { stdout, stderr } = retrace(project.folder, ['verify', 'recording', '--reporter', 'json'])
  expect(stderr).toBe('')
  return (JSON.parse(stdout) as { divergences: ReturnType<typeof found> }).divergences
}

const traced = changed(
  SERVER,
  'async function answer({ method, url }) {\n',
  `async function answer({ method, url }) {
  const began = performance.now()
  console.log(Date.now(), randomUUID(), newId(), Math.random(), new Date(), performance.now() - began)
`,
)

test('ids, numbers and times that are drawn besides change nothing of those that are sent', () => {
  expect(found(traced)).toEqual([])
})

test('so do those that are not drawn any more', () => {
  expect(found(changed(SERVER, 'Math.floor(Math.random() * 1e6)', '0'))).toMatchObject([
    { kind: 'changed-request', changes: [{ path: '$.body.batch' }] },
  ])
})

test('what is sent otherwise besides is still told, and nothing else', () => {
  const other = changed(traced, "'/orders', {", "'/orders?from=shop', {")
  expect(found(other)).toMatchObject([{ kind: 'changed-request', place: { line: lineOf(other, 'from=shop') } }])
  const twice = changed(traced, 'return { id }', 'return { id: newId() }')
  expect(found(twice)).toMatchObject([{ kind: 'changed-response', changes: [{ path: '$.body.id' }] }])
})
