/**
 * What the preload loads: records or replays this process where the environment says so. With nothing set it costs
 * two lookups, since everything else is loaded only then.
 *
 * Works by `--require` and by `--import`; there is no top-level `await` here or in what is loaded.
 */
import { createRequire } from 'node:module'
import type * as Preload from './preload.ts'

if (process.env['RETRACE_SESSION'] !== undefined || process.env['RETRACE'] !== undefined) {
  const { startFromEnvironment } = createRequire(import.meta.url)('./preload.js') as typeof Preload
  startFromEnvironment()
}
