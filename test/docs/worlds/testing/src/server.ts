import { createServer } from 'node:http'

async function statusOf(target: string): Promise<number> {
  const order = (await (await fetch(`${process.env['SHOP_URL']}${target}`)).json()) as { status: string }
  return order.status === 'open' ? 410 : 200
}

createServer((request, response) => {
  void statusOf(request.url ?? '').then((status) => response.writeHead(status).end())
}).listen(3000)
