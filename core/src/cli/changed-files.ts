/** Which files have changed, as git has it, and whether a recording was made with one of them. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { RetraceError } from '../errors.ts'
import { openRecording } from '../recording/open.ts'
import { type HostOptions, located } from '../verify/host.ts'

/** Where the code under review is, as far as it was said. */
export type WhichProject = Pick<HostOptions, 'root' | 'command'>

/**
 * What has changed since the code left another state of it: committed or not.
 *
 * @param ref - as git names it: `origin/main`
 * @returns whole paths
 * @throws RetraceError `CHANGES_UNKNOWN`
 */
export function changedSince(ref: string): ReadonlySet<string> {
  try {
    const top = git('rev-parse', '--show-toplevel').trim()
    const names = git('diff', '--name-only', '-z', '--no-renames', git('merge-base', ref, 'HEAD').trim())
    return new Set(names.split('\0').flatMap((name) => (name === '' ? [] : path.join(top, name))))
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string }
    throw new RetraceError('CHANGES_UNKNOWN', { what: ref, why: (stderr || message).trim() }, error)
  }
}

/** Nothing of a shell's is in between. */
function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: Infinity })
}

/**
 * Whether one of the files that a recording was made with is among those: one of the program's, what a source map says that
 * it was made of, or a list of its packages.
 */
export function isTouched(recording: string, files: ReadonlySet<string>, project: WhichProject): boolean {
  const opened = openRecording(recording)
  const { root: home } = located(opened, project)
  // Git names files by where they really are.
  const real = fs.realpathSync(home)
  return opened.manifest.sources.files.some((file) => files.has(path.join(real, file.path)))
}
