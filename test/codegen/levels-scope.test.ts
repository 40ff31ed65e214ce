/** What the fixture of a call has, where others ask and draw at the same time: what the call itself has asked and drawn. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type CallSeen, excerptFor } from '@retrace/codegen'
import { expect, test } from 'vitest'
import { generate, outcomeOf, outside, projectOf, record, textIn, textOf } from './level-projects.ts'
import { observe } from './observing.ts'

const PG = pathToFileURL(path.resolve('node_modules/pg/lib/index.js')).href

/** A program that begins with a server in it, which answers `/slow` late. */
function program(source: string): Record<string, string> {
  return {
    'main.mjs': `import http from 'node:http'
import { randomUUID } from 'node:crypto'

const server = http.createServer(async ({ url }, response) => {
  if (url.includes('slow')) await new Promise((resolve) => setTimeout(resolve, 60))
  response.end(JSON.stringify({ url }))
})
await new Promise((resolve) => server.listen(0, resolve))
const { port } = server.address()
${source}`,
  }
}

interface Fixture {
  readonly asked: readonly string[]
  readonly drawn: number
  readonly isPart: boolean
}

function asks(exchange: object): string[] {
  if ('request' in exchange) return [(exchange.request as { target: string }).target]
  return [...new Set(JSON.stringify(exchange).match(/select \d+/g))]
}

/** Of the call of `load`, and as it would be by time only. */
async function fixturesOf(source: string | Record<string, string>): Promise<readonly [Fixture, Fixture]> {
  const { project, failure, calls } = await observe(typeof source === 'string' ? program(source) : source)
  const call = calls.find(({ candidate }) => candidate.name === 'load') as CallSeen
  const fixtureOf = async (isOwn: boolean): Promise<Fixture> => {
    const { fixture, isPart } = await excerptFor(project.recording, call, failure, isOwn)
    const asked = fixture.exchanges.flatMap((it) => asks(it.exchange))
    return { asked, drawn: fixture.random['crypto.randomUUID']?.length ?? 0, isPart }
  }
  return [await fixtureOf(true), await fixtureOf(false)]
}

test('of two calls of one function it has those of the one that failed', async () => {
  const [own, all] = await fixturesOf(`
const get = async (target) => (await fetch(\`http://127.0.0.1:\${port}\${target}\`)).json()
async function load(name) {
  const id = randomUUID()
  await get(\`/\${name}/first\`)
  const { price } = await get(\`/\${name}/second\`)
  return price.amount + id
}
await Promise.all([load('slow'), load('fast')])`)
  expect(own).toEqual({ asked: ['/fast/first', '/fast/second'], drawn: 1, isPart: true })
  expect(all.asked).toEqual(expect.arrayContaining(['/slow/first', '/fast/first', '/fast/second']))
})

test('another function that runs meanwhile is none of it', async () => {
  const [own, all] = await fixturesOf(`
const get = async (target) => (await fetch(\`http://127.0.0.1:\${port}\${target}\`)).json()
async function poll() {
  for (let i = 0; i < 20; i++) await get(\`/poll/\${i}/\${randomUUID().length}\`)
}
async function load() {
  const { price } = await get('/slow')
  return price.amount
}
const polling = poll()
await load()
await polling`)
  expect(own).toEqual({ asked: ['/slow'], drawn: 0, isPart: true })
  expect(all.asked.length).toBeGreaterThan(1)
})

test('with callbacks, on a connection that all share, it has its own', async () => {
  const [own] = await fixturesOf(`
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
function get(target, done) {
  http.get({ port, path: target, agent }, (response) => {
    let text = ''
    response.on('data', (part) => (text += part))
    response.on('end', () => done(JSON.parse(text)))
  })
}
function load(name, done) {
  get(\`/\${name}/first\`, () => get(\`/\${name}/second\`, ({ price }) => done(name === 'b' ? price.amount : price)))
}
for (const name of ['a', 'b', 'c']) load(name, () => {})`)
  expect(own).toMatchObject({ asked: ['/b/first', '/b/second'] })
})

