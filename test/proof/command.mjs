import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export const command = fileURLToPath(new URL('../../core/dist/cli/main.js', import.meta.url))

/** Whether a process without a network can be started here. Elsewhere a replay is only left without its services. */
export const canCutNetwork = spawnSync('unshare', ['-n', 'true']).status === 0

/** What starts `retrace`: as it is built here. */
const built = [process.execPath, command]

/** What is before a program's path on the command line by which it is recorded. */
export function recordLine(recording, cli = built) {
  return [...cli, 'record', '--out', recording, '--', process.execPath]
}

/** Starts a program through `retrace record`; its output is piped, as that of a replay is. */
export function startRecord(recording, [script, ...args], { cwd, env, cli }) {
  const [file, ...line] = recordLine(recording, cli)
  return start(file, [...line, script, ...args], { cwd, env })
}

/** Runs `retrace` to its end. */
export function retrace(args, { cwd, env, cli = built }) {
  const [file, ...line] = [...cli, ...args]
  return run(file, line, { cwd, env })
}

/** What runs a command with the network cut, where that is possible: not even this machine itself is reached. */
export function withoutNetwork(...line) {
  return canCutNetwork ? ['unshare', '-n', ...line] : line
}

/** What comes before a command that is to reach this machine alone, where that is possible. */
export const cut = canCutNetwork ? ['unshare', '-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'] : []

/** Runs a command to its end. */
export function run(file, args, { cwd, env = process.env }) {
  return start(file, args, { cwd, env }).outcome
}

/** Replays a recording to its end, with the network cut where that is possible. */
export async function replay(recording, { cwd, env, cli = built }) {
  const [file, ...args] = withoutNetwork(...cli, 'replay', recording)
  const begun = performance.now()
  const outcome = await start(file, args, { cwd, env }).outcome
  return { ...outcome, seconds: (performance.now() - begun) / 1000 }
}

/** Runs a test runner through `retrace`, with the network cut where that is wanted and possible. */
export async function runTests(runner, given, { cwd, env, isCut, cli = built }) {
  const line = [...cli, runner, ...given]
  const [file, ...args] = isCut && canCutNetwork ? ['unshare', '-n', ...line] : line
  return start(file, args, { cwd, env }).outcome
}

/** Starts `retrace inspect --raw --json`. */
export function startInspect(recording, { cwd, env }) {
  const child = spawn(process.execPath, [command, 'inspect', recording, '--raw', '--json'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { lines: child.stdout, problems: text(child.stderr), closed: once(child, 'close') }
}

function start(file, args, { cwd, env }) {
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const outcome = ended.then(([stdout, stderr, [code, signal]]) => {
    process.off('exit', kill)
    // As a shell gives it.
    return { code: code ?? 128 + constants.signals[signal], stdout, stderr }
  })
  return { child, outcome }
}
