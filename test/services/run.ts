import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const programs = fileURLToPath(new URL('../../fixtures/programs/', import.meta.url))

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a program under fixtures/programs, as a user would, until it has ended. */
export async function run(script: string, args: string[] = [], env: Record<string, string> = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [script, ...args], { cwd: programs, env: { ...process.env, ...env } })
  const outcome: Outcome = { code: null, stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (outcome.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (outcome.stderr += text))
  await once(child, 'close')
  return { ...outcome, code: child.exitCode }
}
