// Writes core/dist/recorder-bundle.js: the recorder's modules in one file. Loading some hundred ES modules one by one
// would more than double what recording adds to the start of a program. The modules stay beside it: everything but the
// recorded process loads those.

import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'core', 'dist')
const bundle = await rolldown({ input: join(dist, 'recorder.js'), platform: 'node', logLevel: 'warn' })
await bundle.write({ file: join(dist, 'recorder-bundle.js'), format: 'esm', codeSplitting: false })
await bundle.close()
