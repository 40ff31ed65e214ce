/** What went wrong in a recording. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { failuresOf } from '@retrace/codegen'
import { folderWith, recordNode, retrace } from '../support/cli.ts'
import { observe, recorded } from './observing.ts'

const CRASH = `function total(order) {
  return order.lines.length
}

async function main() {
  await null
  return total(JSON.parse('{}'))
}

await main()
`

test('a crash is listed with its place in the source', () => {
  const folder = folderWith({ 'main.mjs': CRASH })
  recordNode(folder, 'main.mjs')
  const { status, stdout, stderr } = retrace(folder, ['failures', 'recording'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(
    /^unhandled rejection {2}TypeError: Cannot read properties of undefined \(reading 'length'\)\n {4}at main\.mjs:2:22, before event \d+\n$/,
  )
})

test('also where a module keeps a class with private names to itself, by which V8 crashes as it stops at a first line', async () => {
  const { failure } = await observe({
    'main.mjs':
      "import { counter } from './counter.mjs'\nexport const next = (row) => counter().add(row.step.size)\nnext({})\n",
    'counter.mjs': `class Counter {
  #count = 0
  add = (size) => (this.#count += size)
}
export const counter = () => new Counter()
`,
  })
  expect(failure).toMatchObject({ error: { class: 'TypeError' }, at: { line: 2, column: 53 } })
})

test('as JSON it is one object a line', () => {
  const folder = folderWith({ 'main.cjs': "throw Object.assign(new Error('gone'), { code: 'E_GONE' })" })
  recordNode(folder, 'main.cjs')
  const { stdout } = retrace(folder, ['failures', 'recording', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    kind: 'uncaught',
    error: { class: 'Error', message: 'gone', code: 'E_GONE', isOwn: true },
    exitCode: null,
    at: { file: `${folder}/main.cjs`, line: 1, column: 1 },
  })
})

test('a run in which nothing fails has none, and says what it caught if it is asked', () => {
  const folder = folderWith({ 'main.mjs': "try {\n  JSON.parse('{')\n} catch {}" })
  recordNode(folder, 'main.mjs')
  const plain = retrace(folder, ['failures', 'recording'])
  expect(plain.stdout).toBe('')
  expect(plain.stderr).toContain('nothing failed in this run; --caught lists the errors that it caught')
  expect(retrace(folder, ['failures', 'recording', '--caught']).stdout).toMatch(
    /^caught {2}SyntaxError: .*\n {4}at main\.mjs:2:8, /,
  )
})

test('an exit code counts, with the error that was caught before', async () => {
  const project = recorded({
    'main.mjs': `async function load() {
  throw new RangeError('too much')
}
load().catch((error) => {
  console.error(error.message)
  process.exit(3)
})`,
  })
  const [failure, ...others] = await failuresOf(project)
  expect(others).toEqual([])
  expect(failure).toMatchObject({
    kind: 'exit',
    exitCode: 3,
    error: { class: 'RangeError', isOwn: true },
    at: { line: 2, column: 3 },
  })
})

test('what a driver rejects on its own connection is where the text of the error says that it was asked', async () => {
  const { failure, calls } = await observe({
    'main.mjs': "import { add } from './add.mjs'\nawait add(1)\nawait add(2)\n",
    'add.mjs': `import { query } from 'driver'

export async function add(id) {
  await query(id)
}
`,
    'node_modules/driver/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/driver/index.js': `const asked = []
setInterval(() => {
  const { id, resolve, reject, origin } = asked.shift() ?? process.exit()
  const error = new RangeError('too many')
  if (id === 1) resolve()
  else reject(Object.create(error, { stack: { value: error.stack + origin } }))
}, 1)

export function query(id) {
  const origin = new Error().stack.replace(/.*/, '')
  return new Promise((resolve, reject) => asked.push({ id, resolve, reject, origin }))
}
`,
  })
  expect(failure).toMatchObject({
    kind: 'rejection',
    error: { class: 'RangeError', message: 'too many' },
    at: { line: 4, column: 9 },
  })
  const [call] = calls
  expect(call).toMatchObject({ candidate: { name: 'add', call: 2 }, outcome: { kind: 'threw' } })
})

test('so does a response of 5xx that the program sends, with the error that it swallowed', async () => {
  const project = recorded({
    'main.mjs': `import http from 'node:http'
