// Makes a checkout ready to run: installs what package-lock.json says, if it isn't there, and builds what
// has changed. It needs nothing but Node and npm, so that every command works on a fresh clone.

import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

if (!installed()) {
  console.log('Installing dependencies')
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'])
}
run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b'])
if (!bundled()) run(process.execPath, [join(root, 'scripts', 'bundle.mjs')])
linkCommand()

/** Is everything that the lock file names in node_modules, in the same version? */
function installed() {
  const present = packagesOf('node_modules/.package-lock.json')
  if (!present) return false
  for (const [path, wanted] of Object.entries(packagesOf('package-lock.json') ?? {})) {
    if (!path.includes('node_modules/')) continue
    const found = present[path]
    if (found ? found.version !== wanted.version : !wanted.optional && !wanted.devOptional) return false
  }
  return true
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(join(root, lockFile), 'utf8')).packages
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Are the bundles as new as the modules that they are made of? */
function bundled() {
  const time = (...name) => statSync(join(root, ...name), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const bundles = {
    core: ['recorder-bundle.js', 'replayer-bundle.js', 'verifier-bundle.js', 'bundled/index.js', 'report-page/page.js'],
    codegen: ['bundled/index.js'],
  }
  const page = readdirSync(join(root, 'core', 'report-page')).map((name) => time('core', 'report-page', name))
  const own = time('scripts', 'bundle.mjs')
  return Object.entries(bundles).every(([folder, names]) =>
    names.every((name) => time(folder, 'dist', name) >= Math.max(time(folder, 'dist', '.tsbuildinfo'), own, ...page)),
  )
}

/** npm links no command whose file isn't there yet, and at the time of the install ours isn't built. */
function linkCommand() {
  const command = join(root, 'core', 'dist', 'cli', 'main.js')
  const bin = join(root, 'node_modules', '.bin')
  chmodSync(command, 0o755)
  if (process.platform === 'win32' || existsSync(join(bin, 'retrace'))) return
  mkdirSync(bin, { recursive: true })
  symlinkSync(relative(bin, command), join(bin, 'retrace'))
}

function run(command, args) {
  try {
    execFileSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  } catch (error) {
    process.exit(error.status ?? 1)
  }
}
