export interface Order {
  readonly id: number
}

export async function createOrder(order: { item: string }): Promise<Order> {
  const response = await fetch(`${process.env['SHOP_URL']}/orders`, { method: 'POST', body: JSON.stringify(order) })
  return (await response.json()) as Order
}
