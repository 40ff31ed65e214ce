import { expect, test } from 'vitest'
import { matchers } from './index.ts'

const exchange = (protocol: string, operation: string): object => ({ protocol, operation, details: {}, summary: '' })
const recording = {
  name: 'orders',
  exchanges: [exchange('http', 'GET /orders'), exchange('postgres', 'select * from orders')],
}

test('a pattern for all matches is no other one the next time', () => {
  for (const pattern of [/orders/g, /orders/]) {
    const pass = [1, 2, 3].map(() => [
      matchers.toHaveRequested.call({}, recording, pattern).pass,
      matchers.toHaveQueried.call({}, recording, pattern).pass,
    ])
    expect(pass.flat()).toEqual([true, true, true, true, true, true])
  }
})
