// Waiting half a minute and more between tries, by what programs use for it.
import { setTimeout as sleep } from 'node:timers/promises'
import retry from 'async-retry'
import axios from 'axios'
import axiosRetry from 'axios-retry'
import got from 'got'
import OpenAI from 'openai'
import pRetry from 'p-retry'
import { Agent, request, RetryAgent } from 'undici'

/** Tries that fail. Half a minute of waits between them: 2, 4, 8 and 16 seconds; a thousandth of it when recording. */
const failures = 4
const halfMinute = 30_000

export default async function drive({ see, fail, time, env }) {
  const isReplay = env.RETRACE_MODE === 'none'
  const unit = isReplay ? 2000 : 2
  const asked = async (name) => {
    const response = await fetch(`${env.WEB_URL}/flaky/${failures}/${name}`)
    if (!response.ok) throw new Error(`status ${response.status}`)
    return response.json()
  }
  const ways = {
    'a loop': (name) => loop(asked, name, unit, (wait) => new Promise((resolve) => setTimeout(resolve, wait))),
    'timers/promises': (name) => loop(asked, name, unit, sleep),
    'p-retry': (name) => pRetry(() => asked(name), { retries: 5, minTimeout: unit, factor: 2 }),
    'p-retry, at random': (name) =>
      pRetry(() => asked(name), { retries: 5, minTimeout: unit, factor: 2, randomize: true }),
    'async-retry': (name) => retry(() => asked(name), { retries: 5, minTimeout: unit, factor: 2, randomize: false }),
    got: (name) =>
      got(`${env.WEB_URL}/flaky/${failures}/${name}`, {
        retry: {
          limit: 5,
          calculateDelay: ({ attemptCount, computedValue }) => computedValue && unit * 2 ** (attemptCount - 1),
        },
      }).json(),
    'axios-retry': async (name) => {
      const client = axios.create()
      axiosRetry(client, { retries: 5, retryDelay: (count) => unit * 2 ** (count - 1) })
      return (await client.get(`${env.WEB_URL}/flaky/${failures}/${name}`)).data
    },
    'undici RetryAgent': async (name) => {
      const dispatcher = new RetryAgent(new Agent(), {
        minTimeout: unit,
        timeoutFactor: 2,
        maxRetries: 5,
        statusCodes: [503],
      })
      return (await request(`${env.WEB_URL}/flaky/${failures}/${name}`, { dispatcher })).body.json()
    },
    // It waits as it likes.
    openai: (name) => new OpenAI({ baseURL: env.WEB_URL, maxRetries: 5, apiKey: 'x' }).get(`/flaky/2/${name}`),
  }
  for (const [index, [name, ask]] of Object.entries(ways).entries()) {
    const began = Date.now()
    see(name, await time(name, () => ask(`way-${index}`)))
    see(`${name}, its waits`, !isReplay || name === 'openai' || Date.now() - began >= halfMinute)
  }
  const limit = isReplay ? halfMinute : 30
  await time('AbortSignal.timeout', () =>
    fail('a timeout', () => fetch(`${env.WEB_URL}/slow/1000`, { signal: AbortSignal.timeout(limit) })),
  )
}

async function loop(ask, name, unit, wait) {
  for (let tried = 0; tried < failures; tried++) {
    try {
      return await ask(name)
    } catch {
      await wait(unit * 2 ** tried)
    }
  }
  return ask(name)
}
