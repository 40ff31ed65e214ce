/** Runs a small program three times: as it is, recorded, and replayed. */
import { spawnSync, type SpawnSyncOptionsWithStringEncoding } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import { plainEnvironment } from './cli.ts'

const PRELOAD = path.join(import.meta.dirname, '../../core/dist/register.cjs')

export interface Outcome {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Program {
  /** Its source, CommonJS unless `name` ends in `.mjs`. */
  readonly source: string
  readonly name?: string
  readonly flags?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Files beside the program, by name; they are there only for the recording. */
  readonly before?: Readonly<Record<string, string>>
  /** Run before the recording, with the folder that holds the program. */
  readonly prepare?: (folder: string) => void
  /** Files beside the program that stay for the replay: its modules. */
  readonly kept?: Readonly<Record<string, string>>
  /** Run between the recording and the replay, with the folder that holds the program. */
  readonly between?: (folder: string) => void
  /** Replays with `--lenient`. */
  readonly lenient?: boolean
  /** Records on a terminal, on which this is typed. Both outputs come as one there. */
  readonly typed?: string
  /** Records with the output going into a file. */
  readonly intoFile?: boolean
}

/**
 * Records a program and replays it.
 *
 * @returns what each of the two did
 */
export function recordAndReplay(program: Program): { recorded: Outcome; replayed: Outcome } {
  const folder = mkdtempSync(path.join(tmpdir(), 'retrace-test-'))
  try {
    const file = path.join(folder, program.name ?? 'program.cjs')
    const recording = path.join(folder, 'recording')
    mkdirSync(recording)
    writeFileSync(file, program.source)
    program.prepare?.(folder)
    const runIn = (mode: 'record' | 'replay'): Outcome => {
      const session = {
        RETRACE_SESSION: JSON.stringify({ mode, folder: recording, lenient: program.lenient ?? false }),
      }
      const env = { ...plainEnvironment(), ...program.env, NODE_OPTIONS: `--require ${PRELOAD}`, ...session }
      const command = [process.execPath, ...(program.flags ?? []), file]
      const options = { cwd: folder, encoding: 'utf8', env, timeout: 30_000 } as const
      if (mode === 'record' && program.typed !== undefined) return onTerminal(command, options, program.typed)
      if (mode === 'record' && program.intoFile === true) return intoFile(command, options, folder)
      return run(command, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    }
    const files = Object.entries(program.before ?? {}).map(([name, text]) => [path.join(folder, name), text] as const)
    for (const [name, text] of files) writeFileSync(name, text)
    for (const [name, text] of Object.entries(program.kept ?? {})) writeFileSync(path.join(folder, name), text)
    const recorded = runIn('record')
    for (const [name] of files) rmSync(name, { force: true })
    program.between?.(folder)
    return { recorded, replayed: runIn('replay') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function run([file, ...args]: readonly string[], options: SpawnSyncOptionsWithStringEncoding): Outcome {
  const { status, stdout, stderr } = spawnSync(file as string, args, options)
  return { status, stdout, stderr }
}

/** Runs a command on a terminal of its own (util-linux's `script`), 90 characters wide. Its echo is left out. */
function onTerminal(command: readonly string[], options: SpawnSyncOptionsWithStringEncoding, input: string): Outcome {
  const line = `stty -echo cols 90 rows 30; exec ${command.join(' ')}`
  const { stdout, ...outcome } = run(['script', '-qefc', line, '/dev/null'], { ...options, input })
  const printed = stdout.replaceAll('\r\n', '\n')
  // What is typed before `stty` has run is shown.
  return { ...outcome, stdout: printed.startsWith(input) ? printed.slice(input.length) : printed }
}

function intoFile(command: readonly string[], options: SpawnSyncOptionsWithStringEncoding, folder: string): Outcome {
  const file = path.join(folder, 'output')
  const descriptor = openSync(file, 'w')
  const outcome = run(command, { ...options, stdio: ['ignore', descriptor, 'pipe'] })
  closeSync(descriptor)
  return { ...outcome, stdout: readFileSync(file, 'utf8') }
}

/** Expects a program to replay as it was recorded, and gives what it printed. */
export function expectSameReplay(program: Program): string {
  const { recorded, replayed } = recordAndReplay(program)
  const { status, stdout, stderr } = replayed
  // A terminal shows both outputs as one.
  expect(program.typed === undefined ? replayed : { status, stdout: stdout + stderr, stderr: '' }).toEqual(recorded)
  return recorded.stdout
}
