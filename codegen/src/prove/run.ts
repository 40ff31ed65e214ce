/** Runs one test by the project's own runner, answered from its fixture alone. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { RetraceError } from '@retrace/core'
import { escapeRegExp } from '@retrace/core/recordings'
import { endWithThis } from '../end-with-this.ts'
import { isJestOfModules, VM_MODULES } from '../project/framework.ts'
import type { UserProject } from '../project/project.ts'
import { endGroup, groupOf, LIMIT, stopped } from './limit.ts'
import { fromJest, fromVitest, isLeftOut, type Outcome } from './outcome.ts'

const REPORTER = fileURLToPath(new URL(`./vitest-reporter${path.extname(import.meta.url)}`, import.meta.url))

/** What a runner sets for the tests in it, and what would have a test record or replay something else. */
const NOT_PASSED_ON = /^(?:VITEST|JEST_|TEST$|NODE_ENV$|NODE_V8_COVERAGE$|RETRACE)/

export interface Proof {
  readonly project: Pick<UserProject, 'root' | 'framework' | 'config' | 'syntax' | 'folderOf'>
  readonly file: string
  /** Of the test. */
  readonly title: string
  /** Another Node than this one. */
  readonly node?: string
  /** What of the environment is to be otherwise than here. */
  readonly env?: NodeJS.ProcessEnv
  /** The current folder; null for that of the project. */
  readonly folder?: string | null
  /** Ends the run, which then gives an `AbortError`. */
  readonly signal?: AbortSignal
  /** After how many milliseconds it is stopped. */
  readonly limit?: number
}

/**
 * Runs a test, and says what became of it.
 *
 * @throws RetraceError `TEST_LEFT_OUT`
 */
export async function runTest(proof: Proof): Promise<Outcome> {
  const folder = mkdtempSync(path.join(tmpdir(), 'retrace-proof-'))
  try {
    const result = path.join(folder, 'result.json')
    const printed = await run(proof, result)
    if (printed === null) return stopped(proof.limit ?? LIMIT)
    const json = read(result)
    if (isLeftOut(json, printed)) throw leftOut(proof)
    if (json === null) return { kind: 'not-run', why: printed }
    const its = proof.project.framework === 'vitest' ? fromVitest : fromJest
    return its(json, proof) ?? { kind: 'not-run', why: printed }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What it has printed; null where it was stopped. */
async function run(proof: Proof, result: string): Promise<string | null> {
  const { project, file, title, node = process.execPath, folder = null, signal, limit = LIMIT } = proof
  const { root, framework } = project
  const pattern = escapeRegExp(title)
  const args = framework === 'vitest' ? vitestArgs(project, file, pattern) : jestArgs(project, file, pattern, result)
  const env = { ...environmentOf(proof), RETRACE_PROOF: result }
  const child = spawn(node, args, {
    cwd: folder ?? root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it has started is ended with it.
    detached: true,
  })
  const over = endWithThis(groupOf(child))
  let printed: string | null = ''
  const end = (): void => endGroup(child)
  const timer = setTimeout(() => {
    printed = null
    end()
  }, limit)
  signal?.addEventListener('abort', end)
  if (signal?.aborted === true) end()
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (printed !== null) printed += text
    })
  try {
    await once(child, 'close')
    signal?.throwIfAborted()
    return printed
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
    over()
  }
}

/** What a runner is to have, that is answered from fixtures alone. */
export function environmentOf({ project, env = {} }: Pick<Proof, 'project' | 'env'>): NodeJS.ProcessEnv {
  return { ...environment(flagFor(project)), ...env, RETRACE_MODE: 'none' }
}

function leftOut({ project: { root, framework, config }, file }: Proof): RetraceError {
  return new RetraceError('TEST_LEFT_OUT', { what: file, runner: framework, where: config ?? root })
}

function vitestArgs(project: Proof['project'], file: string, pattern: string): string[] {
  const main = path.join(project.folderOf('vitest') as string, 'vitest.mjs')
  return [
    main,
    'run',
    path.relative(project.root, file),
    `--root=${project.root}`,
    '-t',
    pattern,
    `--reporter=${REPORTER}`,
    '--no-color',
    '--no-coverage',
  ]
}

function jestArgs(project: Proof['project'], file: string, pattern: string, result: string): string[] {
  const main = path.join(project.folderOf('jest') as string, 'bin/jest.js')
  const named = [`${escapeRegExp(file)}$`, '-t', pattern]
  // With one file Jest ends when nothing is open any more: a pool of connections is for ten seconds.
  const flags = ['--ci', '--forceExit', '--coverage=false', '--no-color']
  return [main, ...named, `--projects=${project.root}`, ...flags, '--json', `--outputFile=${result}`]
}

function flagFor(project: Proof['project']): string | null {
  return isJestOfModules(project) ? VM_MODULES : null
}

function environment(flag: string | null): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_PASSED_ON.test(name)))
  return flag === null ? kept : { ...kept, NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} ${flag}`.trim() }
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // The runner had ended before it came to report anything.
    return null
  }
}
