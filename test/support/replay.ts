/** Runs a small program three times: as it is, recorded, and replayed. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'

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
    const run = (mode: 'record' | 'replay'): Outcome => {
      const session = {
        RETRACE_SESSION: JSON.stringify({ mode, folder: recording, lenient: program.lenient ?? false }),
      }
      const { status, stdout, stderr } = spawnSync(process.execPath, [...(program.flags ?? []), file], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, ...program.env, NODE_OPTIONS: `--require ${PRELOAD}`, ...session },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 30_000,
      })
      return { status, stdout, stderr }
    }
    const files = Object.entries(program.before ?? {}).map(([name, text]) => [path.join(folder, name), text] as const)
    for (const [name, text] of files) writeFileSync(name, text)
    for (const [name, text] of Object.entries(program.kept ?? {})) writeFileSync(path.join(folder, name), text)
    const recorded = run('record')
    for (const [name] of files) rmSync(name, { force: true })
    program.between?.(folder)
    return { recorded, replayed: run('replay') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Expects a program to replay as it was recorded, and gives what it printed. */
export function expectSameReplay(program: Program): string {
  const { recorded, replayed } = recordAndReplay(program)
  expect(replayed).toEqual(recorded)
  return recorded.stdout
}
