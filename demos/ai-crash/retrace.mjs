import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const folder = fileURLToPath(new URL('../../fixtures/programs/intent-classifier', import.meta.url))

const command = fileURLToPath(new URL('../../core/dist/cli/main.js', import.meta.url))

/** Runs the retrace command; `env` is added to the environment. */
export async function retrace(args, { cwd = root, env = {} } = {}) {
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, stdout, stderr }
}
