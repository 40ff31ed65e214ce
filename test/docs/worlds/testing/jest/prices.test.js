const { retrace } = require('@retrace/jest-environment')

test('a price', async () => {
  await retrace.record()
  await fetch(`${process.env.SHOP_URL}/items/7`)
})
