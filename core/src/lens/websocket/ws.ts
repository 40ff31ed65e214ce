/** The package `ws`, loaded once there is a WebSocket: most programs have none, and it brings all of `https`. */
import { createRequire } from 'node:module'
import type * as Ws from 'ws'
import { lazy } from '../../lazy.ts'

export const ws: () => typeof Ws = lazy(() => createRequire(import.meta.url)('ws') as typeof Ws)
