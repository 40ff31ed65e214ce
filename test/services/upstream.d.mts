import type { Service } from './start.mjs'

export declare function startUpstream(options?: {
  /** How often it answers 503, from 0 to 1. */
  busyRate?: number
}): Promise<Service>
