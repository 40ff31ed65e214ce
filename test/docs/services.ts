/** What the programs of the manual talk to. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startPostgres } from '../services/postgres.mjs'
import { ROOT } from './snippets.ts'

export interface Services {
  readonly env: NodeJS.ProcessEnv
  stop(): Promise<void>
}

export async function startServices(): Promise<Services> {
  const [postgres, shop] = await Promise.all([startPostgres(), startShop()])
  return {
    env: {
      DATABASE_URL: postgres.url,
      SHOP_URL: shop.url,
      OPENAI_BASE_URL: `${shop.url}/v1`,
      OPENAI_API_KEY: 'sk-of-no-use-anywhere-else',
      PROGRAMS: `${ROOT}/fixtures/programs`,
    },
    async stop() {
      await Promise.all([postgres.stop(), shop.stop()])
    },
  }
}

/** A service of orders and items, and a model that answers in prose. */
async function startShop(): Promise<{ url: string; stop: () => Promise<void> }> {
  let orders = 0
  const server = createServer((request, response) => {
    request.resume()
    const [, what, id] = (request.url ?? '').split('/')
    const answers: Record<string, unknown> = {
      orders: { id: ++orders, status: 'open' },
      v1: { choices: [{ message: { role: 'assistant', content: 'Sure! Here is the classification: refund' } }] },
      items: { id: Number(id), price: 4200 },
    }
    response.setHeader('content-type', 'application/json')
    response.statusCode = request.method === 'POST' ? 201 : 200
    response.end(JSON.stringify(answers[what ?? ''] ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
