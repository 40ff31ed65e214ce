// Runs the tests on other versions of Node: `npm run test:nodes` for all, `npm run test:nodes -- 24` for one.

import { execFileSync, spawnSync } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { nodeOf, root } from './nodes.mjs'

const args = process.argv.slice(2)
const named = args.filter((arg) => /^\d+$/.test(arg))
const versions = named.length > 0 ? named : ['22', '24', '26']
const vitestArgs = args.filter((arg) => !/^\d+$/.test(arg))

const failed = versions.filter((version) => !passes(version))
if (failed.length > 0) {
  console.error(`Failed on Node ${failed.join(', ')}`)
  process.exit(1)
}
console.log(`Passed on Node ${versions.join(', ')}`)

function passes(version) {
  const node = nodeOf(version)
  const found = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
  console.log(`\nNode ${found}`)
  // First on the PATH, so that the programs that tests start run on this version too.
  const env = { ...process.env, PATH: dirname(node) + delimiter + process.env.PATH, npm_node_execpath: node }
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  return spawnSync(node, [vitest, 'run', ...vitestArgs], { cwd: root, env, stdio: 'inherit' }).status === 0
}
