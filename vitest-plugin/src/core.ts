/**
 * The core, as the process has it: the pools that run tests in vm contexts give each test file modules of its own, also
 * by what they import as `node:module`, but the boundaries belong to the process.
 */
import type * as Core from '@retrace/core'
import type * as Runner from '@retrace/core/runner'

const require = process.getBuiltinModule('node:module').createRequire(import.meta.url)

export const core: typeof Core = require('@retrace/core') as typeof Core
export const runner: typeof Runner = require('@retrace/core/runner') as typeof Runner
