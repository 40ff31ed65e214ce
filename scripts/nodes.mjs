import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The path of a Node of some version: `24`. It comes from npm, into a folder that no checkout keeps. */
export function nodeOf(version) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const folder = join(root, 'node_modules', '.cache', 'retrace-nodes', version)
  const node = join(folder, 'node_modules', name, 'bin', 'node')
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    const install = ['install', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${version}`]
    execFileSync('npm', install, { cwd: folder, env: shellEnvironment(), stdio: 'inherit' })
  }
  return node
}

/** What npm is run with as from a shell: its own settings of this run would lead it back to this project. */
export function shellEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^npm_(config_(local_)?prefix|package_)/i.test(key)),
  )
}
