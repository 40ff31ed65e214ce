export async function priceOf(sku) {
  const response = await fetch(`${process.env.PRICES_URL}/prices/${sku}`)
  if (!response.ok) throw new Error(`no price for ${sku}: ${response.status}`)
  return response.json()
}
