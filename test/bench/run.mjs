// npm run bench [-- NAME…] [-- --quick]: what recording costs, and how fast a replay is.
//
// Every figure is a ratio of two runs made one after the other, recording and not, in turn: what else the machine does
// then touches both. A figure is the median of the pairs, with the lowest and the highest.

import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { calls } from './calls.mjs'
import { fetches } from './fetches.mjs'
import { latency } from './latency.mjs'
import { service } from './service.mjs'
import { startup } from './startup.mjs'
import { command } from './retrace.mjs'
import { testStartup } from './test-startup.mjs'
import { printTable } from './table.mjs'

const benches = { service, latency, calls, startup, fetches, tests: testStartup }
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
})

const unknown = positionals.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}
if (!existsSync(command)) {
  console.error(`There is no ${command}: run \`npm run build\` first.`)
  process.exit(2)
}

const rows = []
for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
  process.stderr.write(`${name} `)
  rows.push(...(await benches[name]({ quick: options.quick, tick: () => process.stderr.write('.') })))
  process.stderr.write('\n')
}
printTable(rows)
