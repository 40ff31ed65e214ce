/** Which files have changed, as git has it, and whether a recording was made with one of them. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { RetraceError } from '../errors.ts'
import { openRecording } from '../recording/open.ts'
import { located } from '../verify/host.ts'

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

/** Whether one of the files that a recording was made with is among those: one of the program's, or a list of its packages. */
export function isTouched(recording: string, files: ReadonlySet<string>, root: string | undefined): boolean {
  const opened = openRecording(recording)
  const { root: home } = located(opened, { root })
  // Git names files by where they really are.
  const real = fs.realpathSync(home)
  return opened.manifest.sources.files.some(({ path: relative }) => {
    const file = path.join(real, relative)
    return files.has(file) || sourcesOf(file).some((source) => files.has(source))
  })
}

/** What a source map says that its file was made of. */
function sourcesOf(file: string): string[] {
  if (!file.endsWith('.map')) return []
  try {
    const { sources = [], sourceRoot = '' } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
      readonly sources?: readonly (string | null)[]
      readonly sourceRoot?: string
    }
    return sources.flatMap((source) => (source === null ? [] : path.resolve(path.dirname(file), sourceRoot, source)))
  } catch {
    // None is there any more, or it can't be read: then the file that it belongs to tells.
    return []
  }
}
