/** Runs the tests that fixtures are of, by the project's own runner, and collects what they have asked. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { stripVTControlCharacters } from 'node:util'
import { RetraceError } from '../../errors.ts'
import { ENV_MODE, ENV_REPLAY } from '../../runner-flags.ts'
import { type Runner, scriptOfRunner } from '../../start/runner-script.ts'
import { passSignals } from '../../start/signals.ts'
import type { VerifyOptions } from '../verify.ts'
import { ENV_VERIFY, readTestOutcomes, RESULTS, type TestOutcome } from './outcome-files.ts'

/** What a runner says of a test file, in the form of Jest, which Vitest writes, too. */
export interface FileResult {
  /** Of the file. */
  readonly name: string
  readonly message: string
  readonly assertionResults: readonly TestResult[]
}

export interface TestResult {
  readonly fullName: string
  readonly status: string
  readonly failureMessages: readonly string[]
}

export interface TestsRun {
  /** By fixture. */
  readonly outcomes: ReadonlyMap<string, TestOutcome>
  /** By test file. */
  readonly results: ReadonlyMap<string, FileResult>
  /** What the runner printed. */
  readonly output: string
}

/** A project's tests that are run at once. */
export interface TestBatch {
  readonly root: string
  readonly runner: Runner
  readonly files: readonly string[]
}

type Options = Pick<VerifyOptions, 'bail' | 'limit' | 'node' | 'command' | 'jobs'>

/** @throws RetraceError `COMMAND_MISSING` */
export async function runTests(batch: TestBatch, options: Options): Promise<TestsRun> {
  const folder = mkdtempSync(path.join(tmpdir(), 'retrace-verify-'))
  try {
    const output = await run(commandOf(batch, folder, options), batch.root, folder)
    return { outcomes: readTestOutcomes(folder), results: resultsIn(folder), output }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function commandOf({ root, runner, files }: TestBatch, folder: string, options: Options): string[] {
  const { bail, limit, node = process.execPath, command = [], jobs } = options
  const results = path.join(folder, RESULTS)
  const own =
    command.length > 0 ? command : [node, scriptOfRunner(runner, root), ...(runner === 'vitest' ? ['run'] : [])]
  const flags =
    runner === 'vitest'
      ? ['--reporter=json', `--outputFile.json=${results}`]
      : ['--json', `--outputFile=${results}`, '--watchAll=false', '--forceExit', '--runTestsByPath']
  return [...own, `--testTimeout=${limit}`, `--maxWorkers=${jobs}`, ...(bail ? ['--bail=1'] : []), ...flags, ...files]
}

function run([file = '', ...args]: readonly string[], root: string, folder: string): Promise<string> {
  const { [ENV_REPLAY]: _replay, ...env } = process.env
  const child = spawn(file, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, [ENV_MODE]: 'none', [ENV_VERIFY]: folder },
  })
  const parts: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => parts.push(part))
  const stopPassing = passSignals(child)
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      stopPassing()
      const why = error.code === 'ENOENT' ? 'no such command' : error.message
      reject(new RetraceError('COMMAND_MISSING', { what: file, why, given: 'the command after `--`' }, error))
    })
    child.on('close', () => {
      stopPassing()
      resolve(stripVTControlCharacters(Buffer.concat(parts).toString()))
    })
  })
}

function resultsIn(folder: string): Map<string, FileResult> {
  const file = path.join(folder, RESULTS)
  if (!existsSync(file)) return new Map()
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as { testResults: readonly FileResult[] }
  return new Map(testResults.map((result) => [path.resolve(result.name), result]))
}
