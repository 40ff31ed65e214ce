import { runOrdersApi, withOrdersServices } from './orders-api.mjs'
import { compare, inPairs, spread } from './pairs.mjs'
import { command, tapeBytes, timeNode, withRecording } from './retrace.mjs'

/** What recording costs the orders API under full load, and how long its replay takes. */
export async function service({ quick, tick }) {
  const requests = quick ? 1000 : 5000
  const pairs = await withOrdersServices((env) =>
    inPairs(quick ? 3 : 7, {
      tick,
      off: () => runOrdersApi({ env, requests }),
      on: () =>
        withRecording(async (recording) => {
          const recorded = await runOrdersApi({ env, requests, recording })
          return { ...recorded, tape: tapeBytes(recording), replaySeconds: await replay(recording) }
        }),
    }),
  )
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
    {
      name: 'orders-api: tape a request',
      unit: 'bytes',
      on: spread(pairs.map(({ on }) => on.tape / on.allRequests)).median,
    },
    ...replayRow(pairs.filter(({ on }) => on.replaySeconds !== undefined)),
  ]
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

function replayRow(pairs) {
  if (pairs.length === 0) return []
  const seconds = { unit: 's', off: ({ on }) => on.seconds, on: ({ on }) => on.replaySeconds }
  return [compare('orders-api: replay against the recorded run', pairs, seconds)]
}