const server = http.createServer(async (request, response) => {
  try {
    await null
    response.end(String(JSON.parse(decodeURI(request.url.slice(1))).at.time))
  } catch {
    response.writeHead(500).end()
  }
})
server.listen(0, async () => {
  const { port } = server.address()
  for (const target of ['{"at":{"time":1}}', '{}']) await fetch(\`http://127.0.0.1:\${port}/\${encodeURI(target)}\`)
  server.close()
  server.closeAllConnections()
})`,
  })
  const failures = (await failuresOf(project)).filter(({ kind }) => kind !== 'caught')
  expect(failures).toHaveLength(1)
  expect(failures[0]).toMatchObject({
    kind: 'response',
    request: { method: 'GET', target: '/%7B%7D', status: 500 },
    error: { class: 'TypeError' },
    at: { line: 5 },
  })
  // What is otherwise after it was answered is of no matter.
  const main = path.join(project.located.root, 'main.mjs')
  writeFileSync(main, readFileSync(main, 'utf8').replace('server.close()', "console.log('closed')\n  server.close()"))
  const again = await failuresOf(project)
  expect(again.map(({ kind, request }) => [kind, request?.status])).toEqual([['response', 500]])
})

test('so does one that the program breaks off midway, and not one that its client does', async () => {
  const project = recorded({
    'main.mjs': `import { once } from 'node:events'
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { rows } from './rows.mjs'
const server = http.createServer(async (request, response) => {
  const closed = once(response, 'close')
  response.write('begun')
  await sleep(5)
  try {
    for (const row of rows(request.url)) response.write(row.name)
    if (request.url !== '/left') return response.end()
    await closed
    server.close()
  } catch {
    response.destroy()
  }
})
server.listen(0, async () => {
  const { port } = server.address()
  for (const path of ['/all', '/broken', '/left']) {
    const request = http.get({ port, path, agent: false }).on('error', () => {})
    const [response] = await once(request, 'response')
    response.on('error', () => {}).on('data', () => path === '/left' && request.destroy())
    await new Promise((resolve) => response.on('close', resolve))
  }
})`,
    'rows.mjs': `export function rows(url) {
  return url === '/broken' ? JSON.parse('[{}, null]').map((row) => ({ name: row.name ?? 'none' })) : [{ name: url }]
}`,
  })
  const failures = (await failuresOf(project)).filter(({ kind }) => kind !== 'caught')
  expect(failures).toHaveLength(1)
  expect(failures[0]).toMatchObject({
    kind: 'broken',
    request: { method: 'GET', target: '/broken', status: 200 },
    error: { class: 'TypeError' },
    at: { line: 2 },
  })
})

test('a recording whose program has changed since is not looked at', () => {
  const folder = folderWith({ 'main.mjs': "console.log('one')\nthrow new Error('gone')" })
  recordNode(folder, 'main.mjs')
  const changed = folderWith({ 'main.mjs': "console.log('two')" })
  const { status, stderr } = retrace(folder, ['failures', 'recording', '--root', changed])
  expect(status).toBe(70)
  expect(stderr).toContain('its replay under the debugger did not come to the end that was recorded (DIVERGED_')
})

test('a crash on what a worker thread has sent is found', async () => {
  const project = recorded({
    'main.mjs': `import { Worker } from 'node:worker_threads'
new Worker(new URL('worker.mjs', import.meta.url)).on('message', ({ lines }) => {
  console.log(lines.length)
})
`,
    'worker.mjs': `import { parentPort } from 'node:worker_threads'
parentPort.postMessage({ lines: null })
`,
  })
  expect(await failuresOf(project)).toMatchObject([
    { kind: 'uncaught', error: { class: 'TypeError' }, at: { line: 3, column: 21 } },
  ])
})
