// npm run demo -- flaky-test: runs a test until a race has it fail, and has it fail in the same way as often as wanted.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { retrace, root } from '../retrace.mjs'
import { quote, say, title, verdict } from '../say.mjs'
import { startSearch } from './search-server.mjs'

const project = process.argv[2] ?? join(root, 'recordings', 'flaky-test')
const test = 'the suggestions are those for the last letter'
const capture = join('recordings', 'tests', 'search.test.js', `${test}.json`)
const mostRuns = 50

rmSync(project, { recursive: true, force: true })
cpSync(fileURLToPath(new URL('project', import.meta.url)), project, { recursive: true })

title('A test that fails now and then')
quote(readFileSync(join(project, 'search.test.js'), 'utf8'))

title('Run it until it fails')
const search = await startSearch()
const failed = await runUntilRed()
await search.stop()
quote(failed.error)
say(`kept in ${relative(process.cwd(), join(project, capture))}`)

title('Stop the server, and run the failed run again')
const replays = []
for (let count = 1; count <= 3; count++) {
  const { error } = await runTest(`--retrace-replay=${capture}`)
  verdict(error === failed.error, 'red: the same answers in the same order, the same error', `NOT THE SAME: ${error}`)
  replays.push(error === failed.error)
}

title('Mend it: an answer to what was typed before is too late')
mend()
const { error, output } = await runTest(`--retrace-replay=${capture}`)
verdict(error === '', 'green, in the run in which it was red', output)
process.exitCode = replays.every(Boolean) && error === '' ? 0 : 1

async function runUntilRed() {
  for (let run = 1; run <= mostRuns; run++) {
    const { error } = await runTest('--retrace-mode=once')
    say(`run ${run}: ${error === '' ? 'green' : 'red'}`)
    if (error !== '') return { error }
  }
  throw new Error(`It has not failed in ${mostRuns} runs`)
}

/** Gives what the test failed with, as far as its place; nothing where it passed. */
async function runTest(flag) {
  const { code, stdout, stderr } = await retrace(['vitest', 'run', flag], {
    cwd: project,
    env: { SEARCH_URL: search.url },
  })
  const output = stripVTControlCharacters(stdout + stderr)
  const error = /^AssertionError[^]*?^ ❯ .*$/m.exec(output)?.[0].replace(/This run is recorded[^]*?\n\n/, '') ?? ''
  return { error: code === 0 ? '' : error || output, output }
}

function mend() {
  const file = join(project, 'search.js')
  const mended = readFileSync(file, 'utf8')
    .replace('shown = []', "shown = []\n  #typed = ''")
    .replace('type(text) {', 'type(text) {\n    this.#typed = text')
    .replace(
      'this.shown = await response.json()',
      'const found = await response.json()\n    if (text === this.#typed) this.shown = found',
    )
  writeFileSync(file, mended)
}
