import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export const command = fileURLToPath(new URL('../../core/dist/cli/main.js', import.meta.url))

/** The arguments of node that run a script, recorded into the folder if one is given. */
export function nodeArgs(script, { recording, args = [] }) {
  if (!recording) return [script, ...args]
  return [command, 'record', '--out', recording, '--', process.execPath, script, ...args]
}

/** Runs node to its end and gives the time it took and what it printed; fails if it did. */
export async function timeNode(args, { cwd, env = {} } = {}) {
  const start = performance.now()
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const seconds = (performance.now() - start) / 1000
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}:\n${stderr}`)
  return { seconds, stdout }
}

/** Hands out a folder for a recording, and removes it afterwards. */
export async function withRecording(use) {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-bench-'))
  try {
    return await use(join(folder, 'recording'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** How many bytes the tapes of a recording have. */
export function tapeBytes(recording) {
  return readdirSync(recording, { recursive: true })
    .filter((file) => file.endsWith('.tape'))
    .reduce((sum, file) => sum + statSync(join(recording, file)).size, 0)
}
