/** What tests import where Jest runs them as ES modules; `index.cts` is for all else. */
import { SHARED, type Shared } from './shared.ts'

const shared = (globalThis as unknown as Record<symbol, Shared | undefined>)[SHARED]

/** Recording and replaying in tests. */
export const retrace: Shared['retrace'] = shared ? shared.retrace : (await import('@retrace/core')).retrace
