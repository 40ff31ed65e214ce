import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

export const command = fileURLToPath(new URL('../core/dist/cli/main.js', import.meta.url))

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))

/** Runs the retrace command; `env` is added to the environment. */
export function retrace(args, options) {
  return run([command, ...args], options)
}

/** Runs the tests of a folder, answered from their fixtures alone. */
export function runTests(cwd) {
  return run([vitest, 'run'], { cwd, env: { RETRACE_MODE: 'none' } })
}

async function run(args, { cwd = root, env = {} } = {}) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, stdout, stderr }
}
