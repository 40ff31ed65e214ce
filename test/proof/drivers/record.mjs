// node record.mjs DRIVER FILE: runs one of the programs beside it inside of a recording, and writes down what it saw.
import { statSync, writeFileSync } from 'node:fs'
import { retrace } from '@retrace/core'
import { show } from './show.mjs'

const [driver, file] = process.argv.slice(2)
const { default: drive } = await import(`./${driver}.mjs`)
const seen = []

/** Keeps a value, under a name. */
const see = (name, value) => void seen.push([name, show(value)])

/** Keeps the error that something fails with. */
async function fail(name, run) {
  try {
    await run()
    see(name, 'no failure')
  } catch (error) {
    see(name, error)
  }
}

const times = {}

/** Measures something by the clock of the file system, which is no part of a recording. */
async function time(name, run) {
  const began = touched()
  const result = await run()
  times[name] = touched() - began
  return result
}

function touched() {
  writeFileSync(file, '')
  return statSync(file).mtimeMs
}

const recording = await retrace.record(driver)
let failure = 'it came to a halt: nothing is under way, and it has not ended'
process.once('exit', () => {
  const unused = recording.unused.map(({ summary }) => summary)
  writeFileSync(file, JSON.stringify({ mode: recording.mode, seen, unused, times, failure }))
})
try {
  await drive({ see, fail, time, env: process.env })
  failure = null
} catch (error) {
  failure = error.stack
}
await recording.end().catch((error) => (failure = `${error.message}\n${failure ?? ''}`))
// What is left open doesn't matter.
process.exit()
