import { runOrdersApi, withOrdersServices } from './orders-api.mjs'
import { compare, inPairs } from './pairs.mjs'
import { withRecording } from './retrace.mjs'

/** How long requests take at half of the load that the orders API bears when it isn't recorded. */
export async function latency({ quick, tick }) {
  const requests = quick ? 1000 : 4000
  const pairs = await withOrdersServices(async (env) => {
    const { requestsPerSecond } = await runOrdersApi({ env, requests })
    const rate = requestsPerSecond / 2
    tick()
    return inPairs(quick ? 3 : 7, {
      tick,
      off: () => runOrdersApi({ env, requests, rate }),
      on: () => withRecording((recording) => runOrdersApi({ env, requests, rate, recording })),
    })
  })
  return ['median', 'p99'].map((figure) =>
    compare(`orders-api at half load: ${figure} latency`, pairs, {
      unit: 'ms',
      off: ({ off }) => off.latency[figure],
      on: ({ on }) => on.latency[figure],
    }),
  )
}
