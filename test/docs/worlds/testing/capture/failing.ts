import { expect, test } from 'vitest'
import { createOrder } from '../src/orders.ts'

test('an order is stored', async () => {
  const { id } = await createOrder({ item: 'lamp' })
  expect(id).toBe(-1)
})
