/**
 * What Jest loads as the environment of tests, and what tests import: `import { retrace } from '@retrace/jest-environment'`.
 * A test file is run in a realm of its own, with modules of its own; there it is given the one instance that stands
 * between this process and the outside.
 *
 * Jest requires environments, and mostly transforms tests to CommonJS, so that this is a CommonJS module: the class, which
 * has the rest as properties.
 */
import type * as Core from '@retrace/core' with { 'resolution-mode': 'import' }
import type * as Environment from './environment.ts' with { 'resolution-mode': 'import' }
import type { Shared } from './shared.ts' with { 'resolution-mode': 'import' }

type Entry = Shared & typeof Environment.RetraceEnvironment

/** The same key as in `shared.ts`, which a test's realm doesn't load. */
const shared = (globalThis as unknown as Record<symbol, Entry | undefined>)[Symbol.for('retrace.jest')]

function load(): Entry {
  const { RetraceEnvironment } = require('./environment.js') as typeof Environment
  const { retrace } = require('@retrace/core') as typeof Core
  return Object.assign(RetraceEnvironment, { retrace })
}

const entry: Entry = shared ?? load()

export = entry
