import { Agent, request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'

/** How often the price list is busy before it tells the price, by what is asked for. */
export const busy = { kettle: 0, lamp: 1, desk: 3, mug: 9, 'tea pot/2': 0 }

const unknown = '00000000-0000-4000-8000-000000000000'
const ada = { customer: 'Ada <c&d> "A"', note: 'Ring twice – Grüße', lines: lines(['lamp', 2], ['chair', 1]) }
const ben = { customer: 'Ben', lines: lines(['desk', 3]) }

/** What reaches each branch of the orders API; `placed` has the addresses of the orders before. */
export const traffic = [
  () => ['GET', '/orders'],
  () => ['POST', '/orders', ada],
  () => ['POST', '/orders', ben],
  () => ['GET', '/orders'],
  (placed) => ['GET', placed[0]],
  (placed) => ['GET', placed[0]],
  (placed) => ['GET', placed[1]],
  () => ['GET', `/orders/${unknown}`],
  () => ['GET', '/orders/no-uuid'],
  () => ['POST', '/orders', { ...ben, customer: '' }],
  () => ['POST', '/orders', { customer: 'Cleo' }],
  () => ['POST', '/orders', { customer: 'Cleo', lines: 'lamp' }],
  () => ['POST', '/orders', { customer: 'Cleo', lines: [] }],
  () => ['POST', '/orders', { customer: 'Cleo', lines: lines(['vase', 0]) }],
  () => ['POST', '/orders', { customer: 'Dora', note: '', lines: lines(['mug', 1], ['mug', 2], ['cup', 3]) }],
  () => ['POST', '/orders', 'no JSON'],
  () => ['GET', '/orders'],
  ...Object.keys(busy).map((sku) => () => ['GET', `/quote/${encodeURIComponent(sku)}`]),
  () => ['GET', '/nowhere'],
]

/**
 * Sends them one after another.
 *
 * @param {(name: string, answer: object | null, isLast: boolean) => Promise<boolean | void>} onAnswer false ends it
 */
export async function sendTraffic(url, onAnswer, patience = 10_000) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const placed = []
  try {
    for (const [i, step] of traffic.entries()) {
      const [method, path, body] = step(placed)
      const answer = await send(agent, new URL(path ?? `/orders/${unknown}`, url), { method, body, patience })
      if (answer?.status === 201) placed.push(answer.headers.find(([name]) => name === 'location')?.[1])
      if ((await onAnswer(`${method} ${path}`, answer, i === traffic.length - 1)) === false) return
    }
  } finally {
    agent.destroy()
  }
}

/** Null where none comes. */
async function send(agent, url, { method, body, patience }) {
  try {
    const response = await new Promise((resolve, reject) => {
      const request = httpRequest(url, { agent, method, signal: AbortSignal.timeout(patience) }, resolve)
      request.on('error', reject)
      if (body) request.setHeader('content-type', 'application/json')
      request.end(typeof body === 'object' ? JSON.stringify(body) : body)
    })
    const { statusCode: status, rawHeaders } = response
    const headers = rawHeaders.flatMap((name, i) => (i % 2 ? [] : [[name.toLowerCase(), rawHeaders[i + 1]]]))
    return { status, headers, body: await text(response) }
  } catch {
    return null
  }
}

function lines(...all) {
  return all.map(([sku, quantity]) => ({ sku, quantity }))
}
