import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sendTraffic, traffic } from './traffic.mjs'
import { startWorld } from './world.mjs'

const tellPort = fileURLToPath(new URL('tell-port.mjs', import.meta.url))

/** How long it may take to listen, to answer, and to end. */
const PATIENCE_MS = 10_000
/** After an answer, what is still on its way is waited for. */
const SETTLE_MS = 20

/** What the recorded program was given, besides its services. */
export const settings = { ORDERS_API_POOL_SIZE: '2', ORDERS_API_MAX_REQUESTS: String(traffic.length) }

/**
 * What the orders API really does, told from outside: it is run as it is, on real services, and sent the traffic. Of each request,
 * and of the beginning and the end, what was said to each service, and the answer.
 */
export class Observer {
  #said = emptySaid()
  #world

  static async start(services) {
    const observer = new Observer()
    observer.#world = await startWorld(services, (service, text) => observer.#said[service].push(text))
    return observer
  }

  stop() {
    return this.#world.stop()
  }

  /** @param {(step: object, index: number) => boolean} goesOn asked after each step */
  async observe(folder, goesOn) {
    this.#world.reset()
    this.#said = emptySaid()
    const steps = []
    const step = (name, its) => {
      steps.push(masked({ name, ...its, said: this.#said }))
      this.#said = emptySaid()
      return goesOn(steps.at(-1), steps.length - 1)
    }
    const child = spawn(process.execPath, ['--import', tellPort, 'server.js'], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...this.#world.env, ...settings },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    const closed = once(child, 'close')
    const ended = closed.then(([code]) => code)
    try {
      const port = await within(Promise.race([once(child.stdio[3], 'data'), ended.then(() => null)]))
      if (!step('start', { isListening: port !== null, isAlive: child.exitCode === null }) || port === null)
        return steps
      await sendTraffic(
        `http://127.0.0.1:${Number(port)}`,
        async (name, answer, isLast) => {
          await (isLast ? within(ended) : sleep(SETTLE_MS))
          return step(name, { answer, isAlive: child.exitCode === null })
        },
        PATIENCE_MS,
      )
      return steps
    } finally {
      child.kill('SIGKILL')
      await closed
    }
  }
}

function emptySaid() {
  return { postgres: [], redis: [], prices: [] }
}

async function within(promise) {
  return Promise.race([promise, sleep(PATIENCE_MS, null, { ref: false })])
}

/** Whether two steps are the same in what is sent and answered. Whether it has ended by itself is neither. */
export function isSameStep(before, now) {
  return JSON.stringify(comparable(before)) === JSON.stringify(comparable(now))
}

function comparable({ name, isListening, answer, said }) {
  return { name, isListening, answer, said }
}

/** Made of the body, which is compared itself, or of the time. */
const derived = new Set(['date', 'etag', 'content-length'])

const VOLATILE = [
  // In the error pages of Express: a line that gets longer moves what is behind it.
  [/(?:<br> &nbsp; &nbsp;at [^<]*)+/g, 'stack'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'id'],
  [/orders_[0-9a-f]{8}\b/g, 'namespace'],
  [/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/g, 'time'],
  [/127\.0\.0\.1:\d+/g, 'address'],
]

/** Without what is another one in each run. */
function masked({ answer, ...step }) {
  const headers = answer?.headers.filter(([name]) => !derived.has(name))
  const text = JSON.stringify({
    ...step,
    ...(answer === undefined ? {} : { answer: answer && { ...answer, headers } }),
  })
  return JSON.parse(VOLATILE.reduce((its, [pattern, name]) => its.replaceAll(pattern, `<${name}>`), text))
}
