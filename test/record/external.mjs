// Calls objects that no boundary reaches, and says what came of it. It is run in a folder of its own.
import http2 from 'node:http2'
import { retrace } from '@retrace/core'

const [json, ...names] = process.argv.slice(2)
const { web, http2Port, what = 'a lamp', isGone = false } = JSON.parse(json)
let called = 0

class ApiError extends Error {
  constructor(status) {
    super(`status ${status}`)
    this.name = 'ApiError'
    this.status = status
    this.code = 'E_LIMIT'
  }
}
class Unnamed extends Error {}

class Completions {
  #count = 0
  async create({ prompt, stream = false }) {
    called++
    if (isGone) throw new Error('the object is called in a replay')
    if (stream) return this.#tokens(prompt)
    return { id: ++this.#count, at: new Date(), size: 2n ** 70n, tags: new Map([['x', new Set([1])]]), text: prompt }
  }
  async *#tokens(prompt) {
    for (const word of prompt.split(' ')) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      yield { word }
    }
    throw new ApiError(429)
  }
}

class Client {
  static ApiError = ApiError
  name = 'client'
  chat = { completions: new Completions() }
  constructor(options) {
    if (isGone && options) throw new Error('a key is missing')
  }
  now(unit) {
    called++
    return unit === 'bad' ? this.fail() : process.hrtime.bigint()
  }
  fail() {
    throw new Unnamed('unnamed')
  }
  async limited() {
    called++
    throw new ApiError(429)
  }
  async asks() {
    called++
    return (await (await fetch(`http://localhost:${web}/inside`)).json()).count
  }
  socket() {
    return { deep: [{ socket: new (class Socket {})() }] }
  }
}

const failure = (error) => [
  error.name,
  error.message,
  error.constructor.name,
  error.code,
  error instanceof ApiError,
  Object.keys(error),
]

const parts = {
  async values() {
    const llm = retrace.external('llm', new Client())
    const completion = await llm.chat.completions.create({ prompt: what })
    return [
      completion.at instanceof Date,
      completion.at.getTime(),
      `${completion.size}`,
      [...completion.tags.get('x')],
      completion.text,
      String(llm.now()),
      String(llm.now('ms')),
      llm.name,
      llm instanceof Client,
      llm.now === llm.now,
    ]
  },
  async errors() {
    const llm = retrace.external('llm', new Client())
    const came = [await llm.limited().catch(failure)]
    try {
      llm.now('bad')
    } catch (error) {
      came.push(failure(error))
    }
    return came
  },
  async streams() {
    const llm = retrace.external('llm', new Client())
    const came = []
    const began = Date.now()
    try {
      for await (const { word } of await llm.chat.completions.create({ prompt: 'one two', stream: true }))
        came.push(word)
    } catch (error) {
      came.push(failure(error))
    }
    for await (const { word } of await llm.chat.completions.create({ prompt: 'three four', stream: true })) {
      came.push(word)
      break
    }
    return [...came, Date.now() - began >= 50]
  },
  async classes() {
    const Wrapped = retrace.external('Client', Client)
    const client = new Wrapped({ key: process.env.KEY })
    return [
      client instanceof Client,
      client instanceof Wrapped,
      (await client.chat.completions.create({ prompt: 'x' })).text,
    ]
  },
  async functions() {
    const dice = retrace.external('dice', (sides) => (called++, Math.ceil(Math.random() * sides)))
    return [dice(1000), dice(1000), dice(6)]
  },
  async inside() {
    const llm = retrace.external('llm', new Client())
    return llm.asks()
  },
  async live() {
    const count = async () => (await (await fetch(`http://localhost:${web}/count`)).json()).count
    const before = await count()
    const [outside, at, random] = await retrace.live(async () => [await count(), Date.now(), Math.random()])
    return { before, after: await count(), outside, at, random }
  },
  async http2() {
    const answers = [await retrace.live(overHttp2), await retrace.external('grpc', overHttp2)()]
    return [...answers, await overHttp2().catch(({ code }) => code)]
  },
  async unkept() {
    const llm = retrace.external('llm', new Client())
    try {
      llm.socket()
    } catch (error) {
      return error.message
    }
  },
  async callback() {
    const llm = retrace.external('llm', new Client())
    try {
      llm.now('ms', () => {})
    } catch (error) {
      return error.message
    }
  },
}

async function overHttp2() {
  called++
  const session = http2.connect(`http://localhost:${http2Port}`)
  const stream = session.request({ ':path': '/' }).setEncoding('utf8')
  const answer = await new Promise((resolve, reject) => {
    session.on('error', reject)
    stream.on('error', reject).on('data', resolve)
  })
  session.close()
  return String(answer)
}

for (const name of names) {
  called = 0
  const result = await retrace
    .record(name, async (recording) => {
      const came = await parts[name]()
      const operations = recording.exchanges.map(({ protocol, operation }) => `${protocol} ${operation}`)
      return { name, mode: recording.mode, came, operations, unused: recording.unused.length }
    })
    .catch((error) => ({ name, error: error.message }))
  console.log(JSON.stringify({ ...result, called }))
}
