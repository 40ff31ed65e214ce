/** What tests import: `import { retrace } from '@retrace/vitest'`. */
export * from '@retrace/core'
