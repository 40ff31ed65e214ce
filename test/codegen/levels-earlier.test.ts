/** Tests of a request on which a program failed by what earlier ones had left in it. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { generate, outcomeOf, outside, projectOf, record, textIn, textOf } from './level-projects.ts'

function server(handler: string): string {
  return `const server = http.createServer((request, response) => {
  answer(request.url).then(
    (text) => response.end(String(text)),
    (error) => response.writeHead(500).end(error.message),
  )
})
server.listen(0, '127.0.0.1', () => console.log(\`listening on http://127.0.0.1:\${server.address().port}\`))
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})

${handler}`
}

const IMPORTS = { 'node:http': 'http' }

test('it makes those that it takes, waits where that counts, and has what they were answered', async () => {
  const shop = await outside((_, response) => response.end('{ "price": 5 }'))
  const source = server(`let cart = { price: 0, at: Infinity }

async function answer(url) {
  if (url === '/pay') return (Date.now() - cart.at > 1000 ? null : cart).price
  const response = await fetch('${shop}/items/lamp')
  cart = { ...(await response.json()), at: Date.now() }
}
`)
  const project = projectOf('vitest', 'ESM', { 'app.js': { imports: IMPORTS, source } })
  await record(project, async (address) => {
    const ask = async (target: string): Promise<string> => (await fetch(new URL(target, address))).text()
    await ask('/take')
    await sleep(1100)
    await ask('/pay')
  })
  const generated = await generate(project, '--request', 'GET /pay')
  expect(generated).toMatchObject({ level: 'request', title: 'GET /pay does not answer with 500' })
  expect(textIn(project, generated)).toMatch(
    /await server\.fetch\('\/take'\)\s+await setTimeout\(1\d{3}\)\s+const response = await server\.fetch\('\/pay'\)/,
  )
  const fixture = readFileSync(path.join(project.folder, generated.fixture), 'utf8')
  expect(fixture.match(/\/items\/\w+/g)).toEqual(['/items/lamp'])
  project.write({ 'app.js': textOf({ imports: IMPORTS, source: source.replace(').price', ')?.price') }, 'ESM') })
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})
