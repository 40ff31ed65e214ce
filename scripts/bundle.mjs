// Writes what is loaded most into few files, since to load some hundred ES modules one by one takes longer than all that
// they do then:
// - core/dist/recorder-bundle.js: the recorder. It would more than double what recording adds to the start of a program.
// - core/dist/bundled: what test files load, each in a worker of its own. What is loaded later is part of it, so that there
//   is one of each module.
// The modules stay beside them: the command loads those.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const core = join(dirname(dirname(fileURLToPath(import.meta.url))), 'core')
const dist = join(core, 'dist')
const { dependencies } = JSON.parse(readFileSync(join(core, 'package.json'), 'utf8'))
const packages = new RegExp(`^(?:${Object.keys(dependencies).join('|')})(?:/|$)`)
const parts = ['index', 'runner', 'report', 'boundary/fs/index']

await write({ input: join(dist, 'recorder.js') }, { file: join(dist, 'recorder-bundle.js'), codeSplitting: false })
await write(
  { input: Object.fromEntries(parts.map((part) => [part, join(dist, `${part}.js`)])), external: packages },
  { dir: join(dist, 'bundled'), cleanDir: true },
)

async function write(from, to) {
  const bundle = await rolldown({ ...from, platform: 'node', logLevel: 'warn' })
  await bundle.write({ ...to, format: 'esm' })
  await bundle.close()
}
