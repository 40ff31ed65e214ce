import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { replay, startRecord } from './command.mjs'
import { sleeps } from './sleeper.mjs'
import { makeStage } from './stage.mjs'
import { stretch } from './stretch.mjs'

const script = fileURLToPath(new URL('sleeper.mjs', import.meta.url))
const nap = 10

/**
 * Replays a program that sleeps an hour. Nobody waits for it: a run with short sleeps is recorded, and the times on its
 * tape made long; the replay can't tell. With `wait`, the hour is recorded as it passes.
 */
export async function proveSleep({ seconds = 3600, replays = 5, wait = false }) {
  const stage = await makeStage('race')
  const recording = join(stage.recordings, 'sleep')
  const pause = Math.ceil((seconds * 1000) / sleeps)
  const env = { ...stage.env, SLEEPER_PAUSE: String(wait ? pause : nap) }
  try {
    const recorded = await startRecord(recording, [script], { cwd: stage.program, env }).outcome
    if (recorded.code !== 0) throw new Error(`The program failed:\n${recorded.stderr}`)
    if (!wait) stretch(join(recording, 'main.tape'), { from: nap, to: pause })
    const runs = []
    for (let count = 0; count < replays; count++) {
      runs.push(await replay(recording, { cwd: stage.elsewhere, env: stage.env }))
    }
    return { recorded, runs }
  } finally {
    await stage.remove()
  }
}
