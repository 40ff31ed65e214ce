import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { load } from '../../fixtures/programs/orders-api/load.js'
import { replay, startInspect, startRecord } from './command.mjs'
import { addressOf, startOrdersServices } from './orders-api.mjs'
import { startRelay } from './relay.mjs'
import { makeStage } from './stage.mjs'

/** What is older than this at the kill has to be on the tape. */
const kept = 1000
const SIGKILL = 128 + 9

/**
 * Records the orders API under load again and again, ends each run by `kill -9` at a random moment, and looks at what is
 * left. Of every third run the command that records is killed as well, so that nobody finishes the recording.
 *
 * @returns for each kill what was found, with its `problems`
 */
export async function proveKills({ recordings, jobs = 2, random = Math.random, tick = () => {} }) {
  const stage = await makeStage('orders-api')
  const services = await startOrdersServices()
  const kills = []
  let begun = 0
  async function work() {
    while (begun < recordings) {
      const number = begun++
      const kill = await killOnce(stage, services, { number, delay: 300 + random() * 3700, both: number % 3 === 2 })
      kills.push(kill)
      tick(kill)
    }
  }
  try {
    await Promise.all(Array.from({ length: jobs }, work))
    return kills
  } finally {
    await services.stop()
    await stage.remove()
  }
}

async function killOnce(stage, services, { number, delay, both }) {
  const recording = join(stage.recordings, String(number))
  const started = startRecord(recording, ['server.js'], { cwd: stage.program, env: { ...stage.env, ...services.env } })
  const answers = []
  const relay = await startRelay(await addressOf(started), (connection, bytes) => {
    answers.push({ connection, bytes, at: performance.now() })
  })
  const loading = load({ url: relay.url, requests: Infinity, connections: 20, seed: number + 1 }).catch(() => {})
  await sleep(delay)
  const { pid } = JSON.parse(readFileSync(join(recording, 'manifest.json'), 'utf8'))
  const killedAt = performance.now()
  process.kill(pid, 'SIGKILL')
  if (both) started.child.kill('SIGKILL')
  const recorded = await started.outcome
  await relay.stop()
  await loading

  const tape = await readTape(recording, stage)
  const replayed = await replay(recording, { cwd: stage.elsewhere, env: stage.env })
  const problems = [
    ...(recorded.code === SIGKILL ? [] : [`the command ended with ${recorded.code}`]),
    ...tape.problems,
    // Where nobody saw the end, nobody can say what it was.
    ...(replayed.code === (both ? 0 : SIGKILL) ? [] : [`the replay exits with ${replayed.code}:\n${replayed.stderr}`]),
    ...(replayed.stderr.includes(`the recording ends here, after ${tape.events} events: `)
      ? []
      : [`the replay doesn't end at the last of ${tape.events} events:\n${replayed.stderr}`]),
  ]
  const { checked, bytes, lost } = compare(answers, tape.written, killedAt)
  if (lost > kept)
    problems.push(`an answer that the driver had ${Math.round(lost)} ms before the kill is not on the tape`)
  await rm(recording, { recursive: true })
  return { number, both, delay, events: tape.events, replaySeconds: replayed.seconds, checked, bytes, lost, problems }
}

/** The events of a recording, and all that it wrote to each of its connections. */
async function readTape(recording, stage) {
  const { lines, problems, closed } = startInspect(recording, { cwd: stage.elsewhere, env: stage.env })
  const parts = new Map()
  let events = 0
  for await (const line of createInterface(lines)) {
    const { op, target, fields } = JSON.parse(line)
    events++
    if (op !== 'stream.write') continue
    const [{ $text, $base64 }] = fields
    if (!parts.has(target)) parts.set(target, [])
    parts.get(target).push($text === undefined ? Buffer.from($base64, 'base64') : Buffer.from($text))
  }
  const [code] = await closed
  const stderr = await problems
  return {
    events,
    written: [...parts.values()].map((buffers) => Buffer.concat(buffers)),
    problems: code === 0 && stderr === '' ? [] : [`inspect exits with ${code}:\n${stderr}`],
  }
}

/**
 * Holds what the driver got on each connection against the tape. The first answer on a connection has an id of its own,
 * so that only one connection on the tape begins like it.
 *
 * @returns how many answers and bytes older than `kept` were looked for, and how long before the kill the driver had the
 *   oldest bytes that the tape lacks
 */
function compare(answers, written, killedAt) {
  let checked = 0
  let bytes = 0
  let lost = 0
  for (const parts of byConnection(answers)) {
    const got = Buffer.concat(parts.map((part) => part.bytes))
    const tape = Math.max(...written.map((other) => commonLength(got, other)))
    let end = 0
    for (const part of parts) {
      end += part.bytes.length
      const age = killedAt - part.at
      if (age > kept) {
        checked++
        bytes += part.bytes.length
      }
      if (end > tape) lost = Math.max(lost, age)
    }
  }
  return { checked, bytes, lost }
}

function byConnection(answers) {
  const groups = new Map()
  for (const answer of answers) {
    const group = groups.get(answer.connection)
    if (group) group.push(answer)
    else groups.set(answer.connection, [answer])
  }
  return groups.values()
}

/** How many bytes two buffers have in common at their start. */
function commonLength(one, other) {
  const most = Math.min(one.length, other.length)
  if (one.equals(other.subarray(0, one.length))) return most
  let length = 0
  while (length < most && one[length] === other[length]) length++
  return length
}
