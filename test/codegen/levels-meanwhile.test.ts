/** What the fixture of a request has, where the server answers others at the same time. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { generate, outcomeOf, outside, projectOf, record, textOf } from './level-projects.ts'

/** It reads what it is sent with callbacks, as most body parsers do. */
const SERVER = `function bodyOf(request, done) {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => done(JSON.parse(Buffer.concat(parts).toString())))
}

async function priceOf(item) {
  await fetch(new URL(\`/views/\${item}\`, process.env.SHOP_URL), { method: 'POST' })
  const response = await fetch(new URL(\`/items/\${item}\`, process.env.SHOP_URL))
  return (await response.json()).offer.price
}

const server = http.createServer((request, response) => {
  bodyOf(request, ({ item }) => {
    const answer = (status) => (body) => response.writeHead(status).end(String(body))
    priceOf(item).then(answer(200), answer(500))
  })
})
server.listen(0, '127.0.0.1', () => console.log(\`listening on http://127.0.0.1:\${server.address().port}\`))
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
`
const IMPORTS = { 'node:http': 'http' }

test('it has what that request has led to, and no more', async () => {
  const shop = await outside(({ url }, response) => {
    if (url === '/items/lamp') response.end('{}')
    else setTimeout(() => response.end('{ "offer": { "price": 5 } }'), 20)
  })
  const project = projectOf('vitest', 'ESM', {
    'app.js': { imports: IMPORTS, source: SERVER.replaceAll('process.env.SHOP_URL', `'${shop}'`) },
  })
  const ask = (address: string, item: string): Promise<Response> =>
    fetch(address, { method: 'POST', body: JSON.stringify({ item }) })
  await record(project, async (address) => {
    await Promise.all(['desk', 'lamp', 'sofa'].map((item) => ask(address, item)))
  })
  const generated = await generate(project, '--request', 'POST /')
  expect(generated).toMatchObject({ level: 'request', title: 'POST / does not answer with 500' })
  const fixture = readFileSync(path.join(project.folder, generated.fixture), 'utf8')
  expect(fixture.match(/\/(?:views|items)\/\w+/g)).toEqual(['/views/lamp', '/items/lamp'])
  expect(await outcomeOf(project, generated)).toMatchObject({ kind: 'failed' })
  const source = SERVER.replaceAll('process.env.SHOP_URL', `'${shop}'`).replace('.offer.price', '.offer?.price')
  project.write({ 'app.js': textOf({ imports: IMPORTS, source }, 'ESM') })
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})
