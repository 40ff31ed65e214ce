// npm run demo -- minimal-replay: records twenty lines of a program, and runs them again without what they asked for.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { retrace, root } from '../retrace.mjs'
import { quote, say, title, verdict } from '../say.mjs'

const project = process.argv[2] ?? join(root, 'recordings', 'minimal-replay')
const program = join(project, 'quote.js')
const recording = join(project, 'recording')

rmSync(project, { recursive: true, force: true })
mkdirSync(project, { recursive: true })
cpSync(fileURLToPath(new URL('quote.js', import.meta.url)), program)
writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n')

title('A program that asks for a rate, reads the clock, draws random values, and waits')
quote(readFileSync(program, 'utf8'))

title('Record it')
const rates = createServer((_, response) => response.end(JSON.stringify({ rate: 0.8 + Math.random() / 5 })))
rates.listen(0, '127.0.0.1')
await once(rates, 'listening')
const env = { RATES_URL: `http://127.0.0.1:${rates.address().port}` }
const recorded = await timed(() =>
  retrace(['record', '--out', recording, '--', 'node', 'quote.js'], { cwd: project, env }),
)
quote(recorded.stdout + recorded.stderr)
say(`${recorded.seconds} s, into ${relative(process.cwd(), recording)}`)

rates.closeAllConnections()
rates.close()
title('Stop the server that it asks, and replay')
const replays = []
for (let count = 1; count <= 2; count++) {
  const replayed = await timed(() => retrace(['replay', recording], { cwd: project }))
  quote(replayed.stdout + replayed.stderr)
  const isSame = replayed.code === recorded.code && replayed.stdout === recorded.stdout
  verdict(isSame, `${replayed.seconds} s, the same to the last digit`, 'NOT THE SAME')
  replays.push(isSame)
}

title('Change what it computes')
writeFileSync(program, readFileSync(program, 'utf8').replace('5 * 19.9', '6 * 19.9'))
const changed = await retrace(['replay', recording], { cwd: project })
quote(changed.stderr.split('\n\n  The events before:')[0])

const isTold = changed.code === 70 && changed.stderr.includes('quote.js:9:')
process.exitCode = recorded.code === 0 && replays.every(Boolean) && isTold ? 0 : 1

async function timed(run) {
  const began = performance.now()
  const result = await run()
  return { ...result, seconds: ((performance.now() - began) / 1000).toFixed(1) }
}
