/**
 * The plugin: `plugins: [retrace()]` in the configuration of vitest. It tells Retrace in each worker which test runs, so
 * that `retrace.record()` knows the name of its fixture and ends with its test.
 */
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as Core from '@retrace/core'
import type { ViteUserConfig } from 'vitest/config'
import type { Vite } from 'vitest/node'
import { RetraceReporter } from './reporter.ts'
import { OPTIONS, type RetraceOptions } from './options.ts'

export type { RetraceOptions } from './options.ts'

/**
 * The plugin for vitest 4.1 and later.
 *
 * @param options - for all tests; a test's own come before them
 * @throws RetraceError `OPTION_NOT_SENT`
 */
export function retrace(options: RetraceOptions = {}): Vite.Plugin {
  const { redact } = options
  if (Array.isArray(redact) && redact.some((rule) => typeof rule === 'function')) throw notSent('redact')
  return {
    name: 'retrace',
    // A run may have several projects, and with them several of this plugin.
    configureVitest({ vitest: { config } }) {
      if (!config.reporters.some((reporter) => reporter instanceof RetraceReporter))
        config.reporters.push(new RetraceReporter())
    },
    config: (): ViteUserConfig => ({
      test: {
        setupFiles: [fileURLToPath(new URL('./setup.js', import.meta.url))],
        provide: { [OPTIONS]: options },
        // One instance in each worker, whoever imports it: it is part of the boundary, and not of the program. Nor is there
        // anything in them to transform, also where they are linked.
        server: { deps: { external: [import.meta.resolve('@retrace/core'), import.meta.url].map(folderOf) } },
      },
    }),
  }
}

/** Vitest itself starts without the core: it is loaded for its errors only. */
function notSent(what: string): Error {
  const { RetraceError } = createRequire(import.meta.url)('@retrace/core') as typeof Core
  return new RetraceError('OPTION_NOT_SENT', { what })
}

/** Matches the compiled files of a package, where it is installed and where it is linked. */
function folderOf(url: string): RegExp {
  const folder = path.dirname(fileURLToPath(url))
  return new RegExp(`^(?:file://)?${folder.replaceAll('\\', '/').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}/`)
}
