/** Runs lines of a shell as somebody would who types them. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { once } from 'node:events'
import { plainEnvironment } from '../support/cli.ts'
import { ROOT } from './snippets.ts'

export interface Shell {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** Stand-ins for what would ask a registry, or open a window, come first. */
export function shellEnvironment(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const folders = [
    path.join(import.meta.dirname, 'bin'),
    path.join(ROOT, 'node_modules/.bin'),
    path.dirname(process.execPath),
  ]
  const { PATH, ...env } = plainEnvironment()
  // They are for somebody at a desk.
  delete env['CI']
  delete env['GITHUB_ACTIONS']
  return {
    ...env,
    ...more,
    PATH: [...folders, PATH].join(path.delimiter),
    WORLDS: path.join(import.meta.dirname, 'worlds'),
  }
}

/**
 * @param before - lines that prepare; each has to end well
 * @param lines - each has to end with its exit code
 * @returns what they printed
 */
export async function runLines(
  before: string,
  lines: readonly string[],
  exits: readonly number[],
  shell: Shell,
): Promise<string> {
  const script = [
    'ended() { if [ "$1" != "$2" ]; then echo "exit code $1, not $2: $3" >&2; exit 99; fi; }',
    ...(before === '' ? [] : ['set -e', before, 'set +e']),
    ...lines.map((line, index) => `${line}\nended $? ${exits[index] ?? 0} ${quoted(line)}`),
  ].join('\n')
  const child = spawn('bash', ['-c', script], { ...shell, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (code !== 0) throw new Error(`${stdout}${stderr}`)
  return `${stdout}\n${stderr}`
}

/** Lines as they are typed: one that ends in a backslash goes on. */
export function linesOf(script: string): string[] {
  return script
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
}

function quoted(line: string): string {
  return `'${line.replaceAll("'", `'\\''`)}'`
}
