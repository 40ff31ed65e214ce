/** What the twelve recordings are of: for each, the requests that the shop is sent; those of one list at the same time. */
export const recordings = {
  'order-with-two-lines': [['GET /orders/1']],
  'order-with-one-line': [['GET /orders/2']],
  'order-that-is-not-there': [['GET /orders/99']],
  'orders-of-ada': [['GET /customers/1/orders']],
  'orders-of-ben': [['GET /customers/2/orders']],
  'orders-of-cleo': [['GET /customers/3/orders']],
  'label-for-ada': [['GET /customers/1/label']],
  'label-for-ben': [['GET /customers/2/label']],
  'label-for-cleo': [['GET /customers/3/label']],
  'buys-a-lamp': [['POST /orders', { customer: 3, sku: 'lamp', quantity: 1 }]],
  'buys-a-phone': [['POST /orders', { customer: 3, sku: 'phone', quantity: 1 }]],
  'not-a-page': [['GET /about']],
}
