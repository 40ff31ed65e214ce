// The service of prices that the shop asks; only to record.
import { createServer } from 'node:http'

const prices = { lamp: 2900, chair: 12500, vase: 1800 }

createServer((request, response) => {
  const price = prices[request.url.split('/').at(-1)]
  response.writeHead(price ? 200 : 404, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ price }))
}).listen(0, '127.0.0.1', function () {
  console.log(`listening on http://127.0.0.1:${this.address().port}`)
})
