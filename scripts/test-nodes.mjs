// Runs the tests on other versions of Node: `npm run test:nodes` for all, `npm run test:nodes -- 24` for one.
// Node itself comes from npm, into a folder that no checkout keeps.

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
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
  const bin = install(version)
  const node = join(bin, 'node')
  const found = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
  console.log(`\nNode ${found}`)
  // First on the PATH, so that the programs that tests start run on this version too.
  const env = { ...process.env, PATH: bin + delimiter + process.env.PATH, npm_node_execpath: node }
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  return spawnSync(node, [vitest, 'run', ...vitestArgs], { cwd: root, env, stdio: 'inherit' }).status === 0
}

function install(version) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const folder = join(root, 'node_modules', '.cache', 'retrace-nodes', version)
  const bin = join(folder, 'node_modules', name, 'bin')
  if (!existsSync(join(bin, 'node'))) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    const install = ['install', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${version}`]
    // Run as from a shell: npm's own settings of this run would lead it back to this project.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([key]) => !/^npm_(config_(local_)?prefix|package_)/i.test(key)),
    )
    execFileSync('npm', install, { cwd: folder, env, stdio: 'inherit' })
  }
  return bin
}
