// 1,000 calls of fetch, one after the other, as a test may make them. Says how many milliseconds all of a test took.
const now = process.hrtime.bigint.bind(process.hrtime)

/**
 * @param {object} tool
 * @param {(record: boolean) => Promise<typeof fetch>} tool.begin - loads what was recorded
 * @param {(record: boolean) => Promise<unknown>} tool.end
 */
export async function work({ begin, end }) {
  const [web, mode] = process.argv.slice(2)
  const began = now()
  const fetch = await begin(mode === 'record')
  for (let i = 0; i < 1000; i++) {
    const path = `/items/${i}?page=${i}`
    const body = JSON.stringify({ item: i })
    const options = i % 4 === 0 ? { method: 'POST', headers: { 'content-type': 'application/json' }, body } : {}
    const { url } = await (await fetch(web + path, options)).json()
    if (url !== path) throw new Error(`${path} was answered with what belongs to ${url}`)
  }
  await end(mode === 'record')
  console.log(Number(now() - began) / 1e6)
  process.exit()
}
