// npm run demo [-- NAME]: one of the demos, by the name of its folder.
import { readdirSync } from 'node:fs'

const [name = 'ai-crash'] = process.argv.splice(2, 1)
const demos = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

if (demos.includes(name)) await import(`./${name}/run.mjs`)
else {
  console.error(`There is no demo ${name}; there are ${demos.join(', ')}.`)
  process.exitCode = 64
}
