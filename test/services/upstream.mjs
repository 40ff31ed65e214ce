import { startFixture } from './start.mjs'

/** Starts the price list that the orders API asks. */
export function startUpstream({ busyRate = 0.25 } = {}) {
  return startFixture('orders-api/upstream.js', { UPSTREAM_BUSY_RATE: String(busyRate) })
}
