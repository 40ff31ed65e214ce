// SLEEPER_PAUSE=MS node sleeper.mjs: sleeps 36 times, by all forms of timers, and says after each what the clocks say.

import { setTimeout as sleep, setInterval as beats } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const rounds = 6

const forms = {
  setTimeout: (pause) => new Promise((resolve) => setTimeout(resolve, pause)),
  setInterval: (pause) =>
    new Promise((resolve) => {
      const timer = setInterval(() => {
        clearInterval(timer)
        resolve()
      }, pause)
    }),
  promisified: (pause) => promisify(setTimeout)(pause),
  promises: (pause) => sleep(pause),
  async beats(pause) {
    for await (const _ of beats(pause)) return
  },
  signal: (pause) => new Promise((resolve) => AbortSignal.timeout(pause).addEventListener('abort', resolve)),
}

export const sleeps = rounds * Object.keys(forms).length

async function main() {
  const pause = Number(process.env.SLEEPER_PAUSE)
  const begun = readClocks()
  // The timer of a signal doesn't keep a process alive.
  const alive = setInterval(() => {}, 2 ** 31 - 1)
  for (let round = 1; round <= rounds; round++) {
    for (const wait of Object.values(forms)) {
      await wait(pause)
      console.log(describe(begun, readClocks()))
    }
  }
  clearInterval(alive)
}

/** The clocks in milliseconds, in the order in which they are read. */
function readClocks() {
  return [Date.now(), performance.now(), Number(process.hrtime.bigint()) / 1e6]
}

export function describe(begun, now) {
  return `slept ${now.map((time, clock) => Math.round((time - begun[clock]) / 1000)).join(', ')} seconds`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
