// npm run pictures [-- NAME]: runs the demos on a terminal, and makes pictures of what it shows, for the README.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { screenOf, textOf } from './pictures/screen.mjs'
import { svgOf } from './pictures/svg.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const columns = 120

/** By demo: the lines with which its picture begins and ends; of others there is too much. */
const pictures = {
  'minimal-replay': { from: 'Record it' },
  'flaky-test': { from: 'Run it until it fails' },
  'ai-crash': { from: 'Replay: no network, no key' },
  'pull-request': { from: 'Verify what it is now' },
}

const [only] = process.argv.slice(2)
for (const [demo, { from }] of Object.entries(pictures)) {
  if (only !== undefined && only !== demo) continue
  const command = `npm run demo -- ${demo}`
  const lines = await screenOf(onTerminal(`npm run --silent demo -- ${demo}`), columns)
  const first = lines.findIndex((line) => textOf(line) === from)
  if (first === -1) throw new Error(`${command} says nothing of "${from}"`)
  const prompt = [{ column: 0, text: `$ ${command}`, style: { color: 2, bold: true, dim: false } }]
  const more = first > 1 ? [[{ column: 0, text: '…', style: { color: null, bold: false, dim: true } }]] : []
  const file = `docs/pictures/${demo}.svg`
  writeFileSync(
    new URL(`../${file}`, import.meta.url),
    svgOf([prompt, ...more, [], ...lines.slice(first)], columns, command),
  )
  console.log(file)
}

/** What a command prints on a terminal (util-linux's `script` makes one), without the place where this repository lies. */
function onTerminal(command) {
  const line = `stty cols ${columns} rows 50; ${command}`
  const { stdout, status } = spawnSync('script', ['-qec', line, '/dev/null'], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ended with ${status}:\n${stdout}`)
  return stdout.replaceAll(pathToFileURL(root).href, '').replaceAll(root, '')
}