const TRANSACTION = `
const get = async (target) => (await fetch(\`http://127.0.0.1:\${port}\${target}\`)).json()
async function load(name) {
  const { price } = await get(\`/\${name}/begin\`)
  try {
    return name === 'a' ? price.amount : price
  } catch (error) {
    await get(\`/\${name}/rollback\`)
    throw error
  } finally {
    await get(\`/\${name}/release\`)
  }
}
`

test.each([
  ['nobody catches it', `await Promise.all([load('a'), load('b'), load('c')])`],
  [
    'a server answers with it',
    `const shop = http.createServer((request, response) => {
  load('a').catch(() => response.writeHead(500)).then(() => response.end())
})
await new Promise((resolve) => shop.listen(0, resolve))
await Promise.all([fetch(\`http://127.0.0.1:\${shop.address().port}/\`), load('b')])
process.exit()`,
  ],
])('what is asked on the way of an error outward is its own too, where %s', async (_, source) => {
  const [own] = await fixturesOf(TRANSACTION + source)
  expect(own.asked).toEqual(['/a/begin', '/a/rollback', '/a/release'])
})

test('what nothing else asks or draws meanwhile is all of it', async () => {
  const [own, all] = await fixturesOf(`
async function load() {
  const response = await fetch(\`http://127.0.0.1:\${port}/one?\${randomUUID()}\`)
  return (await response.json()).price.amount
}
await load()`)
  expect(own).toMatchObject({ drawn: 1, isPart: false })
  expect(own).toEqual(all)
})

test('what waits in the queue of a pool is asked by who put it there', async () => {
  const [own, all] = await fixturesOf({
    'main.mjs': `import pg from '${PG}'

const pool = new pg.Pool({ host: '127.0.0.1', user: 'postgres', database: 'postgres', max: 1 })
async function load(id) {
  const { rows } = await pool.query(\`select \${id} as id, pg_sleep(0.01)\`)
  const more = await pool.query(\`select \${rows[0].id}0 as id\`)
  return id === 2 ? more.rows[0].none.id : id
}
await Promise.all([1, 2, 3].map((id) => load(id)))`,
  })
  expect(own.asked).toEqual(['select 2', 'select 20'])
  expect(all.asked.length).toBeGreaterThan(own.asked.length)
})

const PRICES = `async function priceOf(shop, item) {
  await fetch(new URL(\`/views/\${item}\`, shop), { method: 'POST' })
  const response = await fetch(new URL(\`/items/\${item}\`, shop))
  const { offer } = await response.json()
  return offer.price
}

`

test('a generated test has the answers of its own call, and is green once that is mended', async () => {
  const shop = await outside(({ url }, response) => {
    if (url === '/items/lamp') response.end('{}')
    else setTimeout(() => response.end('{ "offer": { "price": 5 } }'), 20)
  })
  const prices = { source: PRICES, exports: ['priceOf'] }
  const project = projectOf('vitest', 'ESM', {
    'app.js': {
      imports: { './prices.js': '{ priceOf }' },
      source: `await Promise.all(['desk', 'lamp', 'sofa'].map((item) => priceOf('${shop}', item)))\n`,
    },
    'prices.js': prices,
  })
  await record(project)
  const generated = await generate(project)
  expect(generated).toMatchObject({ level: 'function', function: 'priceOf', rejected: [] })
  expect(textIn(project, generated)).toContain(`priceOf('${shop}', 'lamp')`)
  const fixture = readFileSync(path.join(project.folder, generated.fixture), 'utf8')
  expect(fixture.match(/\/(?:views|items)\/\w+/g)).toEqual(['/views/lamp', '/items/lamp'])
  expect(await outcomeOf(project, generated)).toMatchObject({ kind: 'failed', error: { name: 'TypeError' } })
  project.write({ 'prices.js': textOf({ ...prices, source: PRICES.replace('offer.price', 'offer?.price') }, 'ESM') })
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})
