// Checks every package as npm would publish it: its manifest, its files and its types, for those who import it.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const packages = manifest('.').workspaces.filter((folder) => !manifest(folder).private)

let failed = false
for (const folder of packages) {
  const shape = run(folder, 'publint', ['--strict', '--pack', 'npm', folder])
  const types = run(folder, 'attw', ['--pack', folder, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii'])
  if (shape && types) console.log(`${folder}: package shape is right`)
  else failed = true
}
process.exitCode = failed ? 1 : 0

function manifest(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
}

function run(folder, command, args) {
  const { status, error, stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', command), args, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (status === 0) return true
  console.error(`${folder}: ${command} failed\n${error ?? ''}${stdout ?? ''}${stderr ?? ''}`)
  return false
}
