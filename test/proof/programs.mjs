import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { replay, startRecord } from './command.mjs'
import { changes, snapshot } from './snapshot.mjs'
import { makeStage } from './stage.mjs'

/** A run that doesn't end as it is wanted to is made again, so often. */
const mostRuns = 20

/**
 * Records a program some times; stops what it talked to, and deletes what it read; replays each recording some times.
 *
 * @returns the differences between recorded and replayed, a text each
 */
export async function proveProgram(program, { recordings, replays, requests = 1000, tick = () => {} }) {
  const stage = await makeStage(program.folder)
  try {
    const recorded = await recordAll(program, stage, { recordings, requests, tick })
    for (const path of program.data) await rm(join(stage.program, path), { recursive: true })

    const differences = []
    const before = snapshot(stage.root)
    for (const { recording, outcome } of recorded) {
      for (let count = 1; count <= replays; count++) {
        const replayed = await replay(recording, { cwd: stage.elsewhere, env: stage.env })
        const difference = compare(outcome, replayed, changes(before, snapshot(stage.root)))
        if (difference) differences.push(difference)
        tick(difference ? 'F' : '.')
      }
    }
    return differences
  } finally {
    await stage.remove()
  }
}

async function recordAll(program, stage, { recordings, requests, tick }) {
  const services = await program.start()
  const recorded = []
  try {
    for (let run = 0; recorded.length < recordings; run++) {
      if (run === mostRuns * recordings) throw new Error(`${program.name} never exits with ${program.exit}`)
      const recording = join(stage.recordings, String(recorded.length))
      const outcome = await recordOne(program, stage, { services, recording, requests })
      if (outcome.code === program.exit) {
        recorded.push({ recording, outcome })
        tick('r')
      } else await rm(recording, { recursive: true })
    }
  } finally {
    await services.stop()
  }
  return recorded
}

async function recordOne(program, { program: cwd, env }, { services, recording, requests }) {
  const command = program.command.map((part) => part.replace('@', services.at))
  const started = startRecord(recording, command, {
    cwd,
    env: { ...env, ...services.env, ...program.environment?.({ requests }) },
  })
  await program.drive?.(started, { requests })
  return started.outcome
}

function compare(recorded, replayed, changed) {
  const parts = []
  if (recorded.code !== replayed.code) parts.push(`exit code: recorded ${recorded.code}, replayed ${replayed.code}`)
  for (const stream of ['stdout', 'stderr']) {
    const [was, is] = [recorded, replayed].map((outcome) => ofProgram(outcome[stream]))
    if (was !== is) parts.push(`${stream}: ${firstDifference(was, is)}`)
  }
  if (changed.length > 0) parts.push(`on disk: ${changed.join(', ')}`)
  if (parts.length === 0) return undefined
  return `${parts.join('\n')}\n${replayed.stderr}`
}

/** What Retrace itself says is not the program's. */
export function ofProgram(text) {
  return text.replaceAll(/^retrace: .*\n/gm, '')
}

function firstDifference(was, is) {
  const [left, right] = [was, is].map((text) => text.split('\n'))
  const at = left.findIndex((line, index) => line !== right[index])
  if (at === -1) return `${right.length - left.length} more lines`
  return `line ${at + 1} recorded as ${JSON.stringify(left[at])}, replayed as ${JSON.stringify(right[at])}`
}
