import { runOrdersApi, startOrdersApi, withOrdersServices } from './orders-api.mjs'
import { compare, inPairs, spread } from './pairs.mjs'
import { command, tapeBytes, timeNode, withRecording } from './retrace.mjs'

/** A slice of load takes a third of a second: a machine that gets slower or faster does so for both of a pair. */
const slice = 500
/** A service runs warm. Through the first thousands of requests V8's compiler takes as much processor time as we do. */
const warmUp = 10_000

/** What recording costs the orders API under full load, and how long its replay takes. */
export async function service({ quick, tick }) {
  return withOrdersServices(async (env) => [
    ...(await processorTime({ env, tick, processes: quick ? 1 : 3, slices: quick ? 10 : 30 })),
    ...(await replays({ env, tick, count: quick ? 1 : 3, requests: quick ? 1000 : 5000 })),
  ])
}

/** One process that is recorded and one that isn't, side by side, get the same slices of load in turn. */
async function processorTime({ env, tick, processes, slices }) {
  const requests = warmUp + slices * slice
  const pairs = []
  for (let index = 0; index < processes; index++) {
    await withRecording(async (recording) => {
      const off = await startOrdersApi({ env, requests })
      const on = await startOrdersApi({ env, requests, recording })
      for (const server of [off, on]) await server.load({ requests: warmUp, seed: 1 })
      let seed = 1
      const run = (server) => () => server.load({ requests: slice, seed: ++seed })
      pairs.push(...(await inPairs(slices, { tick: () => {}, off: run(off), on: run(on) })))
      for (const server of [off, on]) await server.end()
      tick()
    })
  }
  return [
    compare('orders-api: CPU a request', pairs, {
      unit: 'ms',
      off: ({ off }) => off.cpuPerRequest * 1000,
      on: ({ on }) => on.cpuPerRequest * 1000,
    }),
    compare('orders-api: requests a second', pairs, {
      unit: '/s',
      off: ({ off }) => off.requestsPerSecond,
      on: ({ on }) => on.requestsPerSecond,
    }),
  ]
}

async function replays({ env, tick, count, requests }) {
  const runs = []
  for (let index = 0; index < count; index++) {
    await withRecording(async (recording) => {
      const recorded = await runOrdersApi({ env, requests, recording })
      tick()
      runs.push({ ...recorded, tape: tapeBytes(recording), replaySeconds: await replay(recording) })
      tick()
    })
  }
  const replayed = runs.filter(({ replaySeconds }) => replaySeconds !== undefined)
  return [
    {
      name: 'orders-api: tape a request',
      unit: 'bytes',
      on: spread(runs.map(({ tape, allRequests }) => tape / allRequests)).median,
    },
    ...(replayed.length > 0 ? [compareReplays(replayed)] : []),
  ]
}

function compareReplays(runs) {
  return compare('orders-api: replay against the recorded run', runs, {
    unit: 's',
    off: ({ seconds }) => seconds,
    on: ({ replaySeconds }) => replaySeconds,
  })
}

/** A replay that fails makes the bench fail, but not the figures that don't depend on it. */
async function replay(recording) {
  try {
    return (await timeNode([command, 'replay', recording])).seconds
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
