// openai: whole answers, streams, errors.
import OpenAI from 'openai'

const model = 'gpt-5'
const messages = [{ role: 'system', content: 'Where is my parcel?' }]

export default async function drive({ see, fail }) {
  const client = new OpenAI({ maxRetries: 0 })
  const ask = (more = {}) => client.chat.completions.create({ model, messages, ...more })
  see('a completion', await ask())
  const chunks = []
  for await (const chunk of await ask({ stream: true })) chunks.push(chunk)
  see('a stream', chunks)
  const helper = client.chat.completions.stream({ model, messages })
  const contents = []
  helper.on('content', (delta) => contents.push(delta))
  see('the stream helper', [await helper.finalContent(), contents])
  const together = [1, 2, 3, 4].map((n) => ask({ messages: [{ role: 'user', content: `Question ${n}` }] }))
  see(
    'together',
    (await Promise.all(together)).map(({ id, choices }) => [id, choices]),
  )
  const left = await ask({ stream: true })
  for await (const chunk of left) {
    see('the first of a stream that is left', chunk)
    break
  }
  const { data, response } = await ask().withResponse()
  see('with its response', [data, response.status, response.headers.get('content-type')])
  await fail('a wrong route', () => client.get('/nowhere'))
  await fail('a wrong key', () =>
    new OpenAI({ maxRetries: 0 }).chat.completions.create({ model, messages }, { headers: { authorization: null } }),
  )
}
